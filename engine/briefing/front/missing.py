"""What is missing: claims that cannot be judged, series that feeds no longer bring, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from engine.briefing.marker import Marker, TableRow
from engine.briefing.stale import Stale
from engine.briefing.unjudged import series_in
from engine.judge.findings import Finding
from engine.judge.run import Run
from engine.pages.book import RuleBook
from engine.words import numbers
from kb.clock import day_number
from kb.day_order import ORDERED, out_of_order
from kb.listed import listed

SHOWN = 3


def missing(marker: Marker) -> str:
    """One line; "" where every claim is judged and no price of the day contradicts another."""
    run = marker.run
    wrong = marker.own("".join(
        f"No day can have {pair}: one of the two prices is wrong. " for pair in _out_of_order(run)
    ))  # fmt: skip
    found = {claim: (each.status, each.reason) for claim, each in run.findings.items()}
    judged, open_ = judged_and_open(run.book, found)
    if not open_:
        return wrong.rstrip()
    counted = Counter(series for claim in open_ for series in _lacking(run, run.findings[claim]))
    there = Counter({name: n for name, n in counted.items() if _begun(run, name)})
    named = ", ".join(_gap(run, *each) for each in there.most_common(SHOWN))
    wait = f"; the largest gaps are {named}" if named else ""
    later = "".join(_not_yet(run, [name for name in counted if name not in there]))
    return wrong + marker.own(
        f"{len(open_)} of {len(judged)} claims cannot be judged{wait}.{later}"
    )


def _out_of_order(run: Run) -> Iterator[str]:
    """Each pair of prices that one source says of the day, and that no day can have."""
    day, known_at = run.question.as_of, run.question.known_at
    said: dict[str, dict[str, float]] = {}
    for series in ORDERED:
        for track in run.evaluation.panel.visible(series, day, known_at):
            if len(track) and int(track.as_of[-1]) == day:
                said.setdefault(track.source, {})[series] = float(track.value[-1])
    for prices in said.values():
        yield from out_of_order(prices)


def judged_and_open(
    book: RuleBook, found: Mapping[str, tuple[str, str | None]]
) -> tuple[list[str], list[str]]:
    """The claims that are judged, and those of them that cannot be, though the asset has such.

    found  of some claims their finding and its reason
    """
    judged = [p.claim for p in book.pages if p.judged and p.kind != "headline" and p.claim in found]
    return judged, [each for each in judged if _is_open(*found[each])]


def _is_open(status: str, reason: str | None) -> bool:
    return status == "unknown" and reason != "absent"


def no_longer(marker: Marker, old: Sequence[Stale]) -> str:
    """The series that feeds no longer bring, since when and why; "" where there are none."""
    alike: dict[tuple[int, str], list[str]] = {}
    for each in old:
        alike.setdefault((each.since, each.why), []).append(_name(marker.run, each.series))
    told = [
        f"{listed(names, SHOWN)} since {numbers.date_text(since)} ({why})"
        for (since, why), names in alike.items()
    ]
    return marker.own(f"Stale: {listed(told, SHOWN, '; ')}.") if told else ""


def stale(marker: Marker, old: Sequence[Stale]) -> Iterator[TableRow]:
    """Each series that feeds no longer bring, since when it is stale, and why."""
    for each in old:
        since = f"since {numbers.date_text(each.since)}"
        texts = (_name(marker.run, each.series), since, each.why)
        yield TableRow(tuple(map(marker.own, texts)))


def _name(run: Run, series: str) -> str:
    return f"{run.catalog.series[series].called} ({series})"


def _gap(run: Run, series: str, claims: int) -> str:
    """A series by what it is called and by the name under which facts of it are added."""
    called = run.catalog.series[series].called
    return f"{called} ({series}, {claims} {'claim' if claims == 1 else 'claims'})"


def _begun(run: Run, series: str) -> bool:
    return run.asset.begun(series, run.question.as_of)


def _not_yet(run: Run, series: Sequence[str]) -> Iterator[str]:
    """What is no gap, since there was none of it yet: from which day on there is, and why."""
    for start, first, why in run.asset.begins:
        if named := sorted(name for name in series if name.startswith(start)):
            called = listed([run.catalog.series[name].called for name in named], SHOWN)
            day = numbers.date_text(day_number(first))
            yield f" {called[0].upper()}{called[1:]} count as no gap before {day}, the {why}."


def _lacking(run: Run, finding: Finding) -> dict[str, None]:
    """The series of which a claim lacks a fact, or one that is fresh and believed, in its order."""
    lacks = (lack.what for lack in finding.lacks if lack.reason in ("missing", "stale", "suspect"))
    return dict.fromkeys(name for what in lacks if (name := series_in(run.catalog, what)))
