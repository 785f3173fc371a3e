"""Marks of facts: what a fact says changes its mark, its place and its neighbours do not."""

from __future__ import annotations

import sqlite3

import pytest

from kb.connection import open_to_verify
from kb.content import content_of
from kb.marks import altered
from kb.migrations import migrate
from kb.retake import Names, Retake, chunks
from kb.store import KnowledgeBase, StoreError
from kb.verify.base import problems
from tests.kb.older import OLDER, make_older


def marks(*facts) -> list[bytes]:
    joined = content_of(facts).marks()
    return [joined[i : i + 4] for i in range(0, len(joined), 4)]


def test_a_fact_has_four_bytes_wherever_it_stands(flow, odds):
    first, second, third = flow(1), odds(40), flow(2, note="n")
    assert marks(first, second, third) == marks(third, second, first)[::-1]
    assert marks(first) + marks(second) + marks(third) == marks(first, second, third)


@pytest.mark.parametrize(
    "changed",
    [{"note": "x"}, {"span": 2}, {"source": "b"}, {"asset": "eth"}, {"as_of": "2025-11-12"},
     {"known_at": "2025-11-19"}],
)  # fmt: skip
def test_a_mark_changes_with_anything_a_fact_says(flow, changed):
    assert marks(flow(1, **changed)) != marks(flow(1))


def test_a_mark_changes_with_value_unit_and_target(flow, odds, fact):
    assert (
        len({*marks(flow(1)), *marks(flow(-1)), *marks(fact("etf.net_flow", 0.001, "USD bn"))}) == 3
    )
    assert marks(odds(40)) != marks(odds(40, "2026-01-28"))


def test_a_note_marks_its_own_fact_only(flow):
    plain, noted = marks(flow(1), flow(2)), marks(flow(1), flow(2, note="x"))
    assert [a == b for a, b in zip(plain, noted, strict=True)] == [True, False]


def test_the_marks_do_not_depend_on_chunks(flow, monkeypatch):
    facts = [flow(n, as_of=f"2025-11-{n:02}", source=f"s{n % 3}") for n in range(1, 15)]
    whole = marks(*facts)
    monkeypatch.setattr("kb.content.CHUNK", 3)
    assert marks(*facts) == whole


def test_marks_that_differ_are_named_by_their_places():
    assert altered(b"aaaabbbbcccc", b"aaaaBbbbcccC") == [1, 2]
    assert altered(b"aaaa", b"aaaabbbb") == []


def test_a_batch_taken_anew_has_its_digest_and_its_marks(kb, flow, odds):
    """Of rows some of which were there already, too."""
    kb.add([flow(2), odds(40)])
    receipt = kb.add([flow(2), flow(3, as_of="2025-11-12", note="n"), odds(41, "2026-01-28")])
    retake = Retake(Names(kb.connection))
    for chunk in chunks(kb.connection, 3, 4):
        retake.take(chunk)
    written = kb.connection.execute("SELECT facts FROM mark WHERE batch_id = 2").fetchone()
    assert (retake.digest(), retake.marks()) == (receipt.digest, written[0])


@pytest.mark.parametrize("version", OLDER)
def test_the_batches_of_an_older_base_are_marked_when_it_is_opened(path, kb, flow, version):
    kb.add([flow(1), flow(2, source="bureau")])
    kb.add(flow(3, as_of="2025-11-10"))
    written = kb.connection.execute("SELECT * FROM mark").fetchall()
    kb.close()
    make_older(path, version)
    with KnowledgeBase.open(path) as again:
        assert again.connection.execute("SELECT * FROM mark").fetchall() == written
        assert list(problems(again.connection)) == []


@pytest.mark.parametrize("version", OLDER)
def test_an_older_base_that_is_verified_is_to_be_opened_first(path, kb, version):
    kb.close()
    make_older(path, version)
    with pytest.raises(StoreError, match="has an older schema"):
        open_to_verify(path)
    connection = sqlite3.connect(path)
    migrate(connection)
    connection.close()
    open_to_verify(path).close()
