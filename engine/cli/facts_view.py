"""The facts as a person looks them over: what stands on a day, every vintage, what is too old."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from engine.judge.run import Question
from engine.words.quoting import as_given, fact_dates, source_name, withdrawn
from kb.catalog import Catalog
from kb.clock import day_date
from kb.panel import Panel, build_tracks
from kb.plausible.words import sentence
from kb.raw import content_of, of_batch
from kb.store import KnowledgeBase, StoredFact, StoreError

Row = dict[str, object]


def listing(
    kb: KnowledgeBase, asked: Question, series: Sequence[str] | None, *, every_vintage: bool
) -> list[Row]:
    """The facts that stand for a question, or every vintage visible then."""
    look = partial(kb.observations, taken_back=True) if every_vintage else kb.snapshot
    seen = look(asked.asset, as_of=asked.as_of, known_at=asked.known_at, series=series)
    known_withdrawn = set(seen.ids[seen.withdrawn <= asked.known_at].tolist())
    suspect = suspects(kb, asked, series)
    found = kb.facts(int(i) for i in seen.ids)
    found.sort(key=lambda f: (f.series, f.as_of, f.known_at, f.id))
    rows = [_row(fact, kb.catalog, suspect.get(fact.id, "")) for fact in found]
    if every_vintage:
        for fact, row in zip(found, rows, strict=True):
            row["withdrawn"] = withdrawn(fact) if fact.id in known_withdrawn else ""
    return rows


def _row(fact: StoredFact, catalog: Catalog, suspect: str) -> Row:
    return {
        "fact": fact.id, "series": fact.series, "as of": fact_dates(fact), "value": as_given(fact),
        "source": source_name(fact.source, catalog),
        "known at": f"{fact.known_at:%Y-%m-%d %H:%M}", "how known": fact.publication,
        "batch": fact.batch, "note": "; ".join(n for n in (suspect, fact.note) if n),
    }  # fmt: skip


def with_answers(kb: KnowledgeBase, rows: Sequence[Row]) -> list[Row]:
    """The rows with the answer that each came from, "" for what somebody added."""
    batches = {int(str(row["batch"])) for row in rows}
    answers = {batch: of_batch(kb.connection, batch) for batch in batches}
    found: list[Row] = []
    for row in rows:
        kept = answers[int(str(row["batch"]))]
        own = (kept.url, f"{kept.at:%Y-%m-%d %H:%M:%S}", kept.sha256) if kept else ("", "", "")
        found.append(row | dict(zip(("answered by", "at", "sha256"), own, strict=True)))
    return found


def bytes_of(kb: KnowledgeBase, fact: int) -> bytes:
    """The bytes of the answer that a fact came from; StoreError where it came from none."""
    [stored] = kb.facts([fact])
    kept = of_batch(kb.connection, stored.batch)
    if kept is None or kept.sha256 is None:
        raise StoreError(f"fact {fact} was not fetched: it came with batch {stored.batch}")
    return content_of(kb.connection, kept.sha256)


def suspects(kb: KnowledgeBase, asked: Question, series: Sequence[str] | None) -> dict[int, str]:
    """The facts that are suspect to a question, by row id, each with why."""
    known = [name for name in series or kb.catalog.series if name in kb.catalog.series]
    seen = kb.observations(asked.asset, as_of=asked.as_of, known_at=asked.known_at, series=known)
    doubted = (
        track.suspects(asked.as_of, asked.known_at)
        for tracks in build_tracks(kb.catalog, seen).values()
        for track in tracks
    )
    return {
        int(row): sentence(
            track.suspicion.why[int(row)], kb.catalog.get(track.series), value / span
        )
        for track in doubted
        if track.suspicion is not None
        for row, value, span in zip(track.ids, track.value, track.span, strict=True)
    }


def checklist(panel: Panel, catalog: Catalog, series: Sequence[str]) -> list[Row]:
    """The series that are missing or older than they may be, the missing ones first.

    What there cannot be of the asset by that day, such as flows of funds that were not yet there,
    is not missing.
    """
    asset, day = catalog.assets.get(panel.asset), int(panel.days[0])
    rows: list[tuple[int, Row]] = []
    for name, age in zip(series, panel.ages(series)[0], strict=True):
        entry = catalog.get(name)
        if age < 0 and asset and not asset.begun(name, day):
            continue
        if age < 0:
            rows.append((-1, _overdue(name, "missing", "", entry.stale_after)))
        elif age > entry.stale_after:
            newest = day_date(int(panel.days[0] - age)).isoformat()
            rows.append((-int(age), _overdue(name, f"{age} days old", newest, entry.stale_after)))
    rows.sort(key=lambda pair: (pair[1]["newest"] != "", pair[0], str(pair[1]["series"])))
    return [row for _, row in rows]


def _overdue(name: str, state: str, newest: str, allowed: int) -> Row:
    return {"series": name, "state": state, "newest": newest, "days allowed": allowed}
