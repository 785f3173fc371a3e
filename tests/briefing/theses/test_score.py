"""One thesis scored: its claims counted by what became of them."""

from __future__ import annotations

import pytest

from engine.briefing.theses.score import Score, claims_of, score, whether_scored
from engine.judge.run import Run
from kb.store import KnowledgeBase
from tests.briefing.theses.sides import BOTH, YEN_WEAK, both, but, judged, on_the_day
from tests.desk import FLOOR_VALUE, ODDS_FELL, ask, edited, fact


def of(run: Run, name: str) -> Score:
    return next(score(run, t) for t in run.book.order.theses if t.name == name)


@pytest.fixture(scope="module")
def day() -> Run:
    """The day on which everything is known but what leverage is on offer."""
    return judged(on_the_day())


def test_the_essay_is_scored_as_counted_by_hand(day):
    essay = of(day, "The essay")
    assert essay.confirmed == ("odds_fell", "funds_left", "positions_heavy")
    assert set(essay.contradicted) == {"floor_flows", "floor_value", "floor_reached"}
    assert (essay.own_word, essay.unknown, essay.reasons) == (("coins_moved",), (), ())


def marked(page: str, entry: str) -> str:
    """A page with an entry more in its front matter."""
    return edited(page, "facts:\n", f"{entry}\nfacts:\n")


def test_a_claim_that_its_document_says_does_not_hold_is_confirmed_by_failing():
    run = judged(on_the_day(), floor_value=marked(FLOOR_VALUE, "asserts: fails"))
    essay = of(run, "The essay")
    assert "floor_value" in essay.confirmed
    assert "floor_value" not in essay.contradicted
    assert "floor_value" in essay.support.claims


def test_a_second_reading_that_no_document_asserts_is_set_aside():
    essay = of(judged(on_the_day(), odds_fell=marked(ODDS_FELL, "asserts: nothing")), "The essay")
    assert essay.aside == ("odds_fell",)
    assert "odds_fell" not in essay.judged


def test_a_claim_whose_reading_asks_less_than_its_document_is_not_as_stated():
    run = judged(on_the_day(), odds_fell=marked(ODDS_FELL, "weaker: a small fall of the odds"))
    assert of(run, "The essay").weaker == ("odds_fell",)


def test_a_documents_own_number_against_its_own_threshold_confirms_nothing(day):
    """The essay's count of coins, over the essay's threshold; another source's would do."""
    assert "coins_moved" in of(day, "The essay").own_word
    measured = fact("holders.long_term_spent", 600_000, "coins", BOTH, span=30)
    other = of(judged([*but("holders.long_term_spent"), measured]), "The essay")
    assert "coins_moved" in other.confirmed


def test_definitions_forecasts_and_opinions_are_counted_apart(day):
    essay = of(day, "The essay")
    assert (essay.stated, essay.unstated) == (("how_low",), ("leverage_offered",))
    assert essay.opinions == ("new_gold",)


def test_the_comment_has_its_own_claims_only(day):
    comment = of(day, "The comment")
    assert comment.confirmed == ("yen_weak", "home_bonds")
    assert (comment.contradicted, comment.opinions) == ((), ("fools",))


def test_a_headline_belongs_to_no_thesis(day):
    claims = {page.claim for t in day.book.order.theses for page in claims_of(day, t)}
    assert claims == {page.claim for page in day.book.pages} - {"slide"}


def test_what_cannot_be_judged_is_counted_by_reason():
    comment = of(judged(but("fx.usdjpy")), "The comment")
    assert comment.unknown == ("yen_weak", "home_bonds")
    assert comment.reasons == (("missing", 1), ("upstream", 1))
    assert len(comment.confirmed) == len(comment.contradicted)


def test_the_most_frequent_reason_comes_first():
    essay = of(judged(but("etf.net_flow", "policy.cut_odds", "price.close")), "The essay")
    assert essay.reasons == (("missing", 3), ("upstream", 2))
    assert set(essay.unknown) == {
        "odds_fell", "funds_left", "floor_value", "floor_flows", "floor_reached",
    }  # fmt: skip


def test_a_share_that_is_unknown_names_what_it_lacks(day):
    assert of(day, "The essay").share_lacks == ()
    essay = of(judged(but("policy.cut_odds")), "The essay")
    assert [(lack.what, lack.reason) for lack in essay.share_lacks] == [
        ("policy.cut_odds", "missing")
    ]


@pytest.mark.parametrize(
    ("known_at", "scored"),
    [("", ["yes", "yes"]), ("2025-11-21T12:00:00Z", ["yes", "not yet"])],
    ids=["by its end", "at noon"],
)
def test_a_document_speaks_from_the_end_of_its_day(known_at, scored):
    with KnowledgeBase.in_memory() as kb:
        kb.add([*but("price.close"), fact("price.close", 92_000, "USD/coin", "2025-11-20")])
        run = ask(kb, both(), BOTH, known_at)
    assert [whether_scored(run, thesis) for thesis in run.book.order.theses] == scored


def test_a_document_before_its_day_has_not_spoken():
    run = judged([fact("price.close", 92_000, "USD/coin", "2025-11-17")], "2025-11-17")
    assert [whether_scored(run, thesis) for thesis in run.book.order.theses] == ["yes", "not yet"]


def test_neither_document_speaks_of_another_asset():
    given = [fact("price.close", 3_000, "USD/coin", BOTH, asset="eth")]
    with KnowledgeBase.in_memory() as kb:
        kb.add(given)
        run = ask(kb, both(), BOTH, asset="eth")
    assert {whether_scored(run, thesis) for thesis in run.book.order.theses} == {"another asset"}


def test_a_claim_that_cites_both_belongs_to_the_document_it_cites_first():
    cites_both = edited(YEN_WEAK, "[J11]", "[E10, J11]")
    run = judged(on_the_day(), **{"japan/yen_weak.md": cites_both})
    assert "yen_weak" in of(run, "The essay").confirmed
    assert "yen_weak" not in of(run, "The comment").confirmed
