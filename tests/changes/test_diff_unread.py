"""Recorded pages that cannot be read today, or were altered."""

from __future__ import annotations

import pytest

from engine.changes import recorded as recording_room
from engine.changes.diff import Diff, as_tree, diff
from engine.changes.diff_text import as_text
from engine.changes.outcome import (
    Amount,
    FindingValue,
)
from engine.pages.errors import PageError
from kb.errors import AlteredError
from tests.changes.differing import inflow, of
from tests.ledger.recording import recorded


class TestPagesThatCannotBeReadToday:
    """Then what the ledger holds is compared, and what it cannot tell is said."""

    @pytest.fixture
    def unread(self, kb, book, monkeypatch) -> Diff:
        kb.add(inflow())
        runs = [recorded(kb, book, day) for day in ("2025-11-14", "2025-11-17")]

        def broken(*_: object) -> None:
            raise PageError("rules/etf/funds_left.md", 6, "no formula is named 'etf.gone'")

        monkeypatch.setattr(recording_room, "book_of", broken)
        return diff(kb, *runs)

    def test_findings_quantities_and_sentences_are_compared_all_the_same(self, unread):
        turned = of(unread, "funds_left")
        assert (turned.then, turned.now) == (FindingValue("holds"), FindingValue("fails"))
        assert of(unread, "funds_left", "quantity", "flow").now == Amount(75e6, 75e6, 75e6, "USD")
        [said] = unread.of("headline")
        assert (said.then, said.now) == ("slide", None)
        assert of(unread, "funds_left", "sentence").kind == "changed"

    def test_what_differs_between_the_inputs_is_known_and_no_cause_is(self, unread):
        assert unread.differing == ("the day", "new facts")
        assert not any(change.causes for change in unread.changes)

    def test_a_person_is_told_why_no_cause_is(self, kb, unread):
        told = list(as_text(kb, unread))
        assert "  funds_left: holds → fails" in told
        [why] = [line for line in told if "today's code cannot read it" in line]
        then = told[told.index(why) + 1]
        assert then.startswith("So nothing is executed again: what was recorded is compared")

    def test_programs_are_told_too(self, kb, unread):
        assert "no formula is named 'etf.gone'" in str(as_tree(kb, unread)["unread"])


def test_pages_that_were_altered_are_not_compared(kb, book):
    runs = [recorded(kb, book, day) for day in ("2025-11-14", "2025-11-17")]
    kb.connection.execute("DROP TRIGGER page_refuses_update")
    kb.connection.execute("UPDATE page SET text = replace(text, 'no more', 'and more')")
    with pytest.raises(AlteredError, match="`downdraft verify` names the page"):
        diff(kb, *runs)
