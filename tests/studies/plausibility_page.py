"""docs/plausibility.md: what the true facts and the planted faults come to, as a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from math import exp

from kb.built_in import catalog
from kb.clock import day_date
from kb.panel import Track
from kb.plausible import past, rule, walk
from kb.plausible.line import NEVER
from tests.studies import planted, true_facts
from tests.studies.filled import written
from tests.studies.history_page import CRASHES


def text() -> str:
    """The page as it ought to be."""
    return written("plausibility.md.j2", context())


def context() -> dict[str, object]:
    """What the template prints."""
    tracks, closes = _true(), true_facts.closes()
    faults = planted.outcomes()
    return {
        "rule": rule, "past": past, "walk": walk,
        "series": list(_by_series(tracks)),
        "facts": _count(tracks), "alarms": len(alarms(tracks)),
        "closes": _count(closes), "assets": len(closes), "close_alarms": len(alarms(closes)),
        "worst": Counter(name for name, _ in alarms(closes)).most_common(3),
        "crashes": [name for day, name in CRASHES.items() if _on(tracks, day)],
        "asked": len(CRASHES), "planted": len(faults),
        "faults": planted.counted(),
        "became": Counter(each.became for each in faults),
        "times": lambda limit: f"{exp(limit):,.0f}",
        "named": named,
        "silent": [each for each in faults if each.became == "other"],
    }  # fmt: skip


def named(found: planted.Outcome) -> str:
    """A planted fault and what it changes, as the page tells it."""
    fault = found.fault
    day = day_date(int(fault.track.as_of[fault.row]))
    return f"{fault.track.series} of {day}, {fault.kind}: {', '.join(found.claims)}."


def alarms(tracks: Iterable[Track]) -> list[tuple[str, str]]:
    """The true facts that are suspect on the day they come in: whose, and of which day."""
    return [
        (track.source, str(day_date(int(track.as_of[track.ids == row][0]))))
        for track in tracks
        if track.suspicion is not None
        for row in track.suspicion.why
    ]


def _true() -> list[Track]:
    told = [track for tracks in true_facts.tracks().values() for track in tracks]
    return [*told, *true_facts.more()]


def _count(tracks: Iterable[Track]) -> int:
    return sum(len(track) for track in tracks)


def _on(tracks: Iterable[Track], day: str) -> bool:
    return any(when == day for _, when in alarms(tracks))


def _by_series(tracks: list[Track]) -> Iterator[tuple[str, str, int, int, int, str]]:
    """A row a series: its kind, its facts, those suspect at first and for good, and their days."""
    for name in sorted({track.series for track in tracks}):
        own = [track for track in tracks if track.series == name]
        kind = rule.rule_of(catalog(), name)
        assert kind is not None
        good = sum(
            doubt.until == NEVER for t in own if t.suspicion for doubt in t.suspicion.why.values()
        )
        days = ", ".join(day for _, day in alarms(own)[:3])
        yield name, kind.kind, _count(own), len(alarms(own)), good, days
