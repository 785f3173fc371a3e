"""A head kept elsewhere: a base that goes on from it, was cut, or was written again."""

from __future__ import annotations

import shutil

import pytest

from kb.chain import hash_of
from kb.feeds.model import Answer, Ask
from kb.raw import Came, keep
from kb.store import KnowledgeBase
from kb.verify.base import verify
from kb.verify.head import head, head_problems, is_head, unnamed
from tests.feeds.own_feed import START
from tests.kb.asked import last_link


def older_head(kb: KnowledgeBase, *chains: str) -> str:
    """The head as it was written when there were these chains."""
    hashed = hash_of(["head", *(last_link(kb, table) for table in chains)])
    return "-".join([*head(kb.connection).split("-")[: len(chains)], hashed])


class TestTheHead:
    def test_a_head_names_how_much_there_is_and_its_hash(self, full):
        told = head(full.connection)
        assert told.startswith("2-2-4-2-0-")
        assert is_head(told)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "2-2-4",
            "x",
            "2-2-4-2-" + "g" * 64,
            "2-2-4-2-" + "0" * 65,
            "1-1-1-1-1-1-1-" + "0" * 64,
            "1-1-" + "0" * 64,
        ],
    )
    def test_what_is_no_head_is_refused(self, full, text):
        assert not is_head(text)
        with pytest.raises(ValueError, match="is not a head; `downdraft verify` prints one"):
            list(head_problems(full.connection, text))

    def test_a_base_that_grew_continues_its_head(self, full, path, flow):
        kept = head(full.connection)
        full.add(flow(1, as_of="2025-11-01"))
        assert verify(path, kept).problems == ()

    def test_a_base_that_was_cut_off_does_not(self, told, full):
        kept = head(full.connection)
        cut = ["DELETE FROM rendering WHERE n = 4"]
        assert told(*cut, kept=kept) == [
            "rendering 4: was there when the head was kept; the end was cut off"
        ]

    def test_histories_cut_off_are_missed_by_a_head_only(self, told, full):
        kept = head(full.connection)
        parts = ("history_finding", "history_day", "history_vector", "history_premise")
        cut = [f"DELETE FROM {table} WHERE history_n = 2" for table in parts]
        assert told(*cut, "DELETE FROM history WHERE n = 2") == []
        assert told(kept=kept) == [
            "history 2: was there when the head was kept; the end was cut off"
        ]

    def test_a_request_cut_off_is_missed_by_a_head_only(self, told, full):
        with full.transaction() as opened:
            for at in (START, START):
                keep(opened, Answer(Ask("f", "https://x.test/"), 200, at, b""), Came())
        kept = head(full.connection)
        assert told("DELETE FROM request WHERE id = 2") == []
        assert told(kept=kept) == [
            "request 2: was there when the head was kept; the end was cut off"
        ]

    def test_a_head_kept_before_there_were_histories_or_requests_is_still_held_to(self, told, full):
        older = older_head(full, "batch", "run", "rendering", "history")
        assert (unnamed(older), told(kept=older)) == (("requests", "batches of other bases"), [])
        older = older_head(full, "batch", "run", "rendering")
        assert is_head(older)
        assert unnamed(older)[:2] == ("histories", "requests")
        assert told(kept=older) == []
        [first] = told("DELETE FROM rendering WHERE n = 4", kept=older)
        assert first.startswith("rendering 4: was there when the head was kept")

    def test_a_base_that_was_made_anew_does_not(self, full, flow, tmp_path, path):
        kept = head(full.connection)
        shutil.copy(path, tmp_path / "kept.db")
        full.add(flow(2, as_of="2025-11-02"))
        other = head(full.connection)
        assert other != kept
        swapped = other.replace("3-2-4-2", "2-2-4-2")
        assert "it was rewritten" in str(verify(path, swapped).problems[0])
