"""What became of a claim, why, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.judge.findings import Finding
from engine.judge.run import Run, answer, question
from engine.pages.page import Comparison, Group, Line, Page, RestsOn
from kb.store import KnowledgeBase
from tests.desk import ask, book, book_of, edited, fact, instead, kb, without
from tests.judge.days import DAYS, GROUPED, LAST, world

__all__ = ["book", "kb"]


def test_every_page_has_a_finding(kb, book):
    assert {name: found.status for name, found in ask(kb, book).findings.items()} == {
        "odds_fell": "holds", "funds_left": "holds", "coins_moved": "holds",
        "new_gold": "not_judged", "positions_heavy": "holds", "leverage_offered": "unknown",
        "floor_flows": "fails", "floor_value": "fails", "floor_reached": "fails",
        "how_low": "stated", "slide": "holds",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "claim", "reason", "lack"),
    [
        (without("etf.net_flow"), "funds_left", "missing", "etf.net_flow"),
        (without("etf.net_flow"), "floor_flows", "upstream", "funds_left"),
        (instead(fact("etf.net_flow", -1, "USD m", "2025-10-01")), "funds_left", "stale",
         "etf.net_flow"),
        (instead(fact("derivatives.open_interest", 30, "USD bn")), "positions_heavy",
         "straddles", "forced >= 2 USD bn"),
        (without("volatility.realised_365d"), "how_low", "missing", "volatility.realised_365d"),
    ],
)  # fmt: skip
def test_the_unknown_says_why_and_what_it_lacks(given, claim, reason, lack, book):
    with KnowledgeBase.in_memory() as base:
        base.add(given)
        found = ask(base, book).findings[claim]
    assert (found.status, found.reason) == ("unknown", reason)
    assert [each.what for each in found.lacks] == [lack]


def test_a_formula_that_refuses_its_numbers_is_an_error_and_not_a_failure(kb):
    broken = edited(book_of().texts["floor/how_low.md"], "tail = 10 %", "tail = 110 %")
    found = ask(kb, book_of(how_low=broken)).findings["how_low"]
    assert (found.status, found.reason) == ("unknown", "error")
    assert "tail" in found.lacks[0].detail


def test_a_false_condition_decides_although_another_is_unknown(book):
    with KnowledgeBase.in_memory() as base:
        base.add(without("onchain.realised_price"))
        found = ask(base, book).findings["floor_reached"]
    assert (found.status, found.reason, found.lacks) == ("fails", None, ())
    assert [line.truth for line in found.lines] == ["false", "unknown"]


def test_a_group_that_lacks_a_fact_says_so_and_not_upstream(kb):
    either = edited(
        book_of().texts["floor/floor_value.md"],
        "  - price <= basis: the average cost of all coins\n",
        "  - any of:\n      - price <= basis\n      - price <= 10,000 USD/coin\n",
    )
    with KnowledgeBase.in_memory() as base:
        base.add(without("onchain.realised_price"))
        found = ask(base, book_of(floor_value=either)).findings["floor_value"]
    assert (found.status, found.reason) == ("unknown", "missing")


@pytest.mark.parametrize("seed", range(3))
def test_lines_and_reasons_are_those_found_by_a_walk_over_the_page(seed):
    """On days with gaps, late facts and corrections; a group on odd seeds."""
    rules, reasons = book_of(**({"slide": GROUPED} if seed % 2 else {})), set()
    with world(seed) as kb:
        for day in range(LAST - DAYS, LAST + 1):
            run = answer(kb, rules, kb.catalog, question(kb, "btc", day))
            for page in run.book.pages:
                found = run.findings[page.claim]
                by_hand = [truth(run, page, line) for line in page.when]
                assert [line.truth for line in found.lines] == by_hand
                assert found.reason == reason(run, page, found), f"{page.claim}, day {day}"
                reasons.add(found.reason)
    assert {None, "missing", "straddles", "upstream"} <= reasons


def truth(run: Run, page: Page, line: Line) -> str:
    """What a line is, from its numbers and from the statuses it rests on."""
    match line.condition:
        case Comparison():
            values = run.evaluation.pages[page.claim].lines[line.id]
            return "true" if values.true[0] else "false" if values.false[0] else "unknown"
        case RestsOn(claim, negated):
            words = {"holds": "true", "fails": "false", "unknown": "unknown"}
            word = words[run.findings[claim].status]
            return {"true": "false", "false": "true"}.get(word, word) if negated else word
        case Group(needed, members):
            truths = [truth(run, page, member) for member in members]
            if truths.count("true") >= needed:
                return "true"
            return "false" if truths.count("false") > len(members) - needed else "unknown"


def reason(run: Run, page: Page, found: Finding) -> str | None:
    """Why a claim is unknown: what is missing comes before what rests on it."""
    if found.status != "unknown":
        return None
    if not page.judged:
        return found.lacks[0].reason
    order = ["missing", "stale", "suspect", "not_applicable", "error", "straddles", "upstream"]
    return min((r for line in page.when for r in open_by(run, page, line)), key=order.index)


def open_by(run: Run, page: Page, line: Line) -> Iterator[str]:
    """The reasons under an open line."""
    if truth(run, page, line) == "unknown":
        match line.condition:
            case Comparison():
                yield str(run.evaluation.pages[page.claim].lines[line.id].reason(0))
            case Group(members=members):
                for member in members:
                    yield from open_by(run, page, member)
            case _:
                yield "upstream"


def test_a_line_has_its_worst_and_its_best_margin(kb, book):
    [line] = ask(kb, book).findings["positions_heavy"].lines
    assert (line.margin, line.best) == pytest.approx((1.4e9, 11.6e9))


def test_the_headline_is_the_first_candidate_that_holds(kb, book):
    assert ask(kb, book).headline == "slide"
