"""Reading one page: what it becomes, and every way in which it can be wrong."""

from __future__ import annotations

import pytest

from engine.pages.page import Comparison, Group, RestsOn
from tests.every import every
from tests.worlds import page, page_text

ODDS = """---
claim: cut_odds_collapsed
source: [E10, E11]
kind: measurement
facts:
  odds_peak: peak(odds.cut, 45d)
  odds_now: odds.cut
said:
  odds_now: about 40 % (the odds)
let:
  lost: odds_peak - odds_now
when:
  - odds_peak >= 80 %: our reading of a cut taken for granted
  - any of:
      - lost >= 25 pp: our reading of a collapse
      - claim rates_rose
  - not claim floor_reached: until then
---
# The market stopped expecting a rate cut

The essay sees {{ said.odds_now }}.

## Holds
The odds fell.

## Fails
They did not.

## Cases
| case      | odds_peak | odds_now | finding |
|-----------|-----------|----------|---------|
| the essay | 90 %      | 40 %     | holds   |
"""

FELL = {"facts": {"now": "price.close"}, "when": ["now < 100 USD/coin: a round number"]}


def test_a_page_becomes_its_parts():
    read = page(ODDS)
    assert (read.claim, read.kind, read.source) == (
        "cut_odds_collapsed",
        "measurement",
        ("E10", "E11"),
    )
    assert read.names == ("odds_peak", "odds_now", "lost")
    assert (read.facts[0].request.measure, read.facts[0].request.arguments) == ("peak", (45,))
    assert (read.said[0].name, read.said[0].how, read.said[0].low.value) == (
        "odds_now",
        "about",
        0.4,
    )
    assert [case.title for case in read.cases] == ["the essay"]


def test_conditions_are_numbered_and_keep_their_reasons():
    lines = list(page(ODDS).lines())
    assert [line.id.partition("#")[2] for line in lines] == ["1", "2", "2.1", "2.2", "3"]
    assert lines[0].reason == "our reading of a cut taken for granted"
    assert lines[3].reason == ""


def test_conditions_are_comparisons_groups_and_other_claims():
    number, group, premise = (line.condition for line in page(ODDS).when)
    assert isinstance(number, Comparison)
    assert isinstance(group, Group)
    assert (group.needed, len(group.members)) == (1, 2)
    assert premise == RestsOn("floor_reached", negated=True)


def test_every_part_knows_its_line():
    read = page(ODDS)
    assert [fact.line for fact in read.facts] == [6, 7]
    assert (read.said[0].line, read.let[0].line) == (9, 11)
    assert [line.line for line in read.lines()] == [13, 14, 15, 16, 17]
    assert (read.section("Holds").line, read.cases[0].line) == (24, 32)


def test_a_page_reads_the_same_with_the_line_ends_of_windows():
    assert page(ODDS.replace("\n", "\r\n")) == page(ODDS)


def test_at_least_asks_for_so_many_of_its_conditions():
    lines = ["at least 2 of: [claim a, claim b, now < 5 USD/coin]"]
    group = page(page_text(facts=FELL["facts"], when=lines)).when[0].condition
    assert (group.needed, len(group.members)) == (2, 3)


def test_a_definition_and_a_forecast_have_sections_of_their_own():
    sections = {"definition": "Shows", "forecast": "Gives", "opinion": "Not formalised"}
    read = [page(page_text(kind=kind, sections=[name])) for kind, name in sections.items()]
    assert [each.judged for each in read] == [False, False, False]


def test_a_page_speaks_of_the_day_where_it_does_not_say_that_it_repeats_its_document():
    repeats = page_text(**FELL).replace("facts:", "speaks: of the document\nfacts:")
    assert [page(text).speaks for text in (page_text(**FELL), repeats)] == [
        "of the day",
        "of the document",
    ]


def test_a_page_is_scored_as_holding_where_its_document_says_nothing_else():
    denied = page_text(**FELL).replace("facts:", "asserts: fails\nweaker: half of it\nfacts:")
    assert [(page(text).asserts, page(text).weaker) for text in (page_text(**FELL), denied)] == [
        ("holds", ""),
        ("fails", "half of it"),
    ]


def test_a_stated_number_is_of_the_first_paragraph_or_of_the_one_it_names():
    first, named = (
        page_text(**FELL, said={"now": f"about 94 USD/coin (the price){paragraph}"})
        for paragraph in ("", " E29")
    )
    cited = named.replace("source: [", "source: [E8, E29, ")
    assert [page(text).said[0].paragraph for text in (first, cited)] == [
        page(first).source[0],
        "E29",
    ]


BROKEN = {
    "a number of a paragraph that the page does not cite": (
        page_text(**FELL, said={"now": "about 94 USD/coin (the price) E29"}),
        "line 8: the page does not cite E29; add it to source",
    ),
    "a document that asserts something else": (
        page_text(**FELL).replace("facts:", "asserts: perhaps\nfacts:"),
        "line 5: a document asserts no 'perhaps'; write holds, fails or nothing",
    ),
    "a headline that a document is scored by": (
        page_text(kind="headline", sections=["Holds"], **FELL).replace(
            "facts:", "asserts: fails\nfacts:"
        ),
        "line 5: no document is scored by a headline; take asserts out",
    ),
    "a weaker reading that does not say what it asks": (
        page_text(**FELL).replace("facts:", "weaker:\nfacts:"),
        "line 5: say in words what the page asks instead",
    ),
    "a weaker reading with a number nobody can trace": (
        page_text(**FELL).replace("facts:", "weaker: 2 of them\nfacts:"),
        "line 5: a bare number stands in '2 of them'; spell it",
    ),
    "a page that speaks of something else": (
        page_text(**FELL).replace("facts:", "speaks: of the week\nfacts:"),
        "line 5: a page does not speak 'of the week'; write of the day or of the document",
    ),
    "a headline that repeats its document": (
        page_text(kind="headline", sections=["Holds"], **FELL).replace(
            "facts:", "speaks: of the document\nfacts:"
        ),
        "line 5: a headline speaks of the day; take the line out",
    ),
    "a misspelt key": (
        page_text(**FELL).replace("when:", "wenn:"),
        "line 7: unknown entry 'wenn'; nearest: when",
    ),
    "no front matter": (
        "# Title\n",
        "line 1: a page starts with its front matter between two lines '---'",
    ),
    "front matter without an end": (
        "---\nclaim: fell\n# Title\n",
        "line 1: a page starts with its front matter between two lines '---'",
    ),
    "bad YAML": (
        page_text(**FELL).replace("kind: ", "kind: - "),
        "line 4: ",
    ),
    "no claim": (
        page_text(**FELL).replace("claim: fell\n", ""),
        "line 2: the front matter needs `claim:`",
    ),
    "no kind": (
        page_text(**FELL).replace("kind: measurement\n", ""),
        "line 2: the front matter needs `kind:`",
    ),
    "an unknown kind": (
        page_text(kind="measurment", **FELL),
        "line 4: unknown kind 'measurment'; nearest: measurement",
    ),
    "a claim that is no name": (
        page_text("The fall", **FELL),
        "line 2: 'The fall' is no name for a claim: use small letters, digits and _, not 'assume'",
    ),
    "a claim named like the assumptions": (
        page_text("assume", **FELL),
        "line 2: 'assume' is no name for a claim: use small letters, digits and _, not 'assume'",
    ),
    "a missing section": (
        page_text(sections=["Holds"], **FELL),
        "line 1: a measurement needs the section '## Fails'",
    ),
    "a foreign section": (
        page_text(sections=["Holds", "Fails", "Shows"], **FELL),
        "line 18: a measurement has no section 'Shows', only Holds, Fails and Cases",
    ),
    "a section twice": (
        page_text(sections=["Holds", "Fails", "Holds"], **FELL),
        "line 18: the section 'Holds' stands here twice; make it one",
    ),
    "a missing title": (
        page_text(**FELL).replace("# fell\n", ""),
        "line 10: the page needs a title: a line that starts with '# '",
    ),
    "nothing to judge by": (
        page_text(facts=FELL["facts"]),
        "line 2: a measurement needs conditions under `when:`",
    ),
    "conditions on a definition": (
        page_text(kind="definition", sections=["Shows"], **FELL),
        "line 8: a definition takes no `when:`",
    ),
    "a misspelt series": (
        page_text(facts={"now": "price.clse"}, when=FELL["when"]),
        "line 6: no series is named 'price.clse'; nearest: price.close",
    ),
    "a series without its room": (
        page_text(facts={"now": "price"}, when=FELL["when"]),
        "line 6: no series is named 'price'; nearest: price.close",
    ),
    "a misspelt measure": (
        page_text(facts={"now": "peek(price.close, 45d)"}, when=FELL["when"]),
        "line 6: no measure is named 'peek'; nearest: peak, at_peak",
    ),
    "a fact that cannot be read": (
        page_text(facts={"now": "peak(price.close,"}, when=FELL["when"]),
        "line 6: 'peak(price.close,' ends too early",
    ),
    "a name with a capital": (
        page_text(facts={"Now": "price.close"}, when=FELL["when"]),
        "line 6: 'Now' is no name: use small letters, digits and _",
    ),
    "a fact twice": (
        page_text(**FELL).replace("when:", "  now: odds.cut\nwhen:"),
        "line 7: 'now' stands here twice",
    ),
    "a fact and a quantity of one name": (
        page_text(let={"now": "1 * 2"}, **FELL),
        "line 8: the name 'now' stands for two things",
    ),
    "a number said of nothing": (
        page_text(said={"nwo": "about 5 USD/coin"}, **FELL),
        "line 8: said: no fact or quantity 'nwo'; nearest: now",
    ),
    "a number said badly": (
        page_text(said={"now": "roughly 5 USD/coin"}, **FELL),
        "line 8: 'roughly 5 USD/coin' cannot be read from 'roughly 5 USD/coin' on",
    ),
    "a condition that cannot be read": (
        page_text(facts=FELL["facts"], when=["now << 5 USD/coin: r"]),
        "line 8: 'now << 5 USD/coin' cannot be read from '< 5 USD/coin' on",
    ),
    "two conditions on one dash": (
        page_text(facts=FELL["facts"], when=["now < 5 USD/coin: r\n    now > 1 USD/coin: r"]),
        "line 8: write a condition as `condition: where it comes from`",
    ),
    "more conditions wanted than there are": (
        page_text(facts=FELL["facts"], when=["at least 3 of: [claim a, claim b]"]),
        "line 8: `at least 3 of` has 2 conditions; ask for 1 to 2 of them",
    ),
    "none wanted": (
        page_text(facts=FELL["facts"], when=["at least 0 of: [claim a, claim b]"]),
        "line 8: `at least 0 of` has 2 conditions; ask for 1 to 2 of them",
    ),
    "a group of nothing": (
        page_text(facts=FELL["facts"], when=["any of: []"]),
        "line 8: `any of:` needs a list of conditions",
    ),
    "facts as a list": (
        page_text(**FELL).replace("  now: price.close", "  - price.close"),
        "line 6: facts must be a list of `name: value`",
    ),
}


@every("what", BROKEN)
def test_a_page_with(refused, what):
    text, sentence = BROKEN[what]
    assert refused(page, text).startswith(f"rules/chapter/fell.md {sentence}")


@pytest.mark.parametrize(
    ("cited", "problem"),
    [
        ("E39", "there is no paragraph E39; the last is E38"),
        ("J16", "there is no paragraph J16; the last is J15"),
        ("E0", "there is no paragraph E0"),
        ("X1", "'X1' is no paragraph; write E10 or J3"),
        ("E", "'E' is no paragraph"),
    ],
)
def test_a_page_cites_paragraphs_that_there_are(cited, problem, refused):
    assert problem in refused(page, page_text(source=cited))
