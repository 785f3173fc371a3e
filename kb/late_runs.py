"""Runs that facts came in late for, whenever that was: an open base in, ids of runs out.

`kb.late_facts` tells the same of one batch while it is written. Here all batches are gone through
from the newest back, so that every run is held against what came after it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.clock import FOREVER
from kb.store import KnowledgeBase

_RUNS = """SELECT run.n, run.id, run.asset, run.as_of, run.known_at, batch.last_fact FROM run
    LEFT JOIN batch ON batch.id = run.batch ORDER BY ifnull(batch.last_fact, 0) DESC"""
_FACTS = """SELECT fact.id, fact.as_of, fact.known_at FROM fact
    JOIN strand ON strand.id = fact.strand_id
    WHERE fact.id > ? AND strand.asset IN (?, '') ORDER BY fact.id DESC"""
_TAKEN_BACK = """SELECT DISTINCT run.n, run.id FROM withdrawal AS w
    JOIN fact ON fact.id = w.fact_id JOIN strand ON strand.id = fact.strand_id
    JOIN run ON strand.asset IN (run.asset, '') AND fact.batch_id <= run.batch
    WHERE w.batch_id > run.batch AND fact.as_of <= run.as_of AND w.known_at <= run.known_at"""
_FACT = np.dtype([("id", "<i8"), ("as_of", "<i8"), ("known_at", "<i8")])


class _Run(NamedTuple):
    n: int
    id: str
    as_of: int
    known_at: int
    last: int


def late_by_now(kb: KnowledgeBase) -> tuple[str, ...]:
    """The runs whose question would see other facts today, the oldest first."""
    runs: dict[str, list[_Run]] = {}
    for n, name, asset, as_of, known_at, last in kb.rows(_RUNS):
        runs.setdefault(asset, []).append(_Run(n, name, as_of, known_at, last or 0))
    found: dict[int, str] = dict(kb.rows(_TAKEN_BACK)) if runs else {}
    for asset, own in runs.items():
        found |= {each.n: each.id for each in _late(kb, asset, own)}
    return tuple(found[n] for n in sorted(found))


def _late(kb: KnowledgeBase, asset: str, runs: list[_Run]) -> list[_Run]:
    """Those of an asset's runs, given by how much they saw, most first."""
    rows = kb.connection.execute(_FACTS, (runs[-1].last, asset))
    facts = np.fromiter(rows, dtype=_FACT)
    if not len(facts):
        return []
    began, ended = int(facts["as_of"].min()), int(facts["as_of"].max())
    first_known = np.full(ended - began + 1, FOREVER, dtype=np.int64)
    late, taken, earliest = [], 0, first_known
    for run in runs:
        upto = int(np.searchsorted(-facts["id"], -run.last))
        if upto > taken:
            new = facts[taken:upto]
            np.minimum.at(first_known, new["as_of"] - began, new["known_at"])
            earliest, taken = _so_far(first_known), upto
        if run.as_of >= began and earliest[min(run.as_of, ended) - began] <= run.known_at:
            late.append(run)
    return late


def _so_far(first_known: NDArray[np.int64]) -> NDArray[np.int64]:
    """By day, how early something about it or a day before could be known."""
    earliest: NDArray[np.int64] = np.minimum.accumulate(first_known)
    return earliest
