"""The made-up facts: as many as asked for, in the order known, some of them corrected."""

from __future__ import annotations

from itertools import pairwise

from benchmarks.facts import CORRECTED, CORRECTED_AFTER, FIRST_DAY, facts, last_day, made_up
from kb.store import KnowledgeBase

SERIES = 20


def test_there_are_as_many_as_asked_for() -> None:
    assert len(list(made_up(777, SERIES))) == 777


def test_they_come_in_the_order_in_which_they_are_known() -> None:
    known = [fact.known_at for fact in facts(made_up(777, SERIES), SERIES)]
    assert all(before <= after for before, after in pairwise(known))


def test_a_tenth_is_corrected_a_week_later() -> None:
    made = list(facts(made_up(2_000, SERIES), SERIES))
    late = [fact for fact in made if fact.known_at.date() > fact.as_of]
    assert {fact.known_at.date() - fact.as_of for fact in late} == {CORRECTED_AFTER}
    whole = [fact for fact in late if fact.as_of == FIRST_DAY]
    assert len(whole) == SERIES // CORRECTED


def test_a_correction_has_another_value() -> None:
    made = list(facts(made_up(2_000, SERIES), SERIES))
    first = {(f.series, f.as_of): f.value for f in made if f.known_at.date() == f.as_of}
    late = [fact for fact in made if fact.known_at.date() > fact.as_of]
    assert all(first[fact.series, fact.as_of] != fact.value for fact in late)


def test_a_base_takes_every_one_of_them() -> None:
    with KnowledgeBase.in_memory() as kb:
        assert kb.add(facts(made_up(777, SERIES), SERIES)).added == 777


def test_the_last_day_has_every_series() -> None:
    made = list(facts(made_up(777, SERIES), SERIES))
    last = last_day(777, SERIES)
    assert len({fact.series for fact in made if fact.as_of == last}) == SERIES
