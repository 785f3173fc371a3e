"""The findings of a year: as `history` has them, on what the run could see, in HTML alone."""

from __future__ import annotations

import re
from itertools import groupby

import pytest

from engine.briefing.pictures.year import findings_of_the_year, headlines_told
from engine.briefing.render import render
from engine.briefing.year import LEAST, Spell, year_of
from engine.judge.history import history, period
from engine.judge.stretches import every_stretch
from engine.ledger.forms import Form
from engine.ledger.replay import replay
from engine.ledger.write import write_rendering, write_run
from engine.words.cite import bind, unmarked
from kb import ledger
from kb.cache import in_use
from kb.clock import day_number
from kb.store import KnowledgeBase
from tests.briefing.past import past
from tests.desk import DAY, ask, book_of, composed, fact, facts

LAST = day_number(DAY)


@pytest.fixture
def desk():
    """A desk with a past, and the run of its day."""
    with KnowledgeBase.in_memory() as base:
        base.add(past())
        yield base


def printed(base, claim: str) -> list[tuple[int, str]]:
    """What `history` prints of a claim for the year: day by day."""
    asked = period(base, book_of(), "btc", None, LAST)
    found = every_stretch(history(base, book_of(), asked))
    return [
        (day, each.status)
        for each in found if each.claim == claim
        for day in range(each.first, each.last + 1)
    ]  # fmt: skip


def days(spells) -> list[tuple[int, str]]:
    """The same of what the year has of it."""
    return [(day, each.status) for each in spells for day in range(each.first, each.last + 1)]


def test_every_day_is_found_as_history_finds_it(desk):
    year = year_of(desk, ask(desk, book_of()))
    assert {"odds_fell", "floor_value", "slide"} <= year.keys()
    for claim, spells in year.items():
        assert days(spells) == printed(desk, claim)
        assert all(len(list(same)) == 1 for _, same in groupby(each.status for each in spells))


def test_what_came_in_later_is_in_no_year_of_an_earlier_run(desk):
    run = ask(desk, book_of())
    before = year_of(desk, run)
    late = [
        fact("onchain.realised_price", 9_000, "USD/coin", f"2025-04-{day:02}", source="cryptoquant")
        for day in range(1, 29)
    ]
    desk.add(late)
    assert year_of(desk, run) == before
    assert printed(desk, "floor_value") != days(before["floor_value"])


def test_a_day_that_was_not_over_is_not_among_its_days(desk):
    run = ask(desk, book_of(), known_at=f"{DAY}T12:00Z")
    assert {spells[-1].last for spells in year_of(desk, run).values()} == {LAST - 1}


def test_a_page_with_strips_is_replayed_byte_for_byte(desk):
    briefing = composed(desk, book_of())
    page = render(briefing, "html")
    write_run(desk, briefing)
    write_rendering(desk, briefing.run.id, str(Form("html")), page)
    desk.add([fact("onchain.realised_price", 1, "USD/coin", "2025-06-01", known_at="2025-06-02")])
    again = replay(desk, ledger.run(desk, briefing.run.id))
    assert 'class="strip"' in page
    assert again.document("html") == page
    assert again.same


@pytest.mark.parametrize("form", ["front", "text", "md", "json", "csv"])
def test_no_other_form_works_a_year_out(desk, form, monkeypatch):
    def refused(*_):
        raise AssertionError("a year was judged")

    monkeypatch.setattr("engine.briefing.year.history", refused)
    assert render(composed(desk, book_of()), form)


@pytest.mark.skipif(not in_use(), reason="nothing is kept here")
def test_a_year_is_judged_once_and_kept(desk, monkeypatch):
    """Kept by run and facts: the second page of a run costs no year."""
    run, asked = ask(desk, book_of()), []
    monkeypatch.setattr("engine.briefing.year.history", lambda *a: asked.append(a) or history(*a))
    monkeypatch.setattr("engine.briefing.year.code_digest", lambda _: f"of {monkeypatch}")
    first, second = year_of(desk, run), year_of(desk, run)
    assert first == second
    assert len(asked) == 1


def test_a_strip_says_in_words_what_is_seen_on_it(desk):
    briefing = composed(desk, book_of())
    found = findings_of_the_year(briefing)
    rows = {unmarked(row.title): row for _, each in found.turned for row in each}
    for page in briefing.run.book.pages:
        if row := rows.get(page.title):
            told = dict.fromkeys(("holds", "fails", "unknown"), 0)
            for spell in briefing.year()[page.claim]:
                told[spell.status] += spell.days
            days = "day" if told["holds"] == 1 else "days"
            said = f"held on {told['holds']} {days}, failed on {told['fails']}, could not be "
            assert f"{said}judged on {told['unknown']}." in unmarked(row.svg)
            assert sum(told.values()) == 365
    assert rows


def test_a_claim_that_was_judged_on_no_day_has_no_strip_and_is_counted(desk):
    briefing = composed(desk, book_of())
    found = findings_of_the_year(briefing)
    refs = briefing.marker.writer.refs
    without = [
        claim for claim, spells in briefing.year().items()
        if {each.status for each in spells} == {"unknown"}
    ]  # fmt: skip
    assert bind(found.never, refs).text.startswith("One claim has no strip")
    assert len(without) == 1
    page = render(briefing, "html")
    assert not [claim for claim in without if f'id="strip-{claim}"' in page]
    strips = len(re.findall('role="img" aria-labelledby="strip-', page))
    assert strips == sum(len(rows) for _, rows in found.turned) + len(found.steady)


def test_a_base_of_few_days_has_no_strips():
    with KnowledgeBase.in_memory() as base:
        base.add([each for each in facts() if LAST - day_number(each.as_of) < LEAST - 1])
        assert "picture-year" not in render(composed(base, book_of()), "html")


def test_of_headlines_the_first_that_held_was_told():
    """A fallback that always holds is told on the days on which nothing before it held."""
    year = {
        "slide": (Spell(1, 3, "fails"), Spell(4, 6, "holds"), Spell(7, 9, "unknown")),
        "fallback": (Spell(1, 9, "holds"),),
    }
    told = headlines_told(year, ["slide", "fallback"])
    assert told["slide"] == year["slide"]
    assert told["fallback"] == (Spell(1, 3, "holds"), Spell(4, 6, "fails"), Spell(7, 9, "holds"))
    assert headlines_told({}, []) == {}
