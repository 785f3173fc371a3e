"""Facts that are not as they were added are named, and nothing is said that rests on them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb import all_facts, kept_rows
from kb.cache import cache_folder, without_cache
from kb.errors import AlteredError
from kb.laid_out import panel_files
from kb.store import KnowledgeBase
from kb.visible import STORED
from kb.withdrawals import withdraw
from tests.kb.verified import disarmed, full, made_once

__all__ = ["full", "made_once"]

THEN = {"as_of": "2025-11-17", "known_at": "2025-11-18"}
OF_A_FACT = (
    "fact SET value = value + 1 WHERE id = 3",
    "fact SET as_of = as_of + 5000 WHERE id = 3",
    "fact SET known_at = known_at + 1000000000 WHERE id = 3",
    "fact SET span = 2 WHERE id = 3",
    "fact SET note = '' WHERE id = 3",
    "fact SET note = 'another' WHERE id = 3",
    "fact SET publication = 2 WHERE id = 3",
    "fact SET strand_id = 2 WHERE id = 3",
    "fact SET unit_id = 7 WHERE id = 3",
    "mark SET facts = X'00000000000000000000000000000000' WHERE batch_id = 1",
    "mark SET facts = X'00' WHERE batch_id = 1",
)
OF_A_NAME = (
    "unit SET name = 'USD bn'",
    "series SET name = 'etf.net_flox'",
    "source SET name = 'desc' WHERE name = 'desk'",
    "strand SET asset = 'bpc' WHERE id = 1",
    "strand SET target = 9999999999 WHERE id = 1",
    "strand SET series_id = 9 WHERE id = 1",
    "batch SET last_fact = 3 WHERE id = 1",
    "batch SET label = 'disk' WHERE id = 1",
)


def alter(kb: KnowledgeBase, *statements: str) -> None:
    with disarmed(kb.connection):
        for statement in statements:
            kb.connection.execute(statement)


@pytest.mark.parametrize("edit", OF_A_FACT + OF_A_NAME)
def test_an_altered_fact_is_in_no_answer(full, edit):
    alter(full, f"UPDATE {edit}")
    with pytest.raises(AlteredError, match=r"^(fact [134]|mark 1|strand [12]|batch [12]|a name)\b"):
        full.digest("btc", **THEN)


@pytest.mark.parametrize("edit", OF_A_FACT)
def test_an_altered_fact_is_not_quoted(full, edit):
    alter(full, f"UPDATE {edit}")
    with pytest.raises(AlteredError, match=r"^(fact [13]|mark 1)\b"):
        full.facts([1, 3, 5])
    assert [fact.id for fact in full.facts([5])] == [5]


def test_an_altered_fact_is_not_read_of_its_series_alone(full):
    alter(full, "UPDATE fact SET value = 1 WHERE id = 2")
    with pytest.raises(AlteredError, match="fact 2 of batch 1"):
        full.observations("btc", **THEN, series=["etf.net_flow"])


def test_a_fact_that_is_gone_is_missed(full):
    alter(full, "DELETE FROM fact WHERE id = 2")
    with pytest.raises(AlteredError, match="fact 2: it is missing"):
        full.digest("btc", **THEN)


def test_a_withdrawal_that_was_moved_is_named(full):
    withdraw(full, [3], "misread")
    alter(full, "UPDATE withdrawal SET known_at = known_at + 1")
    with pytest.raises(AlteredError, match="withdrawal of batch 3"):
        full.facts([3])


@pytest.fixture
def kept_from_one(tmp_path, monkeypatch):
    """A cache in which any fact is kept."""
    monkeypatch.setenv("DOWNDRAFT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(all_facts, "MANY", 1)
    monkeypatch.setattr(all_facts, "NEW", 0)
    cache_folder.cache_clear()
    yield tmp_path / "cache"
    cache_folder.cache_clear()


@pytest.mark.parametrize("many", [1, 10**6])  # through the cache, or from the base each time
@pytest.mark.usefixtures("kept_from_one")
def test_a_batch_added_while_a_base_is_read_belongs_to_the_next_reading(
    full, flow, monkeypatch, many
):
    monkeypatch.setattr(all_facts, "MANY", many)
    truly, noted = (
        all_facts.Base.notes,
        flow(-5, as_of="2025-11-03", source="newcomer", note="late"),
    )

    def meanwhile(*given):
        monkeypatch.setattr(all_facts.Base, "notes", truly)
        with KnowledgeBase.open(full.name) as other:
            other.add(noted)
        return truly(*given)

    monkeypatch.setattr(all_facts.Base, "notes", meanwhile)
    seen = len(full.observations("btc", **THEN))
    for _ in range(2):
        with KnowledgeBase.open(full.name) as again:
            found, digest = again.observations("btc", **THEN), again.digest("btc", **THEN)
        assert len(found) == len(set(found.ids.tolist())) == seen + 1
        with without_cache(), KnowledgeBase.open(full.name) as plain:
            assert plain.digest("btc", **THEN) == digest


@pytest.mark.usefixtures("kept_from_one")
def test_what_the_cache_keeps_was_checked_and_stands_for_those_names(full):
    sound = full.digest("btc", **THEN)
    alter(full, "UPDATE fact SET value = 1 WHERE id = 2")
    with KnowledgeBase.open(full.name) as again:
        assert again.digest("btc", **THEN) == sound  # as they were when they were kept
        with pytest.raises(AlteredError, match="fact 2"):
            again.facts([2])
    alter(full, "UPDATE series SET name = 'etf.net_flox'")
    with KnowledgeBase.open(full.name) as again, pytest.raises(AlteredError):
        again.digest("btc", **THEN)


@pytest.mark.parametrize(
    ("row", "field", "value"), [(2, "source_series", 10**6), (2, "id", 1), (-1, "id", -5)]
)
def test_a_damaged_cache_is_in_no_file_laid_out(
    full, kept_from_one, monkeypatch, row, field, value
):
    monkeypatch.setattr(kept_rows, "AT_ONCE", 2)  # so that parts go by before the damaged one
    sound = laid_out(full)
    [kept] = kept_from_one.glob("rows-*")
    begins, content = content_begins(kept), kept.read_bytes()
    ends = begins + full.last_fact() * STORED.itemsize
    rows = np.frombuffer(content[begins:ends], dtype=STORED).copy()
    rows[field][row] = value
    kept.write_bytes(content[:begins] + rows.tobytes() + content[ends:])
    assert laid_out(full) == sound


def content_begins(kept: Path) -> int:
    """Behind the hash, the first line of a file of the cache."""
    return kept.read_bytes().index(b"\n") + 1


def laid_out(kb: KnowledgeBase) -> list[tuple[tuple[str, ...], bytes]]:
    """The files of its assets."""
    with KnowledgeBase.open(kb.name) as again:
        return list(panel_files(again, again.priced() or ["btc"], again.last_batch()))
