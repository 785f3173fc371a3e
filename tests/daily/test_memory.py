"""What a watcher tells once, and what it waits for: runs as they are seen in, what is told out."""

from __future__ import annotations

from types import SimpleNamespace

from engine.daily.events import Place
from engine.daily.memory import Memory
from engine.daily.observed import Level, Observed, Trouble
from kb.ledger import StoredSentence

PAGE = SimpleNamespace(title="It fell")
RUN = SimpleNamespace(
    book=SimpleNamespace(page=lambda _: PAGE), asset=SimpleNamespace(money="USD"), headline=None
)
STALE = {"stale x": Trouble("stale", "x: stale since 2025-11-01", ("fell",))}


def seen(status: str = "", price: float = 0.0, troubles: dict | None = None) -> Observed:
    findings = {"fell": status} if status else {}
    levels = (Level("Cost", 100.0, price, "cost.basis"),) if price else ()
    return Observed(RUN, findings, levels, troubles or {})  # type: ignore[arg-type]


def told(memory: Memory, *runs: tuple[int, Observed]) -> list[list[str]]:
    """What is told run by run, the days given."""
    found = []
    for day, each in runs:
        memory = Memory.model_validate_json(memory.model_dump_json())  # it lives in a file
        found.append([text for _, text, _ in memory.news(each, day)])
    return found


def test_a_finding_that_turns_is_told_once():
    runs = [(day, seen(status)) for day, status in enumerate(["holds", "fails", "fails"])]
    assert told(Memory(), *runs) == [[], ["“It fell” fails now"], []]


def test_one_that_turns_back_soon_is_told_only_when_that_lasts():
    statuses = ["holds", "fails", "holds", "fails", "holds", "holds"]
    assert told(Memory(), *((day, seen(status)) for day, status in enumerate(statuses))) == [
        [], ["“It fell” fails now"], [], [], [], ["“It fell” holds now"],
    ]  # fmt: skip


def test_one_that_turns_back_after_a_while_is_told_at_once():
    runs = [(0, seen("holds")), (1, seen("fails")), (9, seen("holds"))]
    assert told(Memory(), *runs)[2] == ["“It fell” holds now"]


def test_a_level_is_broken_only_well_beyond_it():
    prices = [101.0, 99.8, 100.3, 99.4, 100.2, 99.7, 100.6]
    assert told(Memory(), *((day, seen(price=price)) for day, price in enumerate(prices))) == [
        [], [], [], ["the price is under Cost: $99.40, $100.00"], [], [],
        ["the price is over Cost: $100.60, $100.00"],
    ]  # fmt: skip


def test_a_trouble_is_told_once_and_anew_after_three_runs_without():
    gone, there = seen(), seen(troubles=STALE)
    runs = [there, there, gone, gone, there, gone, gone, gone, there]
    heard = [bool(each) for each in told(Memory(), *enumerate(runs))]
    assert heard == [True, *[False] * 7, True]


def test_an_event_cites_the_sentences_that_speak_of_it_and_no_others():
    sentences = (
        StoredSentence(1, "slide", "A slide.", "[]"),
        StoredSentence(2, "fell", "It fell.", '[{"kind":"quantity","name":"fell.share"}]'),
    )
    place = Place("btc", "2025-11-18", "r1", sentences)
    assert place.event("turned", "x", ("fell",)).sentences == ["S2"]
    assert place.event("stale", "x", ("fell.share", "fell.day")).said == "It fell."
    unspoken = place.event("stale", "x", ("open.share",))
    assert (unspoken.sentences, unspoken.said) == ([], "no sentence of the run speaks of it")
