"""A difference told: to a person and to programs."""

from __future__ import annotations

import json

import pytest

from engine.changes.diff import Diff, as_tree, diff
from engine.changes.diff_text import as_text
from engine.changes.difference import became
from tests.changes.differing import between, inflow
from tests.desk import FUNDS_LEFT, book_of, edited
from tests.ledger.recording import recorded


@pytest.mark.parametrize(("then", "now", "what"), [
    ("holds", "fails", "turned"), ("fails", "holds", "turned"), ("unknown", "fails", "judged"),
    ("holds", "unknown", "unjudged"), ("holds", "holds", None), ("unknown", "stated", None),
    ("", "holds", None),
])  # fmt: skip
def test_a_finding_turned_or_can_or_cannot_be_judged_now(then, now, what):
    assert became(then, now) == what


class TestTelling:
    @pytest.fixture
    def found(self, kb, book) -> Diff:
        kb.add([inflow(), inflow("2025-11-14", "2025-11-16", -400)])
        strict = book_of(funds_left=edited(FUNDS_LEFT, "One day", "A day"))
        return between(kb, (book, "2025-11-14"), (strict, "2025-11-17"))

    def test_the_tree_holds_everything_and_is_json(self, kb, found):
        tree = json.loads(json.dumps(as_tree(kb, found)))
        assert tree["differs"] == ["the day", "new facts", "revised facts", "pages"]
        [turned] = [each for each in tree["findings"] if each["claim"] == "funds_left"]
        assert (turned["from"], turned["to"], turned["became"]) == ("holds", "fails", "turned")
        [new] = [row for row in tree["facts"]["new"]["rows"] if row["series"] == "etf.net_flow"]
        assert new["value"] == 75e6
        assert tree["pages"] == [{"file": "etf/funds_left.md", "change": "changed"}]

    def test_the_text_names_finding_cause_and_row(self, kb, found):
        text = "\n".join(as_text(kb, found))
        assert "“Money left the funds” (funds_left): holds → fails; by new facts (fact 10)" in text
        assert "then: The funds lost $492m on 14 November 2025." in text
        assert "new: fact 10: etf.net_flow 75 USD m, as of 2025-11-17" in text

    def test_a_revised_fact_is_told_with_what_it_said_before(self, kb, book):
        first = recorded(kb, book)
        kb.add(inflow("2025-11-14", "2025-11-16"))
        found = diff(kb, first, recorded(kb, book))
        told = [line for line in as_text(kb, found) if line.startswith("  revised: ")]
        assert [line.endswith("(fact 5 said −492 USD m)") for line in told] == [True]
        [row] = as_tree(kb, found)["facts"]["revised"]["rows"]
        assert row["before"]["value"] == -492e6
