"""The parts of a briefing: what stands in each, and what is left to the lists at the end."""

from __future__ import annotations

import pytest

from engine.briefing.compose import compose
from engine.briefing.opening import BY_TWO
from engine.briefing.parts import Briefing
from kb.store import KnowledgeBase
from tests.briefing.composing import part_of, plain, rows
from tests.desk import (
    ASSUMPTIONS,
    COINS_MOVED,
    FLOOR_FLOWS,
    FUNDS_LEFT,
    ODDS_FELL,
    ORDER,
    ask,
    book_of,
    composed,
    edited,
    fact,
    facts,
    instead,
    without,
)


@pytest.fixture
def desk(kb, book) -> Briefing:
    """The desk's briefing."""
    return composed(kb, book)


def test_the_headline_is_that_of_the_first_page_that_holds(desk):
    [said] = desk.headline
    assert plain(said.text, desk.marker.writer.refs).startswith("BTC slides while")
    assert plain(said.cite, desk.marker.writer.refs) == "S1 · E6 · F1–F3"


def test_there_is_no_headline_where_no_page_holds():
    with KnowledgeBase.in_memory() as base:
        base.add(without("etf.net_flow"))
        briefing = composed(base, book_of())
    assert briefing.headline == ()


def test_chapters_stand_in_the_books_order_and_leave_out_what_says_nothing(desk):
    titles = [part.title for part in desk.why]
    assert titles == [
        "What changed in rates", "What the funds did", "What old holders did", "What unwound",
    ]  # fmt: skip
    assert [len(part.paragraphs) for part in desk.why] == [1, 1, 1, 1]


def test_a_chapter_without_a_sentence_is_left_out():
    with KnowledgeBase.in_memory() as base:
        base.add(without("etf.net_flow"))
        briefing = composed(base, book_of())
    assert "What the funds did" not in [part.title for part in briefing.why]


OF_THE_ESSAY = edited(
    FUNDS_LEFT, "kind: measurement\n", "kind: measurement\nspeaks: of the document\n"
)


@pytest.mark.parametrize(
    ("day", "printed"),
    [("2025-11-09", False), ("2025-11-10", True), ("2025-11-24", True), ("2025-11-25", False)],
)
def test_a_page_of_the_document_is_printed_within_a_week_of_its_day(kb, day, printed):
    """The essay is of 17 November 2025."""
    kb.add([fact("etf.net_flow", -500, "USD m", day, source="farside")])
    books = book_of(), book_of(funds_left=OF_THE_ESSAY)
    of_the_day, of_the_essay = (compose(ask(kb, each, day), kb) for each in books)
    titles = [[part.title for part in briefing.why] for briefing in (of_the_day, of_the_essay)]
    assert ["What the funds did" in each for each in titles] == [True, printed]
    assert of_the_essay.run.findings["funds_left"].status == "holds"


def test_every_sentence_is_numbered_once_and_in_order(desk):
    assert [s.id for s in desk.sentences] == [f"S{n + 1}" for n in range(len(desk.sentences))]


def test_every_sentence_has_its_citation(desk):
    paragraphs = [p for part in (*desk.why, *desk.where) for p in part.paragraphs]
    for said in [*desk.headline, *(s for p in paragraphs for s in p)]:
        assert plain(said.cite, desk.marker.writer.refs).startswith(f"{said.id} · E")


def test_a_sentence_cites_the_facts_its_numbers_rest_on(desk):
    cites = {s.id: plain(s.cite, desk.marker.writer.refs) for s in desk.why[0].paragraphs[0]}
    assert cites == {"S2": "S2 · E10 · F1–F2", "S3": "S3 · E10 · F1–F2"}


def test_the_answer_shows_quantities_with_their_ranges_and_facts(desk):
    assert rows(desk, "answer") == [
        ("Price", "$92,000", "F4"),
        ("Odds lost", "51 pp", "F1–F2"),
        ("Forced selling", "$6.8bn ($3.4bn to $13.6bn)", "F5"),
    ]


def test_an_answer_without_facts_is_unknown_and_cites_nothing():
    assert part_of("answer", without("price.close"))[0] == ("Price", "unknown", "")


def conditions(given: list) -> list[tuple[str, str, str]]:
    with KnowledgeBase.in_memory() as base:
        base.add(given)
        briefing = composed(base, book_of())
    refs = briefing.marker.writer.refs
    said = [" ".join(plain(s.text, refs) for s in c.sentences) for c in briefing.conditions]
    return [
        (c.title, c.status, text or plain(c.lacks, refs))
        for c, text in zip(briefing.conditions, said, strict=True)
    ]


def test_each_condition_of_the_floor_says_what_its_page_says():
    assert conditions(facts()) == [
        ("The funds stopped selling", "fails",
         "The funds still sell; “Money left the funds” holds."),
        ("The price is where value buyers come in", "fails",
         "BTC trades at $92,000; $36,000 over the average cost of all coins."),
    ]  # fmt: skip


def test_a_condition_that_cannot_be_judged_says_what_it_needs():
    found = conditions(without("onchain.realised_price"))
    assert found[1][1:] == ("unknown", "realised price")


def test_a_condition_is_not_told_twice(desk):
    told = {s.id for c in desk.conditions for s in c.sentences}
    chapters = {s.id for part in desk.where for p in part.paragraphs for s in p}
    assert told
    assert not told & chapters


def test_the_unknown_is_listed_with_its_reason_and_its_need(desk):
    assert rows(desk, "gaps") == [
        ("What leverage does to a margin", "missing",
         "derivatives.max_leverage (no fact of derivatives.max_leverage)",
         "highest leverage on offer", "leverage_offered"),
    ]  # fmt: skip
    assert rows(desk, "unjudged") == [
        ("For want of facts", "“What leverage does to a margin”", ""),
    ]


def test_a_condition_on_which_assumptions_disagree_is_listed_as_such():
    thin = fact("derivatives.open_interest", 30, "USD bn", source="coinglass")
    [row] = [r for r in part_of("gaps", instead(thin)) if r[-1] == "positions_heavy"]
    assert row[1] == "straddles"
    assert "true in some scenarios and false in others" in row[2]


def test_a_claim_that_fails_for_its_premise_alone_is_named_with_it_and_told_in_the_annex():
    stayed = edited(FLOOR_FLOWS, "claim: floor_flows", "claim: funds_stayed")
    order = edited(ORDER, "[funds_left]", "[funds_left, funds_stayed]")
    pages = {"etf/funds_stayed.md": stayed, "briefing.yaml": order}
    with KnowledgeBase.in_memory() as base:
        base.add(facts())
        briefing = composed(base, book_of(**pages))
    [row] = briefing.fails_with_premise
    assert row.cells == ("The funds stopped selling", "“Money left the funds”")
    assert not any(
        "no longer" in s.text for part in briefing.why for p in part.paragraphs for s in p
    )
    assert [part.title for part in briefing.details] == ["The funds stopped selling"]


def test_a_claim_that_fails_for_a_premise_on_the_essays_word_says_so_beside_it():
    leaning = edited(FLOOR_FLOWS, "claim: floor_flows", "claim: funds_stayed")
    leaning = edited(leaning, "- not claim funds_left", "- claim coins_moved")
    pages = {
        "etf/funds_stayed.md": leaning,
        "briefing.yaml": edited(ORDER, "[funds_left]", "[funds_left, funds_stayed]"),
        "coins_moved": edited(COINS_MOVED, "500,000 coins", "900,000 coins"),
    }
    with KnowledgeBase.in_memory() as base:
        base.add(facts())
        [row] = composed(base, book_of(**pages)).fails_with_premise
    assert row.cells[1] == "“Old coins moved”, on the essay’s word alone"


def test_what_a_page_says_in_detail_goes_to_the_annex():
    page = edited(
        ODDS_FELL, "\n## Fails", "\n### In detail\nIt was {{ odds_peak | pct }} before.\n\n## Fails"
    )
    with KnowledgeBase.in_memory() as base:
        base.add(facts())
        briefing = composed(base, book_of(odds_fell=page))
    [part] = briefing.details
    assert plain(part.paragraphs[0][0].text, briefing.marker.writer.refs) == "It was 95% before."
    assert part.paragraphs[0][0].id == f"S{len(briefing.sentences) - 1}", "after the main text"


def test_an_opinion_says_in_the_annex_why_it_is_not_judged(desk):
    [part] = desk.opinions
    [[said]] = part.paragraphs
    assert part.title == "It is the new gold"
    assert plain(said.text, desk.marker.writer.refs) == "Nobody says how it would be measured."
    assert plain(said.cite, desk.marker.writer.refs) == f"S{len(desk.sentences)} · E30"


def test_every_measurement_that_could_not_be_made_is_listed(desk):
    assert [row[0] for row in rows(desk, "unmeasured")] == ["derivatives.max_leverage"]


def test_the_headline_turns_first_then_the_conditions_and_each_row_names_its_condition(desk):
    found = rows(desk, "flips")
    assert [row[0] for row in found[:3]] == [
        "The headline",
        "The funds stopped selling",
        "The price is where value buyers come in",
    ]
    assert found[0][1:3] == ("A slide with funds on the way out",
                             "policy.cut_odds of 2025-11-14, about 2025-12-10")  # fmt: skip
    assert ("$68bn", "$39.9bn") in [row[3:5] for row in found]
    assert found[1][-1] == "funds_left#1"


def test_two_findings_that_turn_at_one_place_are_one_row(desk):
    """The funds' flow turns funds_left, floor_flows and more: it is shown for the first of them."""
    found = rows(desk, "flips")
    assert len({row[2:5] for row in found}) == len(found)


def test_sources_that_disagree_are_shown_side_by_side():
    other = fact("price.close", 99_000, "USD/coin", source="coin_metrics")
    [row] = part_of("conflicts", [*facts(), other])
    assert row[:4] == ("price.close", "2025-11-17", "Binance: $92,000", "Coin Metrics: $99,000")


def test_an_assumption_is_shown_only_where_a_quantity_rests_on_it():
    unused = "\nidle:\n  low: 1 %\n  middle: 2 %\n  high: 3 %\n  reason: nobody reads it\n"
    found = part_of("assumptions", facts(), assumptions=ASSUMPTIONS + unused)
    assert [row[0] for row in found] == ["forced share"]


def test_the_evidence_lists_each_fact_with_both_dates_its_source_and_its_note():
    noted = fact("etf.net_flow", -492, "USD m", "2025-11-14", known_at="2025-11-15", note="final")
    found = part_of("evidence", instead(noted))
    known = "2025-11-15 23:59 UTC (stated)"
    assert ("F3", "etf.net_flow", "−492 USD m", "2025-11-14", known, "desk", "final") in found


def test_a_window_of_many_facts_shows_when_the_last_of_them_was_known():
    """A correction of an early day makes the whole window younger."""
    days = [fact("etf.net_flow", -i, "USD m", f"2025-11-{i:02}") for i in range(1, 15)]
    days += [fact("etf.net_flow", -1, "USD m", f"2025-10-{i}") for i in range(25, 32)]
    late = fact("etf.net_flow", -9, "USD m", "2025-11-03", known_at="2025-11-16")
    weeks = edited(FUNDS_LEFT, "flow: etf.net_flow", "flow: mean(etf.net_flow, 21d)")
    found = part_of("evidence", [*without("etf.net_flow"), *days, late], funds_left=weeks)
    [row] = [r for r in found if r[1] == "etf.net_flow"]
    assert row[2].startswith("19 facts, digest ")
    assert row[3:5] == ("2025-10-25 to 2025-11-14", "2025-11-16 23:59 UTC (stated)")


def test_the_stamp_says_what_was_asked_and_of_what_rules_and_facts(kb, book, desk):
    run = ask(kb, book)
    stamp = {name: plain(text, desk.marker.writer.refs) for name, text in desk.stamp.items()}
    assert stamp == {
        "asset": "BTC", "as_of": "17 November 2025", "known_at": "2025-11-17 23:59 UTC",
        "run": run.id, "short": run.id[:8], "rulebook": book.hash, "facts": run.facts_digest,
        "claims": "10", "scenarios": "3", "method": BY_TWO,
    }  # fmt: skip
