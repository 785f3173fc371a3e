"""Feeds that fail, and long pasts page by page: what is asked again, when, and what is let be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kb.feeds.fetch import fetch
from kb.feeds.fetched import Order
from kb.feeds.wanted import wanted_since
from kb.verify.base import verify
from tests.feeds.conftest import line_to
from tests.feeds.figures import PLACE
from tests.feeds.own_feed import HOST, NOVEMBER, own_feed, table
from tests.feeds.server import Reply, Server


class TestFailing:
    """One feed that fails stops no other, and is left alone after a while."""

    def test_the_others_come_in(self, kb, server, line):
        server.says(PLACE, table(*NOVEMBER))
        server.says(f"/{HOST}/500.csv", Reply(status=500))
        feeds = [own_feed("dead", "/none.csv"), own_feed("late", "/500.csv"), own_feed()]
        found = list(fetch(kb, feeds, line, Order(lambda _: {})))
        assert [each.worked for each in found] == [False, False, True]
        assert found[2].new == 3
        assert found[1].problems == ["HTTP 500: its server failed, 4 times"]

    def test_after_three_failures_it_is_left_alone_for_a_while(self, kb, server, fetched, clock):
        for _ in range(3):
            assert fetched().problems == ["HTTP 404: there is no such thing there"]
        asked = len(server.asked)
        [why] = fetched().problems
        assert why.startswith("left alone until 2025-11-19 07:30 UTC after 3 failures in a row")
        assert len(server.asked) == asked
        assert fetched(named=frozenset({"figures"})).asked == 1
        server.says(PLACE, table(*NOVEMBER))
        clock.at += timedelta(hours=13)
        assert fetched().new == 3
        assert fetched().worked

    def test_a_host_that_takes_no_connection_is_asked_for_one_page_alone(self, kb, clock):
        with Server().open() as gone:
            pass
        years = own_feed(path="/{year}.csv", request={"each": "year"})
        with line_to(gone, clock) as line:
            [found] = fetch(kb, [years], line, Order(lambda _: {}))
        assert (found.asked, found.unreached) == (1, 1)
        assert clock.waits == [1.0]

    def test_a_source_that_is_down_is_not_asked_for_every_page(self, server, fetched):
        """A page that is not there says nothing of the others."""
        years = own_feed(path="/{year}.csv", request={"each": "year"})
        assert len(fetched(years, since=date(2019, 1, 1)).problems) == 7
        for year in range(2019, 2026):
            server.says(f"/{HOST}/{year}.csv", Reply(status=403))
        named = frozenset({"figures"})
        assert len(fetched(years, since=date(2019, 1, 1), named=named).problems) == 3

    def test_the_rest_that_it_wants_is_kept_to_from_one_fetch_to_the_next(
        self, server, fetched, clock
    ):
        server.says(PLACE, Reply(status=429, headers={"Retry-After": "3600"}))
        assert "it wants 3600 seconds of rest" in fetched().problems[0]
        assert fetched().problems[0].startswith("left alone until 2025-11-19 07:30 UTC after HTTP")
        server.says(PLACE, table(*NOVEMBER))
        clock.at += timedelta(seconds=3601)
        assert fetched().new == 3

    def test_where_its_key_is_not_at_hand_nothing_was_asked_and_nothing_failed(
        self, kb, server, fetched
    ):
        key = {"variable": "FIGURES_KEY", "place": "query", "called": "key"}
        for _ in range(4):
            found = fetched(own_feed(key=key))
            assert (found.asked, found.problems) == (0, ["its key FIGURES_KEY is not at hand"])
        kept = kb.rows("SELECT method, problem FROM request")
        assert (server.asked, kept) == ([], 4 * [("", found.problems[0])])

    def test_a_day_later_it_is_asked_again(self, fetched, clock):
        for _ in range(9):
            fetched(named=frozenset({"figures"}))
        clock.at += timedelta(hours=23)
        assert fetched().asked == 1

    def test_a_failed_request_is_on_record_without_bytes(self, kb, path, fetched):
        fetched()
        assert kb.rows("SELECT status, sha256, problem FROM request") == [
            (404, None, "HTTP 404: there is no such thing there")
        ]
        assert verify(path).problems == ()


class TestLongHistory:
    """Page by page; what is past and whole is asked for once."""

    SINCE = date(2019, 1, 1)

    @pytest.fixture
    def years(self, server):
        for year in range(2019, 2026):
            server.says(f"/{HOST}/{year}.csv", table((f"{year}-03-04", 2.0)))
        return own_feed(path="/{year}.csv", request={"each": "year"})

    def test_it_goes_on_where_it_was_cut_off(self, kb, server, fetched, years):
        server.says(f"/{HOST}/2022.csv", Reply(status=404))
        assert (fetched(years, since=self.SINCE).new, len(server.asked)) == (6, 7)
        server.asked.clear()
        server.says(f"/{HOST}/2022.csv", table(("2022-03-04", 2.0)))
        assert fetched(years, since=self.SINCE).new == 1
        assert [each.path[-8:] for each in server.asked] == ["2022.csv", "2025.csv"]

    def test_after_a_year_the_past_is_looked_at_again(self, server, fetched, years, clock):
        fetched(years, since=self.SINCE)
        server.asked.clear()
        clock.at += timedelta(days=366)
        assert fetched(years, since=self.SINCE).new == 0
        assert len(server.asked) == 8

    def test_what_is_new_is_asked_from_a_month_before_the_newest(
        self, kb, server, fetched, years, clock
    ):
        """Once the past is there: before that, and after a failure, all of it."""

        def since() -> str:
            return str(wanted_since(kb.connection, years, (), clock.at))

        server.says(f"/{HOST}/2023.csv", table(("2023-11-20", 2.0)))
        server.says(
            f"/{HOST}/2025.csv", table(("2025-10-20", 2.0)), Reply(status=404), "day,value\n"
        )
        assert since() == "2023-11-01"
        for expected in ("2025-09-01", "2023-11-01", "2025-09-01"):
            fetched(years)
            assert since() == expected
        assert [each.path[-8:-4] for each in server.asked] == ["2023", "2024", *["2025"] * 3]
