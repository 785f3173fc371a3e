"""The facts between two questions, held against dictionaries; the ends of the mixtures."""

from __future__ import annotations

from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.changes.fact_changes import facts_between
from engine.changes.outcome import outcome_of
from engine.changes.variants import recorded_variants
from engine.judge.run import Question
from engine.ledger.replay import replay
from kb.clock import day_number, moment_number
from kb.facts import Fact
from kb.store import KnowledgeBase
from tests.desk import FUNDS_LEFT, book_of, edited, fact, facts
from tests.ledger.recording import recorded

WORLDS = settings(max_examples=20, derandomize=True, deadline=None, database=None)
DAYS = [f"2025-11-{day}" for day in range(10, 16)]
PIECE = st.tuples(
    st.sampled_from(DAYS[:3]), st.sampled_from(DAYS), st.sampled_from(["desk", "farside"])
).filter(lambda piece: piece[0] <= piece[1])
ASKED = st.tuples(st.sampled_from(DAYS[:4]), st.sampled_from(DAYS), st.integers(0, 3))


def seen(batches: list[list[Fact]], asked: tuple[str, str, int]) -> dict[tuple, Fact]:
    """The standing vintage of each observation, by looking at every fact."""
    day, known, batch = asked
    standing: dict[tuple, Fact] = {}
    for each in chain.from_iterable(batches[:batch]):
        moment = int(each.known_at.timestamp())
        if each.as_of.isoformat() <= day and moment <= moment_number(known):
            key = (each.as_of, each.source)
            if key not in standing or standing[key].known_at < each.known_at:
                standing[key] = each
    return standing


@WORLDS
@given(st.sets(PIECE, min_size=3, max_size=14), st.randoms(use_true_random=False), ASKED, ASKED)
def test_new_revised_and_gone_are_those_of_a_plain_look(pieces, chance, first, second):
    given = [
        fact("etf.net_flow", place, "USD m", day, source=source, known_at=known)
        for place, (day, known, source) in enumerate(sorted(pieces))
    ]
    chance.shuffle(given)
    batches = [given[0::3], given[1::3], given[2::3]]
    with KnowledgeBase.in_memory() as kb:
        for batch in batches:
            kb.add(batch)
        asked = [Question("btc", day_number(d), moment_number(k), b) for d, k, b in (first, second)]
        found = facts_between(kb, *asked, ["etf.net_flow"])
        stated = {each.id: (each.as_of, each.source) for each in kb.facts(found.seen.ids)}
    then, now = seen(batches, first), seen(batches, second)
    assert {stated[row] for row in found.ids(found.new)} == now.keys() - then.keys()
    assert {stated[row] for row in found.ids(found.gone)} == then.keys() - now.keys()
    revised = {key for key in then.keys() & now.keys() if then[key] != now[key]}
    assert {stated[row] for _, row in found.standing} == revised
    assert {stated[row] for row, _ in found.standing} == revised


def test_the_mixture_of_nothing_is_the_first_run_and_that_of_all_the_second(kb, book):
    """Newer and older facts, a correction, and a batch that only one of the runs has seen."""
    kb.add([*facts()[:1], fact("etf.net_flow", 75, "USD m", source="farside")])
    first = recorded(kb, book, "2025-11-17")
    kb.add(fact("etf.net_flow", 9, "USD m", source="farside", known_at="2025-11-19"))
    wordy = book_of(funds_left=edited(FUNDS_LEFT, "One day", "A day"))
    second = recorded(kb, wordy, "2025-11-20")
    for ends in ((first, second), (second, first)):
        variants = recorded_variants(kb, *ends)
        for moved, stored in zip((frozenset(), variants.all), ends, strict=True):
            again = outcome_of(replay(kb, stored).run)
            assert variants.outcome(moved) == again
