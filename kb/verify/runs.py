"""Runs against their hashes: their chain, their parts, and the chain of rendered documents."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kb import chain
from kb.run_records import FindingRecord, PremiseRecord, RunRecord, SentenceRecord
from kb.verify.links import Chain
from kb.verify.parts import ALTERED, Row, altered_rows
from kb.verify.problem import Problem, named, same

_RUNS = """SELECT n, id, asset, as_of, known_at, batch, facts_digest, rulebook, engine, content,
    written_at, previous, chain FROM run ORDER BY n"""
_PARTS = {
    "finding": "SELECT claim, claim, status, reason, json FROM finding WHERE run_id = ? "
    "ORDER BY claim",
    "premise": "SELECT n, claim, rule, premises FROM premise WHERE run_id = ? ORDER BY n",
    "sentence": "SELECT n, n, claim, text, refs FROM sentence WHERE run_id = ? ORDER BY n",
}
_RENDERINGS = "SELECT n, run_id, format, sha256, previous, chain FROM rendering ORDER BY n"

Parts = Mapping[str, Sequence[Row]]


def run_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Runs that break the chain."""
    links = Chain("run", chain.run_link)
    for n, run_id, *_, content, written_at, previous, link in connection.execute(_RUNS):
        yield from links.follow(named(n, run_id), previous, link, run_id, content, written_at)


def part_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Findings, premises and sentences that are not those of their run."""
    for n, *asked, content, _, _, _ in connection.execute(_RUNS):
        yield from _of_run(connection, named(n, asked[0]), asked, content)


def _of_run(
    connection: sqlite3.Connection, row: str, asked: Sequence[Any], content: str
) -> Iterator[Problem]:
    """What of a run is not what its content was; the digits behind the hash find the row."""
    parts = {table: connection.execute(q, asked[:1]).fetchall() for table, q in _PARTS.items()}
    for number in _misnumbered([part[0] for part in parts["premise"]]):
        yield Problem("premise", f"{number} of run {row}", "is missing or has another number")
    proof, *digits = str(content).split(" ")
    if same(proof, _proof, asked, parts):
        return
    written = dict(zip(parts, digits, strict=False))
    altered = [
        problem
        for table, kept in written.items()
        for problem in altered_rows(
            table, f"run {row}", [str(part[0]) for part in parts[table]],
            [part[1:] for part in parts[table]], kept,
        )
    ]  # fmt: skip
    yield from altered or [Problem("run", row, ALTERED)]


def _misnumbered(numbers: Sequence[object]) -> list[object]:
    """The first row numbered out of the row 0, 1, 2 ..., else the first number left out."""
    wanted = range(len(numbers))
    odd = [n for n in numbers if n not in wanted] or [n for n in wanted if n not in numbers]
    return odd[:1]


def _proof(asked: Sequence[Any], parts: Parts) -> str:
    """The hash of a run as its rows are now."""
    findings = tuple(FindingRecord(*part[1:]) for part in parts["finding"])
    premises = tuple(PremiseRecord(*part[1:]) for part in parts["premise"])
    sentences = tuple(SentenceRecord(*part[1:]) for part in parts["sentence"])
    record = replace(RunRecord(*asked), findings=findings, premises=premises, sentences=sentences)
    return record.proof()


def rendering_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Rendered documents that break their chain."""
    links = Chain("rendering", chain.rendering_link)
    for n, run_id, form, sha256, previous, link in connection.execute(_RENDERINGS):
        yield from links.follow(str(n), previous, link, run_id, form, sha256)
