"""The facts of two runs: which are new, which were revised, which are no longer seen.

Two rows are of one observation when they agree on series, source, target, day and span; of its
vintages, the newest stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.judge.run import Question
from kb.clock import FOREVER
from kb.frozen import dataclass
from kb.panel import Panel, build_tracks
from kb.queries import Observed
from kb.store import KnowledgeBase

NEW, REVISED, GONE = "new facts", "revised facts", "facts gone"
Bools = NDArray[np.bool_]
_KEY = ("series", "source", "target", "as_of", "span")
_ARRAYS = ("ids", "known_at", "value", *_KEY)


@dataclass(frozen=True)
class FactChanges:
    """The rows that either run sees, and what became of each between them.

    before  rows the first run sees; new, gone: of observations that only one of the runs sees
    revised_before, revised_after  the rows of observations whose standing vintage is another one
    standing  for each revised observation, the row that stood and the one that stands
    """

    seen: Observed
    before: Bools
    new: Bools
    gone: Bools
    revised_before: Bools
    revised_after: Bools
    standing: tuple[tuple[int, int], ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many observations are new, revised or gone."""
        return {NEW: int(self.new.sum()), REVISED: len(self.standing), GONE: int(self.gone.sum())}

    def rows(self, moved: frozenset[str]) -> Bools:
        """The rows seen when only these of new, revised and gone facts have moved."""
        rows = self.before.copy()
        if NEW in moved:
            rows |= self.new
        if REVISED in moved:
            rows = (rows & ~self.revised_before) | self.revised_after
        if GONE in moved:
            rows &= ~self.gone
        return rows

    def ids(self, rows: Bools) -> list[int]:
        """The row ids of chosen rows, in order."""
        return sorted(self.seen.ids[rows].tolist())


def facts_between(
    kb: KnowledgeBase, first: Question, second: Question, series: Sequence[str]
) -> FactChanges:
    """The facts of two questions on one asset."""
    last = max(first.batch or 0, second.batch or 0)
    seen = kb.observations(
        first.asset, as_of=max(first.as_of, second.as_of),
        known_at=max(first.known_at, second.known_at), batch=last, series=series,
        taken_back=True,
    )  # fmt: skip
    before, after = (_sees(kb, asked, series, seen) for asked in (first, second))
    columns = np.stack([getattr(seen, name).astype(np.int64) for name in _KEY], axis=1)
    key = np.unique(columns, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)
    stood, stands = _standing(seen, key, before), _standing(seen, key, after)
    both = (stood >= 0) & (stands >= 0)
    revised = both & (stood != stands)
    pairs = seen.ids[np.stack([stood[revised], stands[revised]], axis=1)]
    return FactChanges(
        seen=seen, before=before, new=after & (stood < 0)[key], gone=before & (stands < 0)[key],
        revised_before=before & revised[key], revised_after=after & revised[key],
        standing=tuple((int(was), int(now)) for was, now in sorted(pairs.tolist())),
    )  # fmt: skip


def _sees(kb: KnowledgeBase, asked: Question, series: Sequence[str], seen: Observed) -> Bools:
    own = kb.observations(
        asked.asset, as_of=asked.as_of, known_at=asked.known_at, batch=asked.batch, series=series
    )
    return np.isin(seen.ids, own.ids)


def _standing(seen: Observed, key: NDArray[np.int64], rows: Bools) -> NDArray[np.int64]:
    """For each observation the place of its newest vintage among chosen rows, -1 for none."""
    standing = np.full(int(key.max(initial=-1)) + 1, -1, dtype=np.int64)
    places = np.flatnonzero(rows)
    places = places[np.argsort(seen.known_at[places], kind="stable")]
    standing[key[places]] = places  # of equal keys the last one is kept
    return standing


def panel_of(
    kb: KnowledgeBase, facts: FactChanges, asked: Question, rows: Bools, known_at: int
) -> Panel:
    """The panel of a question's day on chosen rows."""
    chosen = replace(facts.seen, **{name: getattr(facts.seen, name)[rows] for name in _ARRAYS})
    chosen = replace(chosen, withdrawn=np.full(len(chosen), FOREVER))  # `rows` has decided that
    days = np.array([asked.as_of], dtype=np.int32)
    tracks = build_tracks(kb.catalog, chosen)
    return Panel(asked.asset, days, np.array([known_at], dtype=np.int64), tracks)
