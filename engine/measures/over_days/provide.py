"""What a page reads of one series on many days: one source, or a splice, as `provider` says.

In: a panel and the requests that are read together. Out: their answers, and the readings of the
days that are read by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.measures.choose import read
from engine.measures.over_days.answers import NONE, Answers, chosen
from engine.measures.over_days.reader import DaysReader, Who
from engine.measures.over_days.told import Told
from engine.measures.over_days.unfolding import Bools, Places
from engine.measures.provider import Reader, Readings, read_group, remembering
from engine.measures.request import SPLICED, Request
from engine.measures.window import COVERAGE_NEEDED
from kb.catalog import Catalog
from kb.panel import Longs, Panel

By = Mapping[Request, Answers]
FAR = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Provided:
    """The answers to requests, and by day the readings of those read by themselves."""

    answers: By
    apart: Mapping[int, Readings]


class Provider:
    """Answers groups of requests on every day of panels, one below the other; each group once.

    catalog  as it applies to the asset of each panel
    reader   what reads a day by itself
    """

    def __init__(self, panels: Sequence[Panel], catalog: Catalog, reader: Reader = read) -> None:
        self.catalog, self.days = catalog, DaysReader(panels, catalog)
        readers = [remembering(reader) for _ in panels]
        self._alone = [
            (panel, row, own)
            for panel, own in zip(panels, readers, strict=True)
            for row in range(len(panel.days))
        ]
        self._known: dict[tuple[str, tuple[Request, ...]], Provided] = {}

    def provide(self, series: str, group: Sequence[Request]) -> Provided:
        """What is read of one series, by a page that makes these requests of it."""
        key = series, tuple(group)
        if key not in self._known:
            self._known[key] = self._provide(series, key[1])
        return self._known[key]

    def _provide(self, series: str, group: tuple[Request, ...]) -> Provided:
        found, odd = self._group(series, group)
        apart = {row: self._by_itself(row, series, group) for row in np.flatnonzero(odd).tolist()}
        return Provided(_two_ends(found), apart)

    def _by_itself(self, number: int, series: str, group: Sequence[Request]) -> Readings:
        panel, row, reader = self._alone[number]
        return read_group(panel, self.catalog, series, list(group), row, reader)

    def _group(self, series: str, group: tuple[Request, ...]) -> tuple[By, Bools]:
        """The answers, and the days of which they say nothing."""
        told = self.days.told(series)
        several = told.spoken.sum(axis=0) > 1
        who: list[Who] = [None, *range(len(told.sights))] if several.any() else [None]
        options = [{request: self.days.by(request, each) for request in group} for each in who]
        eligible = np.stack([~several | (len(group) == 1), *told.spoken[: len(who) - 1] & several])
        score = np.where(eligible, np.stack([_answered(option) for option in options]), NONE)
        which = score.argmax(axis=0)
        best = {r: chosen(which, [option[r] for option in options]) for r in group}
        odd = told.odd | _odd(options, eligible)
        full = np.all([best[request].complete for request in group], axis=0)
        lacking = several & ~(full & ~self._behind(told, best))
        if self.days.several:  # whose sources agree is found out for each asset
            return best, odd | lacking
        if not lacking.any():
            return best, odd
        together = {request: self.days.by(request, SPLICED) for request in group}
        odd |= lacking & np.any([each.odd for each in together.values()], axis=0)
        return _filled(best, together, lacking), odd

    def _behind(self, told: Told, best: By) -> Bools:
        """Whether another source that is no document has spoken of a later day."""
        sources = self.catalog.sources
        newest = np.full(len(told.odd), -FAR)
        for s in told.sights:
            if not (s.track.source in sources and sources[s.track.source].document):
                newest = np.where(s.spoken, np.maximum(newest, s.newest), newest)
        newest = np.where(newest == -FAR, self.days.at.day, newest)
        ages = np.min([np.where(each.age >= 0, each.age, FAR) for each in best.values()], axis=0)
        return np.asarray(self.days.at.day - newest < np.where(ages == FAR, 0, ages))


def _answered(option: By) -> Longs:
    """How many requests are answered over most of their windows, and then how many at all."""
    solid = np.sum([each.solid for each in option.values()], axis=0)
    return np.asarray(
        solid * (len(option) + 1) + np.sum([e.known for e in option.values()], axis=0)
    )


def _odd(options: Sequence[By], eligible: Bools) -> Bools:
    odd = [np.any([each.odd for each in option.values()], axis=0) for option in options]
    return np.asarray(np.any(odd & eligible, axis=0))


def _filled(best: By, together: By, lacking: Bools) -> By:
    """Where the best source leaves something out: all that agree, if they know more."""
    rows = np.flatnonzero(lacking)
    heavier = np.zeros(len(lacking), dtype=np.bool_)
    weights = zip(_weights(together, rows), _weights(best, rows), strict=True)
    heavier[rows] = [more > one for more, one in weights]
    return {
        request: chosen(
            (lacking & (heavier | _denied(one, together[request]))).astype(np.intp),
            (one, together[request]),
        )
        for request, one in best.items()
    }


def _weights(found: By, rows: Places) -> list[tuple[float, ...]]:
    """How many are answered, how full their windows are, how recent they are, day by day."""
    columns = [
        list(zip(each.known[rows], each.share[rows].tolist(), each.age[rows].tolist(), strict=True))
        for each in found.values()
    ]
    return [
        (len(known), sum(round(share, 6) for share, _ in known), -sum(age for _, age in known))
        for day in zip(*columns, strict=True)
        for known in [[(share, age) for there, share, age in day if there]]
    ]


def _denied(one: Answers, together: Answers) -> Bools:
    """A thin window of one source, where a source that knows more of it says otherwise."""
    thin = one.known & (one.share < COVERAGE_NEEDED)
    refused = (together.refused != NONE) & (together.refused != one.source)
    return np.asarray(thin & refused & ~together.known)


def _two_ends(found: By) -> By:
    """What is read of one series: a fact of long ago is not today's value and its past as well."""
    newest = [a.fact for request, a in found.items() if request.measure == "latest"]
    if not newest:
        return found
    return {
        request: _no_past(each, newest) if request.measure == "lag" else each
        for request, each in found.items()
    }


def _no_past(each: Answers, newest: Sequence[Longs]) -> Answers:
    same = np.any([each.fact == fact for fact in newest], axis=0)
    past = each.known & (each.fact != NONE) & same
    return each.but(past, "missing") if past.any() else replace(each)
