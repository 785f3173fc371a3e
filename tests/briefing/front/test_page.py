"""The front page as a desk reads it: one screen, of today, and true to the run behind it."""

from __future__ import annotations

import re
from itertools import islice
from types import SimpleNamespace

import pytest

from engine.briefing.front.earlier import earlier
from engine.briefing.front.missing import _lacking, _out_of_order
from engine.briefing.front.since import since_lines
from engine.briefing.marker import Marker
from engine.briefing.parts import Briefing
from engine.briefing.render import render
from engine.briefing.unjudged import series_in
from engine.changes.difference import other_findings
from engine.changes.outcome import findings_of
from engine.counterfactual.conclusions import HEADLINE
from engine.judge.run import Question, answer, end_of_day
from engine.site.kept import counts_of
from engine.words.cite import unmarked
from engine.words.sentences import Writer
from kb.packs.example import example_base
from tests import published

DAYS = ("2021-05-19",)


@pytest.fixture(scope="module")
def base():
    return published.example()


@pytest.fixture(scope="module", params=DAYS)
def briefing(request) -> Briefing:
    return published.with_past(request.param)


def front(briefing: Briefing):
    assert briefing.front is not None
    return briefing.front


def test_it_is_one_screen(briefing):
    lines = render(briefing, "front").splitlines()
    assert len(lines) <= 60
    assert max(map(len, lines)) <= 96


def test_the_whole_briefing_begins_with_it(briefing):
    screen = render(briefing, "front").partition("\n\n`downdraft brief --full`")[0]
    assert render(briefing, "text").startswith(screen)


def test_what_has_no_value_has_no_row_and_is_counted():
    briefing = published.briefing("2025-11-17")
    shown = len(front(briefing).rows)
    gauges = briefing.run.book.order.front.gauges
    assert 0 < shown < len(gauges)
    said = unmarked(front(briefing).left_out)
    assert said == f"{len(gauges) - shown} rows have no value and are left out"


def test_why_is_told_by_claims_that_hold_strongest_first_then_by_what_it_was_not(briefing):
    order, found = briefing.run.book.order.front, briefing.run.findings
    by_id = {sentence.id: sentence.claim for sentence in briefing.sentences}
    claims = list(dict.fromkeys(by_id[said.id] for said in front(briefing).why))
    holding = [claim for claim in claims if found[claim].status == "holds"]
    failing = [claim for claim in claims if found[claim].status == "fails"]
    assert claims == holding + failing
    assert 1 <= len(claims) <= 7
    assert holding == [claim for claim in order.drivers if claim in holding]
    assert failing == [claim for claim in order.against if claim in failing]


def test_what_turned_is_what_the_day_before_came_to_on_its_own(base, briefing):
    """The day before is judged here by itself, from a panel of its own."""
    run = briefing.run
    day = run.question.as_of - 1
    before = answer(base, run.book, base.catalog, Question("btc", day, end_of_day(day)))
    then = earlier(run, day)
    judged = [page.claim for page in run.book.pages if page.judged]
    assert {claim: then.status(claim) for claim in judged} == {
        claim: before.findings[claim].status for claim in judged
    }
    told = " ".join(map(unmarked, front(briefing).since))
    if before.headline != run.headline:
        assert f"The headline was “{run.book.page(before.headline).title}”." in told
    others = other_findings(findings_of(before), findings_of(run), run.book)
    for kind, said in (("turned", " now ("), ("judged", "Can be"), ("unjudged", "Cannot be")):
        titles = [run.book.page(e.item.claim).title for e in others if e.became == kind]
        lines = " ".join(line for line in map(unmarked, front(briefing).since) if said in line)
        turned = re.search(r"(\d+) more findings? turned", told)
        more = turned if kind == "turned" else re.search(r" and (\d+) more[.,]", lines)
        named = sum(f"“{title}”" in lines for title in titles)
        assert named + (int(more[1]) if more else 0) == len(titles), "as many as `diff` has"


def test_what_turned_is_told_alike_from_the_cache(base, tmp_path, monkeypatch):
    monkeypatch.setattr("kb.cache.cache_folder", lambda: tmp_path)
    run = published.with_past(DAYS[0]).run
    day = run.question.as_of - 1
    first, again = (list(since_lines(Marker(run, Writer(run)), day)) for _ in range(2))
    assert list(map(unmarked, first)) == list(map(unmarked, again))
    assert [file.name.partition("-")[0] for file in tmp_path.glob("since-*")] == ["since"]
    with monkeypatch.context() as patch:
        patch.setattr("engine.briefing.front.earlier.earlier", None)  # nobody judges that day anew
        assert list(since_lines(Marker(run, Writer(run)), day)) == again


def test_gaps_of_one_size_are_named_in_the_order_of_what_claims_lack(briefing):
    run = briefing.run
    for found in run.findings.values():
        lacks = [series_in(run.catalog, lack.what) for lack in found.lacks]
        named = list(_lacking(run, found))
        assert named == [name for name in dict.fromkeys(lacks) if name in named]


def test_prices_that_no_day_can_have_are_told_and_no_others(briefing):
    run = briefing.run
    assert list(_out_of_order(run)) == []
    panel, asked = run.evaluation.panel, run.question
    low = panel.visible("price.low", asked.as_of, asked.known_at)[0]
    assert int(low.as_of[-1]) == asked.as_of
    there = panel.with_value("price.low", int(low.ids[-1]), 1e6)
    wrong = SimpleNamespace(question=asked, evaluation=SimpleNamespace(panel=there))
    told = list(_out_of_order(wrong))
    assert [each.partition(" of ")[0] for each in told] == ["a low"] * len(told)
    assert any("a low of 1,000,000 above the close of " in each for each in told)


def test_what_would_change_it_are_flips_of_what_it_says(briefing):
    order = briefing.run.book.order
    spoken = {HEADLINE, *order.conditions, *order.front.spoken}
    flips = [flip for flip in islice(briefing.nearest, 8) if flip.claim in spoken]
    assert flips
    for turning in front(briefing).turnings:
        assert turning.way in ("confirm", "refute", "turn")
        named = unmarked(turning.text)
        titles = {briefing.run.book.page(f.claim).title for f in flips if f.claim != HEADLINE}
        assert "the headline" in named or any(f"“{title}”" in named for title in titles)


def test_the_levels_come_from_the_top_down_and_on_both_sides_of_the_price(briefing):
    levels = front(briefing).levels
    prices = [float(unmarked(level.price).strip("$").replace(",", "")) for level in levels]
    assert prices == sorted(prices, reverse=True)
    signs = [unmarked(level.away)[0] for level in levels]
    assert signs == sorted(signs)
    assert signs.count("+") <= 1


def test_what_is_missing_counts_the_claims_that_cannot_be_judged(briefing):
    run = briefing.run
    claims = [page.claim for page in run.book.pages if page.judged and page.kind != "headline"]
    found = [run.findings[claim] for claim in claims]
    open_ = [each for each in found if each.status == "unknown" and each.reason != "absent"]
    begin = f"{len(open_)} of {len(claims)} claims cannot be judged; the largest gaps are "
    assert unmarked(front(briefing).missing).startswith(begin)
    told = unmarked(front(briefing).missing)
    assert "fund flow (etf.net_flow" not in told, "there were no funds then"
    assert "count as no gap before 11 January 2024, the first session of the US spot funds" in told
    on_the_site = counts_of(run.book, {c: (f.status, f.reason) for c, f in run.findings.items()})
    assert on_the_site["unknown"] == len(open_)
    assert on_the_site["judged"] == len(claims)


def test_a_rule_book_without_a_front_page_prints_the_whole_text(kb, book):
    from tests.desk import composed

    briefing = composed(kb, book)
    assert briefing.front is None
    assert render(briefing, "front") == render(briefing, "text")


def test_in_fewer_columns_it_has_no_sparklines_and_nothing_is_cut(briefing):
    wide, narrow = render(briefing, "front"), render(briefing, "front", 80)
    assert max(map(len, narrow.splitlines())) <= 80
    assert "▁" in wide
    assert "▁" not in narrow
    told = set(wide.split()) - {"three", "months"}
    assert {word for word in told if not set(word) & set("▁▂▃▄▅▆▇█")} <= set(narrow.split())


def test_what_stands_on_the_screen_alone_is_no_sentence_of_a_finding(briefing):
    """The ledger marks it, so that a run compared with itself worked out anew is the same."""
    from engine.changes.outcome import Item, outcome_of, recorded_outcome
    from engine.ledger.write import write_run

    short = [sentence.text for sentence in briefing.sentences if sentence.short]
    assert short
    run = briefing.run
    with example_base() as base:
        write_run(base, briefing)
        told = recorded_outcome(base, run.id, run.book.order)
    made = outcome_of(run)
    said = [Item("sentence", page.claim) for page in run.book.pages]
    assert [told[item] for item in said] == [made[item] for item in said]


def test_the_run_compared_with_is_judged_on_what_it_knew(briefing):
    run = briefing.run
    day, known_at = run.question.as_of, run.question.known_at
    at_noon = earlier(run, day, known_at - 43_200).status("cascade_day")
    assert run.findings["cascade_day"].status == "holds"
    assert at_noon != "holds"  # the day's own close and low were not out
    assert earlier(run, day, known_at).status("cascade_day") == "holds"


def test_a_run_that_knew_more_is_not_judged_on_less(briefing):
    run, marker = briefing.run, briefing.marker
    later = since_lines(marker, run.question.as_of, run.question.known_at + 1)
    assert list(later) == [
        "It knew facts that this briefing may not see; the whole briefing tells what differs."
    ]


def test_the_low_that_may_be_in_is_named_by_its_fall_where_the_year_knows_another_high():
    """In September 2023 the year’s high was of July; the fall of the forecast began in 2021."""
    briefing = published.with_past("2023-09-11")
    screen = " ".join(render(briefing, "front").split())
    assert "under the year’s high of 13 July 2023" in screen
    low = "the lowest close since the high of 8 November 2021, $15,781 on 21 November 2022,"
    assert f"That {low} stays the lowest for ninety days has a chance of" in screen
    floor = " ".join(render(briefing, "floor").split())
    assert "The low of this fall, since the high of 8 November 2021, $67,526" in floor
    assert "Low since the high of 8 Nov 2021 " in floor
