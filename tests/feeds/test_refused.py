"""What does not fit, or is not believed: kept, named, not taken, and read again later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kb import raw
from kb.feeds.fetch import read_again
from kb.feeds.taking import Reading
from kb.verify.base import verify
from tests.feeds.figures import PLACE, counted
from tests.feeds.own_feed import NOVEMBER, START, own_feed, table
from tests.feeds.server import Reply


class TestRefused:
    """What does not fit is kept as bytes and not taken; what fits goes in."""

    def test_a_changed_shape_adds_nothing_and_names_the_line(self, kb, server, fetched):
        server.says(PLACE, table(*NOVEMBER).replace("2025-11-18,4.12", "2025-11-18,4.12,x"))
        found = fetched()
        assert "figures line 4: the row has 3 cells and the header 2" in found.problems[0]
        assert (counted(kb, "fact"), counted(kb, "batch"), counted(kb, "body")) == (0, 0, 1)

    @pytest.mark.parametrize(
        ("body", "why"),
        [
            ("", "the answer is empty"),
            ("<html>busy</html>", "line 1: the answer is a page of HTML"),
            ("day,yield\n2025-11-18,4.1\n", "has no column 'value'"),
            ("day,value\n2025-11-18,vier\n", "line 2: column value: value 'vier' is not a number"),
            (
                "day,value\n2025-11-18,4.1\n2025-11-18,4.2\n",
                "it says two things of treasury.note_10y on 2025-11-18",
            ),
            (table(*NOVEMBER).encode("utf-16"), "is UTF-16, not UTF-8"),
            ("day,value\n2025-11-18,4.1\xa0\n".encode("cp1252"), "is not UTF-8"),
        ],
        ids=["empty", "html", "column", "words", "twice", "UTF-16", "cp1252"],
    )
    def test_so_does_anything_else_that_is_no_such_table(self, kb, server, fetched, body, why):
        server.says(PLACE, Reply(body))
        [problem] = fetched().problems
        assert why in problem
        assert counted(kb, "fact") == 0

    def test_missing_marks_are_gaps_and_no_noughts(self, kb, server, fetched):
        server.says(PLACE, table(("2025-11-14", ""), ("2025-11-17", "."), ("2025-11-18", 4.12)))
        assert fetched().new == 1

    def test_a_suspect_value_is_kept_and_named_and_the_others_go_in(self, kb, server, fetched):
        server.says(PLACE, table(*NOVEMBER[:2], ("2025-11-18", 41.2)))
        found = fetched()
        assert (found.new, found.worked) == (2, True)
        [said] = found.suspects
        assert said.startswith("treasury.note_10y on 2025-11-18: suspect:")
        assert raw.of_batch(kb.connection, 1).suspects == (said,)
        assert fetched().suspects == [said]

    def test_one_that_is_accepted_goes_in_with_the_reason(self, kb, server, fetched):
        server.says(PLACE, Reply(table(*NOVEMBER[:2], ("2025-11-18", 41.2)), headers={"ETag": "1"}))
        fetched()
        accepting = Reading("the wire says so too", START)
        [found] = read_again(kb, [own_feed()], accepting)
        assert (found.new, found.suspects) == (1, [])
        assert kb.facts([3])[0].note == "accepted: the wire says so too"


class TestReadAgain:
    """The bytes that were kept, read by the page of today."""

    def test_nothing_goes_out_and_nothing_new_is_nothing(self, kb, server, fetched):
        server.says(PLACE, table(*NOVEMBER))
        fetched()
        [found] = read_again(kb, [own_feed()], Reading(now=START))
        assert (found.asked, found.new, counted(kb, "request"), len(server.asked)) == (1, 0, 1, 1)

    def test_a_mended_page_takes_what_a_broken_one_could_not(self, kb, path, server, fetched):
        server.says(PLACE, table(*NOVEMBER).replace("day,", "date,"))
        fetched()

        mended = {**own_feed().head.map, "date": {"column": ["day", "date"]}}
        [found] = read_again(kb, [own_feed(map=mended)], Reading(now=START + timedelta(days=1)))
        assert (found.new, found.worked) == (3, True)
        kept = raw.of_batch(kb.connection, 1)
        assert (kept.again, kept.at) == (1, START)
        assert verify(path).problems == ()

    def test_what_never_fitted_is_noted_and_fails_nothing(self, kb, server, fetched):
        server.says(PLACE, "<html>busy</html>")
        fetched()
        [found] = read_again(kb, [own_feed()], Reading(now=START))
        assert (found.worked, found.notes) == (
            True, ["what was answered at 2025-11-19 still does not fit"],
        )  # fmt: skip
