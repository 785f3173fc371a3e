"""The rule book: every page in order of dependency, checked as a whole."""

from __future__ import annotations

import pytest

from engine.pages.build import build_book
from kb.units import spell
from tests.every import every
from tests.worlds import CATALOG, assumed, book, page_text


def rests_on(claim, *others):
    """A page that holds when the others do."""
    return page_text(claim, when=[f"claim {other}" for other in others])


def low(claim, limit="100 USD/coin", **parts):
    """A page about the price."""
    return page_text(claim, facts={"now": "price.close"}, when=[f"now < {limit}: ours"], **parts)


def order_of(*pages, **more):
    return [each.claim for each in book(*pages, **more).pages]


def test_a_page_comes_after_those_it_rests_on():
    assert order_of(rests_on("a", "b"), rests_on("b", "c"), low("c")) == ["c", "b", "a"]


def test_a_page_comes_after_those_whose_quantities_it_uses():
    uses = page_text("a", let={"half": "c.now / 2"}, when=["half < c.now: ours"])
    compares = page_text("b", when=["a.half < 5 USD/coin: ours"])
    assert order_of(compares, uses, low("c")) == ["c", "a", "b"]


def test_the_pages_of_a_chapter_stand_together_after_the_chapters_they_need():
    chapters = {"a": "late", "b": "early", "c": "late", "d": "early"}
    ordered = order_of(rests_on("a", "b"), low("b"), low("c"), low("d"), chapters=chapters)
    assert ordered[:2] == ["b", "d"]
    assert sorted(ordered[2:]) == ["a", "c"]


def test_free_chapters_follow_the_order_of_the_briefing():
    order = "why:\n  zebra:\n    First: [z]\n  ant:\n    Then: [a]\n"
    chapters = {"a": "ant", "z": "zebra"}
    assert order_of(low("a"), low("z"), chapters=chapters, order=order) == ["z", "a"]


def test_the_order_does_not_hang_on_the_order_of_the_files():
    texts = {f"x/{c}.md": t for c, t in (("a", rests_on("a", "b")), ("b", low("b")))}
    backwards = dict(reversed(texts.items()))
    assert build_book(texts, CATALOG).pages == build_book(backwards, CATALOG).pages


def test_dimensions_flow_from_page_to_page():
    twice = page_text("b", let={"twice": "a.now ^ 2"}, when=["twice > a.now * a.now: ours"])
    built = book(low("a"), twice)
    assert spell(built.dimensions["b"]["twice"]) == "USD^2/coin^2"
    assert spell(built.line_dimensions["b#1"]) == "USD^2/coin^2"


def test_a_measure_that_returns_a_share_or_a_count_has_no_unit():
    facts = {"fall": "drawdown(price.close, 9d)", "days": "streak(fund.flow)", "now": "fund.flow"}
    own = book(page_text(facts=facts, when=["fall > 5 %: ours"])).dimensions["fell"]
    assert [spell(own[name]) for name in facts] == ["ratio", "ratio", "USD"]


def test_the_book_knows_every_series_it_reads_and_the_price():
    at_peak = {"there": "at_peak(coins.spent, interest.open, 90d)"}
    built = book(page_text(facts=at_peak, when=["there > 0 coins: ours"]))
    assert built.series == ("coins.spent", "interest.open", "price.close")


def test_the_hash_changes_with_any_text_and_with_nothing_else():
    texts = {"x/a.md": low("a"), "x/b.md": low("b")}
    base = build_book(texts, CATALOG).hash
    assert build_book(dict(reversed(texts.items())), CATALOG).hash == base
    assert build_book({**texts, "x/b.md": low("b") + "\n"}, CATALOG).hash != base
    assert build_book({**texts, "assumptions.yaml": "\n"}, CATALOG).hash != base


def test_a_page_is_found_by_its_claim_or_the_nearest_are_named():
    built = book(low("price_low"), low("market_calm"))
    assert built.page("price_low").claim == "price_low"
    with pytest.raises(LookupError, match="no claim is named 'price_lo'; nearest: price_low"):
        built.page("price_lo")


WRONG = {
    "a misspelt claim": (
        [rests_on("a", "price_lo"), low("price_low")],
        {},
        "rules/chapter/a.md line 6: no claim is named 'price_lo'; nearest: price_low",
    ),
    "a misspelt claim before a dot": (
        [page_text("a", let={"x": "price_lo.now"}, when=["x > x: ours"]), low("price_low")],
        {},
        "rules/chapter/a.md line 6: no claim is named 'price_lo'; nearest: price_low",
    ),
    "a misspelt quantity of another claim": (
        [page_text("a", let={"x": "b.nwo"}, when=["x > x: ours"]), low("b")],
        {},
        "rules/chapter/a.md line 6: no quantity of another claim is named 'b.nwo'; nearest: b.now",
    ),
    "a misspelt quantity of its own": (
        [page_text("a", facts={"now": "price.close"}, when=["nwo > 5 USD/coin: ours"])],
        {},
        "rules/chapter/a.md line 8: in 'nwo > 5 USD/coin': no fact or quantity is named 'nwo';"
        " nearest: now",
    ),
    "a quantity used before it is there": (
        [page_text("a", let={"x": "y * 2", "y": "1 * 2"}, when=["x > y: ours"])],
        {},
        "rules/chapter/a.md line 6: no fact or quantity is named 'y'; none is known here",
    ),
    "a misspelt formula": (
        [page_text("a", let={"x": "carry.duration_neded(5 %, 3d)"}, when=["x > 1 %: ours"])],
        {},
        "rules/chapter/a.md line 6: no formula is named 'carry.duration_neded'; nearest: "
        "carry.duration_needed",
    ),
    "a misspelt assumption": (
        [page_text("a", let={"x": "assume.dpeth"}, when=["x > 1 %: ours"])],
        {"assumptions": assumed("depth", "1 %", "2 %", "3 %")},
        "rules/chapter/a.md line 6: no quantity of another claim is named 'assume.dpeth'; nearest:"
        " assume.depth",
    ),
    "points of percent against dollars": (
        [page_text("a", facts={"flow": "fund.flow"}, when=["flow >= 25 pp: ours"])],
        {},
        "rules/chapter/a.md line 8: in 'flow >= 25 pp': USD cannot be compared with %; write 25",
    ),
    "dollars and coins added up": (
        [
            page_text(
                "a",
                facts={"flow": "fund.flow", "spent": "coins.spent"},
                let={"both": "flow + spent"},
                when=["both > 0 USD: ours"],
            )
        ],
        {},
        "rules/chapter/a.md line 9: USD + coin cannot be computed",
    ),
    "a number said in another unit": (
        [low("a", said={"now": "about 5 USD"})],
        {},
        "rules/chapter/a.md line 8: 'about 5 USD' has not the unit of now",
    ),
    "a range said in two units": (
        [low("a", said={"now": "5 USD/coin .. 7 USD"})],
        {},
        "rules/chapter/a.md line 8: '5 USD/coin .. 7 USD' has not the unit of now",
    ),
    "a circle of claims": (
        [rests_on("a", "b"), rests_on("b", "c"), rests_on("c", "a")],
        {},
        "rules/chapter/a.md line 6: the claims rest on each other in a circle: a → b → c → a",
    ),
    "a claim that rests on itself": (
        [rests_on("a", "a")],
        {},
        "rules/chapter/a.md line 6: the claims rest on each other in a circle: a → a",
    ),
    "a circle of chapters": (
        [rests_on("a", "b"), low("b"), low("c"), rests_on("d", "c")],
        {"chapters": {"a": "one", "c": "one", "b": "two", "d": "two"}},
        "rules/one/a.md line 6: the chapters rest on each other in a circle: one → two → one",
    ),
    "a claim that rests on a definition": (
        [rests_on("a", "b"), page_text("b", kind="definition", sections=["Shows"])],
        {},
        "rules/chapter/a.md line 6: 'b' is not judged, so nothing can rest on it",
    ),
    "a headline nobody wrote": (
        [low("a")],
        {"order": "headline:\n  - a\n  - slied\n"},
        "rules/briefing.yaml line 3: no page 'slied'; known: a",
    ),
    "a table of a quantity nobody computes": (
        [low("a")],
        {"order": "answer:\n  Price: a.nwo | price\n"},
        "rules/briefing.yaml line 2: Price: no quantity a.nwo; nearest: now",
    ),
    "a table of a claim nobody wrote": (
        [low("a")],
        {"order": "answer:\n  Price: b.now | price\n"},
        "rules/briefing.yaml line 2: Price: no quantity b.now; known: a",
    ),
    "a thesis whose share nobody computes": (
        [low("a")],
        {"order": "theses:\n  One:\n    paragraphs: E\n    share: a.nwo\n    reading: all\n"},
        "rules/briefing.yaml line 2: One: no quantity a.nwo; nearest: now",
    ),
    "a thesis whose share is no share": (
        [low("a")],
        {"order": "theses:\n  One:\n    paragraphs: E\n    share: a.now\n    reading: all\n"},
        "rules/briefing.yaml line 2: One: pct prints ratio, and this is in USD/coin",
    ),
    "a table in a style nobody wrote": (
        [low("a")],
        {"order": "answer:\n  Price: a.now | prise\n"},
        "rules/briefing.yaml line 2: Price: no style is named 'prise'; nearest: price",
    ),
    "a table in the style of another unit": (
        [low("a")],
        {"order": "headline: [a]\nanswer:\n  Price: a.now | pct\n"},
        "rules/briefing.yaml line 3: Price: pct prints ratio, and this is in USD/coin",
    ),
    "a table with a bare number": (
        [low("a")],
        {"order": "fan:\n  In 90 days: a.now | price\n"},
        "rules/briefing.yaml line 2: a bare number stands in 'In 90 days'; spell it",
    ),
    "a chapter with a foreign claim": (
        [low("a")],
        {"order": "why:\n  chapter:\n    Title: [a, c]\n"},
        "rules/briefing.yaml line 3: chapter chapter has no page 'c'; known: a",
    ),
    "a chapter with a claim left out": (
        [low("a"), low("b")],
        {"order": "where:\nwhy:\n  chapter:\n    Title: [a]\n"},
        "rules/briefing.yaml line 4: chapter chapter does not list b; add b to the list",
    ),
}


@every("what", WRONG)
def test_a_book_is_refused_for(refused, what):
    pages, more, sentence = WRONG[what]
    assert refused(book, *pages, **more).startswith(sentence)


def test_a_table_may_show_any_unit_as_a_plain_number():
    assert book(low("a"), order="answer:\n  Price: a.now | num\n  Again: a.now | price\n").pages


def test_one_claim_on_two_pages_is_refused_naming_both(refused):
    texts = {"one/a.md": low("a"), "two/a.md": low("a")}
    sentence = refused(build_book, texts, CATALOG)
    assert sentence == "rules/two/a.md line 2: the claim 'a' already stands in one/a.md; rename one"


def test_a_page_is_named_after_its_claim(refused):
    sentence = refused(build_book, {"one/b.md": low("a")}, CATALOG)
    assert sentence == "rules/one/b.md line 2: the file of 'a' is named a.md; rename the file"


def test_the_chapter_is_the_folder_and_a_page_without_one_is_of_the_rules():
    built = build_book({"deep/er/a.md": low("a"), "b.md": low("b")}, CATALOG)
    assert {each.claim: each.chapter for each in built.pages} == {"a": "deep/er", "b": "rules"}
