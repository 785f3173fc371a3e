"""Requests answered on all days of a panel: by one source, by the best, or by all that agree.

The answers are those of `read` day by day. What has been asked is kept: pages share requests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from engine.measures.kinds import ON_ITS_DAY
from engine.measures.over_days.abreast import TellerAbreast, moments_of
from engine.measures.over_days.answers import NONE, Answers, chosen, nothing
from engine.measures.over_days.asking import ask_sight, first_of
from engine.measures.over_days.sight import Sight, unless
from engine.measures.over_days.splices import joined_days
from engine.measures.over_days.told import Teller, Told
from engine.measures.over_days.unfolding import Moments, Places
from engine.measures.reading import CODE, Reason
from engine.measures.request import SPLICED, Request
from engine.measures.window import COVERAGE_NEEDED
from kb.catalog import Catalog
from kb.panel import Panel

PATIENT = ("peak", "trough")
"""Measures that a source can answer which has fallen silent in the window."""
Who = int | str | None
"""A source by its place among those of a series, SPLICED, or None for the best."""


class DaysReader:
    """Answers requests on every day of a panel, or of several below each other."""

    def __init__(self, panels: Sequence[Panel], catalog: Catalog) -> None:
        self.catalog, self.several = catalog, len(panels) > 1
        alone = Teller(panels[0], catalog)
        self._teller = TellerAbreast(panels, catalog) if self.several else alone
        self.at = moments_of(panels)
        self._told: dict[str, Told] = {}
        self._by: dict[tuple[Request, Who], Answers] = {}
        self._asked: dict[tuple[Request, int, bool], Answers] = {}

    def told(self, series: str) -> Told:
        """What sources say of a series on these days."""
        if series not in self._told:
            self._told[series] = self._teller.told(series, self.at)
        return self._told[series]

    def by(self, request: Request, who: Who) -> Answers:
        """What a source answers to a request, or the best, or all that agree."""
        key = request, who
        if key not in self._by:
            self._by[key] = self._read(request, who)
        return self._by[key]

    def _read(self, request: Request, who: Who) -> Answers:
        if request.measure in ON_ITS_DAY:
            return self._on_its_day(request, who)
        if who == SPLICED:
            return self._joined(request)
        found = self._best(request, who)
        stale = found.reason == CODE["stale"]
        if request.measure not in PATIENT or not stale.any():
            return found
        patient = self._best(request, who, patient=True)
        silent = replace(patient, silent=np.ones(len(stale), dtype=np.bool_))
        return chosen((stale & patient.known).astype(np.intp), (found, silent))

    def _best(self, request: Request, who: Who, *, patient: bool = False) -> Answers:
        """The first source that has an answer, or just one."""
        sights = self.told(request.series).sights
        if isinstance(who, int):
            sights = sights[who : who + 1]
        return self._first(request, [(s, self._ask(s, request, patient)) for s in sights])

    def _ask(self, s: Sight, request: Request, patient: bool) -> Answers:
        key = request, s.place, patient
        if key not in self._asked:
            limit = int(request.arguments[0]) if patient else None
            self._asked[key] = ask_sight(s, request, limit)
        return self._asked[key]

    def _first(self, request: Request, asked: list[tuple[Sight, Answers]]) -> Answers:
        exists = self.catalog.get(request.series).exists
        lacking: Reason = "missing" if exists else "absent"
        if not asked:
            return nothing(len(self.at), lacking)
        found = first_of(*zip(*asked, strict=True))
        spoken = np.any([s.spoken for s, _ in asked], axis=0)
        return found if exists else unless(found, (~spoken, "absent"))

    def _joined(self, request: Request) -> Answers:
        sights = self.told(request.series).sights
        if not sights:
            return nothing(len(self.at), "missing")
        return joined_days(sights, self.catalog, request, lambda s: ask_sight(s, request))

    def _on_its_day(self, request: Request, who: Who) -> Answers:
        """What one series said of the day that another one names, as far as it is known since."""
        other, *window = request.arguments
        asked = Request(str(other), ON_ITS_DAY[request.measure], tuple(window))
        there = self._joined(asked) if who == SPLICED else self._best(asked, who)
        day = np.where(there.known, there.as_of, self.at.day)
        here, told = Request(request.series, target=request.target), self.told(request.series)
        then = self._teller.told(request.series, Moments(day, self.at.known_at))
        own = self._first(here, [(s, ask_sight(s, here)) for s in then.sights])
        found = replace(
            own, age=np.where(own.known, self.at.day - own.as_of, NONE),
            seen=there.seen, asked=there.asked,
        )  # fmt: skip
        thin = there.known & own.known & (there.seen < COVERAGE_NEEDED * there.asked)
        if thin.any():
            found = _between(found, told, np.flatnonzero(thin), int(window[0]))
        found = chosen((~there.known).astype(np.intp), (found, there))
        found = replace(found, refused=np.full(len(day), NONE))  # a splice found the day alone
        return found.odd_too(told.odd | then.odd | there.odd)


def _between(found: Answers, told: Told, rows: Places, length: int) -> Answers:
    """With the lowest and highest that the same source is known to have said in the window."""
    low, high = found.low.copy(), found.high.copy()
    for place, s in enumerate(told.sights):
        start = s.before(s.day - length)
        for row in rows[found.source[rows] == place].tolist():
            said = np.append(s.track.value[start[row] : s.stop[row]], found.value[row])
            low[row], high[row] = said.min(), said.max()
    return replace(found, low=low, high=high)
