"""What rests on what: from series to findings and back, over the pages of a book."""

from __future__ import annotations

import pytest

from engine.pages.edges import Node, finding, named, series
from engine.pages.graph import Graph
from engine.pages.page import Comparison
from tests.desk import book_of
from tests.worlds import assumed, book, page, page_text

FELL = page_text(
    "fell",
    facts={"peak": "peak(price.close, 45d)", "now": "price.close", "spent": "coins.spent"},
    let={"fall": "1 - now / peak", "sold": "now * spent * assume.share"},
    when=["fall > 20 %: ours"],
)
LEFT = page_text(
    "left",
    facts={"flow": "at_peak(fund.flow, price.close, 45d)"},
    let={"part": "flow / fell.sold"},
    when=["any of: [part > 5 %, claim fell]", "fell.fall > 30 %: ours"],
)
DEEPER = page_text("deeper", let={"more": "fell.fall * assume.weight"}, when=["claim left"])
ASSUMED = assumed("share", "1 %", "2 %", "3 %") + assumed("weight", "1", "2", "3")
BOOK = book(FELL, LEFT, DEEPER, assumptions=ASSUMED)
GRAPH = BOOK.graph


def facts_under(*nodes):
    return [f"{page.claim}.{fact.name}" for page, fact in GRAPH.facts_under(*nodes)]


def test_a_fact_rests_on_its_series_and_on_the_one_that_names_its_day():
    assert GRAPH.inputs(Node("left", "flow")) == (series("fund.flow"), series("price.close"))


def test_a_quantity_rests_on_names_of_its_own_page_of_others_and_on_assumptions():
    assert GRAPH.inputs(Node("left", "part")) == (Node("left", "flow"), Node("fell", "sold"))
    sold = (Node("fell", "now"), Node("fell", "spent"), Node("assume", "share"))
    assert GRAPH.inputs(Node("fell", "sold")) == sold


def test_a_condition_rests_on_what_it_compares_or_on_another_finding():
    either, deep = BOOK.page("left").when
    first, second = either.condition.members
    assert GRAPH.inputs(Node("left", first.id)) == (Node("left", "part"),)
    assert GRAPH.inputs(Node("left", second.id)) == (finding("fell"),)
    members = (Node("left", first.id), Node("left", second.id))
    assert GRAPH.inputs(Node("left", either.id)) == members
    assert GRAPH.inputs(finding("left")) == (Node("left", either.id), Node("left", deep.id))


def test_the_finding_of_a_definition_rests_on_its_numbers():
    parts = {"facts": {"now": "price.close"}, "let": {"a": "now"}, "sections": ["Shows"]}
    text = page_text("terms", kind="definition", **parts)
    assert Graph([page(text)]).inputs(finding("terms")) == (Node("terms", "a"),)


def test_what_is_under_a_name_comes_left_to_right_each_once():
    assert facts_under(Node("left", "part")) == ["left.flow", "fell.now", "fell.spent"]
    assert facts_under(Node("fell", "fall"), Node("fell", "sold")) == [
        "fell.now",
        "fell.peak",
        "fell.spent",
    ]


def test_a_fact_is_all_the_facts_there_are_under_it():
    assert facts_under(Node("fell", "now")) == ["fell.now"]


def test_a_quantity_rests_on_assumptions_through_every_page():
    assert list(GRAPH.assumptions_under(Node("left", "part"))) == ["share"]
    assert list(GRAPH.assumptions_under(Node("deeper", "more"))) == ["weight"]
    assert list(GRAPH.assumptions_under(Node("fell", "fall"))) == []


def test_a_finding_rests_on_nothing_that_only_its_page_publishes():
    under = GRAPH.under(finding("fell"))
    assert Node("fell", "fall") in under
    assert Node("fell", "sold") not in under


def test_all_that_a_series_could_move_is_above_it():
    above = GRAPH.above(series("coins.spent"))
    assert {Node("fell", "sold"), Node("left", "part"), finding("left"), finding("deeper")} < above
    assert not above & {Node("fell", "fall"), Node("deeper", "more"), finding("fell")}


def test_premises_are_asked_for_their_finding_and_theirs_follow():
    assert GRAPH.premises("deeper") == ("left",)
    assert GRAPH.premises_under("deeper") == ("left", "fell")


def test_what_a_page_needs_comes_with_the_line_that_names_it():
    text = page_text(
        let={"x": "a.now + assume.y"}, when=["x > b.now: ours", "any of: [claim c, claim d]"]
    )
    given = page(text)
    assert Graph([given]).needs(given.claim) == (("a", 6), ("b", 8), ("c", 9), ("d", 9))


def test_a_page_that_reads_itself_needs_itself():
    given = page(page_text("a", let={"x": "a.x"}, when=["claim a"]))
    assert [claim for claim, _ in Graph([given]).needs("a")] == ["a", "a"]


def test_a_part_of_a_book_holds_what_it_needs_even_for_a_number_alone():
    assert [page.claim for page in BOOK.part("left").pages] == ["fell", "left"]
    assert [page.claim for page in BOOK.part("fell").pages] == ["fell"]


def test_a_page_mentions_names_that_it_computes_or_compares_with():
    assert GRAPH.upstream("deeper") == {"fell.fall", "assume.weight"}
    assert GRAPH.compared("left") == (Node("left", "part"), Node("fell", "fall"))


def test_an_expression_names_each_thing_once():
    [condition] = [
        line.condition for line in BOOK.page("fell").when if isinstance(line.condition, Comparison)
    ]
    assert named("fell", condition.left, condition.left) == (Node("fell", "fall"),)


@pytest.mark.parametrize(
    ("name", "claims"),
    [
        ("etf.net_flow", {"funds_left", "floor_flows", "floor_reached"}),
        ("network.hash_rate", set()),
    ],
)
def test_claims_rest_on_a_series_that_they_or_their_premises_read(name, claims):
    rules = book_of()
    headlines = {page.claim for page in rules.pages if page.kind == "headline"}
    assert set(rules.graph.resting_on(name)) - headlines == claims
