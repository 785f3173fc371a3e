"""rules/briefing.yaml: chapters, headlines and tables, in the order of the briefing."""

from __future__ import annotations

from engine.pages.order import Chapter, Row, Thesis
from engine.pages.shared_files import read_order
from tests.every import every

ORDER = """why:
  policy:
    What changed in rates: [odds, dollar]
  etf:
    What the funds did: [outflow]
where:
  floor:
    Where it stops: [floor_reached]
headline: [slide, quiet]
conditions: [floor_reached]
answer:
  Fall: odds.lost | pp
fan:
  A year: floor_reached.low, floor_reached.high | price
"""

ONE = """theses:
  One:
    paragraphs: E
    share: a.b
    reading: all of it
"""


def read(text):
    return read_order(text, "rules/briefing.yaml")


def test_chapters_come_in_the_order_written_with_their_claims():
    order = read(ORDER)
    assert order.why[0] == Chapter("policy", "What changed in rates", ("odds", "dollar"))
    assert order.chapters == ("policy", "etf", "floor")
    assert (order.headline, order.conditions) == (("slide", "quiet"), ("floor_reached",))


def test_a_row_names_quantities_and_a_style():
    order = read(ORDER)
    assert order.answer == (Row("Fall", (("odds", "lost"),), "pp"),)
    [named] = read(ORDER.replace("odds.lost | pp", "odds.lost | pp | no stop")).answer
    assert (named.style, named.lacks) == ("pp", "no stop")
    assert order.fan[0].quantities == (("floor_reached", "low"), ("floor_reached", "high"))


def test_a_thesis_names_its_paragraphs_and_the_share_it_can_account_for():
    ceiling = "    ceiling: a.c\n    ceiling_reading: at most\n"
    [thesis] = read(ONE + ceiling).theses
    assert thesis == Thesis("One", "E", ("a", "b"), "all of it", ("a", "c"), "at most")
    assert read(ONE + ceiling).rows == (Row("One", (("a", "b"), ("a", "c")), "pct"),)
    assert read(ONE).theses[0].ceiling is None


def test_a_chapter_that_is_not_named_comes_last():
    order = read(ORDER)
    assert [order.place(name) for name in ("policy", "floor", "japan")] == [0, 2, 3]


def test_no_text_is_an_empty_order():
    assert read("").chapters == read("why:\n").chapters == ()


@every(
    ("text", "sentence"),
    [
        ("why:\nwhat: x", "line 2: unknown entry 'what'; known: why, where, headline"),
        ("answer:\n  Fall: odds.lost", "line 2: write `label: claim.quantity | style`"),
        ("answer:\n  Fall: odds | pp", "line 2: write `label: claim.quantity | style`"),
        ("fan:\n  Year: a.b, c | pp", "line 2: write `label: claim.quantity | style`"),
        ("headline: slide", "line 1: headline must be a list"),
        ("why: policy", "line 1: why must be a list of `name: value`"),
        ("why:\n  policy: Rates", "line 2: policy must be a list of `name: value`"),
        (
            "why:\n  policy:\n    Rates: [a]\n    Dollar: [b]",
            "line 2: write `policy:` and under it `title: [claims]`",
        ),
        ("why:\n  policy:\n    Rates: a", "line 3: policy must be a list"),
        ("theses: essay", "line 1: theses must be a list of `name: value`"),
        ("theses:\n  One:\n", "line 2: One needs paragraphs, share, reading, and may have both"),
        (f"{ONE}    more: x", "line 2: One needs paragraphs, share, reading, and may have both"),
        (f"{ONE}    ceiling: a.b", "line 2: One needs paragraphs, share, reading, and may have"),
        (ONE.replace("E", "X"), "line 3: One: write `paragraphs:` and one of E, J"),
        (ONE.replace("a.b", "a"), "line 4: One: write `share: claim.quantity`"),
        (ONE.replace("all of it", ""), "line 5: One: say in words what reading is"),
        (ONE.replace("all of it", "30 days"), "line 5: One: a bare number stands in '30 days'"),
        (f"{ONE}    ceiling: a\n    ceiling_reading: x", "line 6: One: write `ceiling: claim."),
        (ONE + ONE.replace("theses:\n", "").replace("One", "Two"),
         "line 6: Two and One are both E"),
    ],
)  # fmt: skip
def test_a_bad_entry_is_named_with_its_line(refused, text, sentence):
    assert refused(read, text).startswith(f"rules/briefing.yaml {sentence}")
