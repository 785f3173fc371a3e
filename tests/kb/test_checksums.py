"""Checksums of facts: what a fact says changes its own, its place and its neighbours do not."""

from __future__ import annotations

import sqlite3

import pytest

from kb.batch_digest import BatchContent
from kb.checksums import altered
from kb.connection import open_to_verify
from kb.fact_columns import FactReader
from kb.facts import Fact, FactError
from kb.migrations import migrate
from kb.store import KnowledgeBase, StoreError
from kb.stored_batches import StoredBatch, StoredNames, chunks
from kb.verify.base import problems
from tests.kb.older import OLDER, make_older, unrecorded


def checksums_by(chunk: int, *facts) -> bytes:
    content, reader = BatchContent(), FactReader()
    for start in range(0, len(facts), chunk):
        content.take(reader.read(facts[start : start + chunk]))
    return content.checksums()


def checksums(*facts) -> list[bytes]:
    joined = checksums_by(len(facts), *facts)
    return [joined[i : i + 4] for i in range(0, len(joined), 4)]


def test_a_fact_has_four_bytes_wherever_it_stands(flow, odds):
    first, second, third = flow(1), odds(40), flow(2, note="n")
    assert checksums(first, second, third) == checksums(third, second, first)[::-1]
    assert checksums(first) + checksums(second) + checksums(third) == checksums(
        first, second, third
    )


@pytest.mark.parametrize(
    "changed",
    [{"note": "x"}, {"span": 2}, {"source": "b"}, {"asset": "eth"}, {"as_of": "2025-11-12"},
     {"known_at": "2025-11-19"}],
)  # fmt: skip
def test_a_checksum_changes_with_anything_a_fact_says(flow, changed):
    assert checksums(flow(1, **changed)) != checksums(flow(1))


def test_a_checksum_changes_with_value_unit_and_target(flow, odds, fact):
    thousandth = fact("etf.net_flow", 0.001, "USD bn")
    assert len({*checksums(flow(1)), *checksums(flow(-1)), *checksums(thousandth)}) == 3
    assert checksums(odds(40)) != checksums(odds(40, "2026-01-28"))


def test_a_note_changes_the_checksum_of_its_own_fact_only(flow):
    plain, noted = checksums(flow(1), flow(2)), checksums(flow(1), flow(2, note="x"))
    assert [a == b for a, b in zip(plain, noted, strict=True)] == [True, False]


def test_a_span_that_no_check_has_seen_is_refused_before_it_is_cut(flow, kb):
    fact = Fact.model_construct(**dict(flow(1)) | {"span": 10**12})
    with pytest.raises(FactError, match=r"etf.net_flow of desk: span 1000000000000 is not"):
        kb.add([fact])


def test_the_checksums_do_not_depend_on_chunks(flow):
    facts = [flow(n, as_of=f"2025-11-{n:02}", source=f"s{n % 3}") for n in range(1, 15)]
    assert checksums_by(3, *facts) == checksums_by(14, *facts)


def test_checksums_that_differ_are_named_by_their_places():
    assert altered(b"aaaabbbbcccc", b"aaaaBbbbcccC") == [1, 2]
    assert altered(b"aaaa", b"aaaabbbb") == []


def test_a_batch_hashed_again_has_its_digest_and_its_checksums(kb, flow, odds):
    """Of rows some of which were there already, too."""
    kb.add([flow(2), odds(40)])
    receipt = kb.add([flow(2), flow(3, as_of="2025-11-12", note="n"), odds(41, "2026-01-28")])
    stored = StoredBatch(StoredNames(kb.connection))
    for chunk in chunks(kb.connection, 3, 4):
        stored.take(chunk)
    written = kb.connection.execute("SELECT facts FROM mark WHERE batch_id = 2").fetchone()
    assert (stored.digest(), stored.checksums()) == (receipt.digest, written[0])


@pytest.mark.parametrize("version", OLDER)
def test_the_batches_of_an_older_base_have_checksums_once_it_is_opened(path, kb, flow, version):
    kb.add(map(unrecorded, [flow(1), flow(2, source="bureau")]))
    kb.add(unrecorded(flow(3, as_of="2025-11-10")))
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
    with pytest.raises(
        StoreError,
        match=rf"has the older schema {version}, .* `downdraft facts --db {path}` brings",
    ):
        open_to_verify(path)
    connection = sqlite3.connect(path)
    migrate(connection)
    connection.close()
    open_to_verify(path).close()
