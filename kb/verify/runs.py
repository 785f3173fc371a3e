"""The ledger against its hashes: rule books with their pages, runs with their parts, renderings."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kb import chain
from kb.records import MARK, FindingRecord, PremiseRecord, RunRecord, SentenceRecord, marks
from kb.verify.links import Chain
from kb.verify.problem import Problem, same

_RUNS = """SELECT n, id, asset, as_of, known_at, batch, facts_digest, rulebook, engine, content,
    written_at, previous, chain FROM run ORDER BY n"""
_PARTS = {
    "finding": "SELECT claim, claim, status, reason, json FROM finding WHERE run_id = ? "
    "ORDER BY claim",
    "premise": "SELECT n, claim, rule, premises FROM premise WHERE run_id = ? ORDER BY n",
    "sentence": "SELECT n, n, claim, text, refs FROM sentence WHERE run_id = ? ORDER BY n",
}
_RENDERINGS = "SELECT n, run_id, format, sha256, previous, chain FROM rendering ORDER BY n"

_BOOKLESS = "SELECT n, id FROM run WHERE rulebook NOT IN (SELECT hash FROM rulebook) ORDER BY n"

Row = tuple[Any, ...]
Parts = Mapping[str, Sequence[Row]]


def page_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Pages that are not what their hash says, and rule books that are not made of theirs."""
    listed: set[str] = set()
    for row, text in connection.execute("SELECT hash, pages FROM rulebook ORDER BY hash"):
        pages = _listed(connection, text)
        listed.update(pages)
        if not same(text, _as_listed, pages):
            yield Problem("rulebook", str(row)[:12], "its list of pages is not as it was written")
        elif not same(row, chain.book_hash, dict(pages.values())):
            yield Problem("rulebook", str(row)[:12], "its pages are not those it was made of")
    for key, name, text in connection.execute("SELECT hash, name, text FROM page ORDER BY name"):
        if not same(key, chain.page_hash, name, text):
            yield Problem("page", name, f"is not the text kept under {str(key)[:12]}")
        elif key not in listed:
            yield Problem("page", name, "no rule book lists it")
    for n, run_id in connection.execute(_BOOKLESS):
        yield Problem("run", f"{n} ({str(run_id)[:12]})", "its rule book is not kept here")


def _as_listed(pages: Mapping[str, tuple[str, str]]) -> str:
    """The list of a rule book's pages, by name."""
    return chain.canonical(sorted(pages, key=lambda key: pages[key]))


def _listed(connection: sqlite3.Connection, text: str) -> dict[str, tuple[str, str]]:
    """The pages that a rule book lists and that are there, by hash."""
    try:
        wanted = json.loads(text)
        rows = [_page(connection, key) for key in wanted]
    except (TypeError, ValueError, sqlite3.Error):
        return {}
    return {key: row for key, row in zip(wanted, rows, strict=True) if row}


def _page(connection: sqlite3.Connection, key: object) -> tuple[str, str] | None:
    query = "SELECT name, text FROM page WHERE hash = ?"
    found: tuple[str, str] | None = connection.execute(query, (key,)).fetchone()
    return found


def run_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Runs that break the chain."""
    links = Chain("run", chain.run_link)
    for n, run_id, *_, content, written_at, previous, link in connection.execute(_RUNS):
        row = f"{n} ({str(run_id)[:12]})"
        yield from links.follow(row, previous, link, run_id, content, written_at)


def part_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Findings, premises and sentences that are not those of their run."""
    for n, *asked, content, _, _, _ in connection.execute(_RUNS):
        yield from _of_run(connection, f"{n} ({str(asked[0])[:12]})", asked, content)


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
    altered = [p for table in written for p in _altered(table, row, parts[table], written[table])]
    yield from altered or [Problem("run", row, "is not what was written")]


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


def _altered(table: str, row: str, part: Sequence[Row], written: str) -> Iterator[Problem]:
    """Rows of a part that were not written, else one that is missing or out of its place."""
    kept = [written[i : i + MARK] for i in range(0, len(written), MARK)]
    found = [_mark(values[1:]) for values in part]
    spare = Counter(found) - Counter(kept)
    for values, mark in zip(part, found, strict=True):
        if spare[mark]:
            yield Problem(table, f"{values[0]} of run {row}", "is not what was written")
    if not spare and found != kept:
        what = "stand in another order" if len(found) == len(kept) else "are not all there"
        yield Problem(table, f"of run {row}", f"the {table}s {what}")


def _mark(row: Row) -> str:
    try:
        return marks([row])
    except (TypeError, ValueError):
        return ""


def rendering_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Rendered documents that break their chain."""
    links = Chain("rendering", chain.rendering_link)
    for n, run_id, form, sha256, previous, link in connection.execute(_RENDERINGS):
        yield from links.follow(str(n), previous, link, run_id, form, sha256)
