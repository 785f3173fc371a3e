"""A backup: a checked copy of a base in use, in its place whole or not at all, and over nothing."""

from __future__ import annotations

import pytest

from kb.backup import back_up, is_older
from kb.errors import AlteredError, StoreError
from kb.store import KnowledgeBase
from kb.verify.base import verify
from tests.cli.conftest import tamper


@pytest.fixture
def copy(tmp_path):
    return tmp_path / "copy.db"


@pytest.fixture
def filled(kb, flow):
    kb.add([flow(-867, known_at="2025-11-14"), flow(-870, known_at="2025-11-20")], label="desk")
    return kb


def test_a_copy_holds_what_was_committed_and_what_stands_in_the_log(filled, copy, path, flow):
    assert path.with_name(f"{path.name}-wal").stat().st_size > 0
    with KnowledgeBase.open(path) as other, other.transaction() as writing:
        writing.execute("INSERT INTO series VALUES (99, 'half')")
        done = back_up(filled, copy)
    assert done.counts == {"batches": 1, "facts": 2, "runs": 0}
    found = verify(copy)
    assert (found.problems, found.head) == ((), done.head)
    assert [name.name for name in copy.parent.glob(".*draft*")] == []


def test_a_copy_is_a_base_that_takes_facts(filled, copy, flow):
    back_up(filled, copy)
    with KnowledgeBase.open(copy) as again:
        again.add(flow(1, as_of="2025-11-14", known_at="2025-11-15"))
        assert again.last_batch() == 2


def test_an_earlier_backup_is_replaced_only_where_asked(filled, copy, flow):
    back_up(filled, copy)
    filled.add(flow(1, as_of="2025-11-14", known_at="2025-11-15"))
    before = copy.read_bytes()
    with pytest.raises(StoreError, match=r"is an earlier backup of this base .* pass --replace"):
        back_up(filled, copy)
    assert copy.read_bytes() == before
    assert back_up(filled, copy, replace=True).counts["batches"] == 2
    assert verify(copy).counts["facts"] == 3


def test_to_replace_is_offered_over_a_backup_alone_and_what_is_beside_it_stays(filled, copy):
    copy.write_bytes(b"")
    with pytest.raises(StoreError, match=r"is already there .* name another file$"):
        back_up(filled, copy)
    copy.unlink()
    back_up(filled, copy)
    with KnowledgeBase.open(copy):  # somebody reads it
        beside = sorted(each.name for each in copy.parent.glob("copy.db*"))
        assert is_older(filled, copy)
        assert sorted(each.name for each in copy.parent.glob("copy.db*")) == beside


def test_what_the_base_does_not_go_on_from_is_never_replaced(filled, copy, flow, tmp_path):
    with KnowledgeBase.create(copy) as other:
        other.add(flow(5, known_at="2025-11-14"), label="another desk")
    ahead, empty, text = tmp_path / "ahead.db", tmp_path / "empty.db", tmp_path / "notes.txt"
    back_up(filled, ahead)
    with KnowledgeBase.open(ahead) as further:
        further.add(flow(1, as_of="2025-11-14", known_at="2025-11-15"))
    KnowledgeBase.create(empty).close()
    text.write_text("notes", encoding="utf-8")
    for place in (copy, ahead, empty, text):
        before = place.read_bytes()
        with pytest.raises(StoreError, match=r"is not an earlier backup of .* left as it is"):
            back_up(filled, place, replace=True)
        assert place.read_bytes() == before


def test_a_log_that_SQLite_would_read_into_the_copy_is_refused(filled, copy):  # noqa: N802
    copy.with_name("copy.db-wal").write_bytes(b"left")
    with pytest.raises(StoreError, match=r"copy.db-wal is not empty"):
        back_up(filled, copy)


def test_a_damaged_base_is_not_copied_and_the_earlier_copy_stays(filled, copy, path):
    back_up(filled, copy)
    before = copy.read_bytes()
    filled.close()
    tamper(path, "fact", "UPDATE fact SET value = 1 WHERE id = 2")
    with KnowledgeBase.open(path) as again, pytest.raises(AlteredError, match="fact 2"):
        back_up(again, copy, replace=True)
    assert copy.read_bytes() == before
