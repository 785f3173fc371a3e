"""A base with facts, a run and a history, to be altered and verified."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from kb import histories, ledger, rulebooks, schema
from kb.built_in import catalog
from kb.chain import book_hash, page_hash
from kb.facts import Fact
from kb.histories import HistoryEntry, StoredFiring, StoredStretch, StoredVector, StoredVectorDays
from kb.rulebooks import StoredPage
from kb.run_entries import RunEntry, StoredFinding, StoredPremise, StoredSentence
from kb.store import KnowledgeBase
from kb.verify.base import verify
from tests.facts import make_fact
from tests.kb.parts import OF_PARTS, alter_parts

PAGES = {"a.md": "The price fell.", "b.md": "The funds sold."}
BOOK = book_hash(PAGES)
RUN = RunEntry(
    id="ab12", asset="btc", as_of=20_409, known_at=1_763_423_999, batch=1, facts_digest="f",
    rulebook=BOOK, engine="0.1.0",
    findings=(StoredFinding("fell", "holds", "", "{}"), StoredFinding("sold", "fails", "", "{}")),
    premises=(StoredPremise("fell", "holds:fell", "[]"), StoredPremise("sold", "fails:sold", "[]")),
    sentences=(StoredSentence(1, "fell", "It fell.", "[]"), StoredSentence(2, "sold", "No.", "[]")),
)  # fmt: skip

PAST_PAGES = {"c.md": "The price fell for days."}
PAST_BOOK = book_hash(PAST_PAGES)
PAST = HistoryEntry(
    id="ef56", asset="btc", first=20_400, last=20_409, batch=2, facts_digest="f",
    rulebook=PAST_BOOK, engine="0.1.0",
    findings=(StoredStretch("fell", 20_400, 20_404, "fails", "", "[]"),
              StoredStretch("fell", 20_405, 20_409, "holds", "", "[]")),
    days=(StoredVectorDays("etf", 20_400, 20_404, 1), StoredVectorDays("etf", 20_405, 20_409, 0)),
    vectors=(StoredVector("etf", 0, '["true:1"]'), StoredVector("etf", 1, '["false:1"]')),
    premises=(StoredFiring("etf", 0, 0, "fell", "holds:fell", '["true:1"]'),),
)  # fmt: skip


def record_rulebook(kb: KnowledgeBase, book: str, pages: tuple[StoredPage, ...]) -> bool:
    """Keep a rule book that no run was judged by; False when it is there."""
    with kb.transaction() as opened:
        return rulebooks.write_rulebook(opened, book, pages)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory) -> Path:
    """A file with two batches, two runs on one rule book and two histories on another."""
    made = tmp_path_factory.mktemp("made") / "desk.db"
    with KnowledgeBase.create(made) as kb:
        days = [flow_of(n, f"2025-11-{n:02}", note=f"day {n}") for n in range(10, 14)]
        kb.add(days, label="desk")
        kb.add(flow_of(7, "2025-11-14", source="bureau"))
        pages = tuple(StoredPage(page_hash(n, text), n, text) for n, text in PAGES.items())
        ledger.record_run(kb, RUN, pages)
        ledger.record_run(kb, RunEntry(**{**vars(RUN), "id": "cd34"}), pages)
        for run, form, sha256 in product(("ab12", "cd34"), ("md", "text"), ("aa",)):
            ledger.record_rendering(kb, run, form, sha256)
        past = tuple(StoredPage(page_hash(n, text), n, text) for n, text in PAST_PAGES.items())
        record_rulebook(kb, PAST_BOOK, past)
        for name in ("ef56", "ab78"):
            histories.record_history(kb, replace(PAST, id=name))
    return made


@pytest.fixture
def full(made_once, path) -> Iterator[KnowledgeBase]:
    """A copy of it, open."""
    shutil.copy(made_once, path)
    with KnowledgeBase.open(path) as kb:
        kb.connection.execute("PRAGMA synchronous = OFF")
        yield kb


def flow_of(millions: float, as_of: str, **other: object) -> Fact:
    raw = {"series": "etf.net_flow", "value": millions, "unit": "USD m", "source": "desk"}
    return make_fact({**raw, "as_of": as_of, **other}, catalog=catalog(), today=date(2025, 11, 21))


@pytest.fixture
def told(full, path) -> Callable[..., list[str]]:
    """What verification tells after statements that no trigger stopped."""

    def after(*statements: str, kept: str = "") -> list[str]:
        with disarmed(full.connection):
            packed = [each for each in statements if OF_PARTS.match(each)]
            for statement in statements:
                if statement not in packed:
                    full.connection.execute(statement)
            if packed:
                alter_parts(full.connection, *packed)
        return [str(problem) for problem in verify(path, kept).problems]

    return after


@contextmanager
def disarmed(connection: sqlite3.Connection) -> Iterator[None]:
    """A while without triggers."""
    connection.execute("BEGIN")
    for name in schema.TRIGGERS:
        connection.execute(f"DROP TRIGGER {name}")
    yield
    schema.install_triggers(connection)
    connection.execute("COMMIT")


def rewritten(path: Path, schema_text: str, edit: str) -> None:
    """Edit a row under another schema of `fact`, then put schema and triggers back."""
    loose = sqlite3.connect(path)
    kept = loose.execute("SELECT sql FROM sqlite_master WHERE name = 'fact'").fetchone()
    for sql in (f"SELECT {schema_text} FROM sqlite_master WHERE name = 'fact'", None):
        text = loose.execute(sql).fetchone() if sql else kept
        loose.execute("PRAGMA writable_schema = ON")
        loose.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'fact'", text)
        loose.commit()
        loose.close()
        loose = sqlite3.connect(path)
        if sql:
            loose.execute("DROP TRIGGER fact_refuses_update")
            loose.execute(edit)
            loose.execute(schema.TRIGGERS["fact_refuses_update"])
            loose.commit()
    loose.close()
