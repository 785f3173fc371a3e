"""Fetching into a base: what is new, what is not, what is refused, and what is left of it all."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256

import pytest

from kb import raw
from kb.feeds.fetch import fetch, read_again
from kb.feeds.fetched import Order
from kb.feeds.keys import Keys
from kb.feeds.taking import Reading
from kb.feeds.wanted import wanted_since
from kb.store import KnowledgeBase
from kb.verify.base import verify
from tests.feeds.conftest import line_to
from tests.feeds.own_feed import HOST, NOVEMBER, START, own_feed, table
from tests.feeds.server import Reply

PLACE = f"/{HOST}/day.csv"
CHANGED = "date,value\n2025-11-18,4.2\n"


def held(kb: KnowledgeBase, series: str = "treasury.note_10y") -> list[tuple[str, float, str]]:
    """Every fact: its day, its value in percent, since when it is known."""
    query = """SELECT as_of, round(100 * canonical_value, 6), known_at FROM observation
        WHERE series = ? ORDER BY as_of, known_at"""
    return kb.rows(query, series)


def counted(kb: KnowledgeBase, table: str) -> int:
    return int(kb.rows(f"SELECT count(*) FROM {table}")[0][0])


def test_what_is_published_comes_in_with_its_bytes(kb, path, server, fetched):
    server.says(PLACE, table(*NOVEMBER))
    found = fetched()
    assert (found.worked, found.new, found.revised, found.batches) == (True, 3, 0, [1])
    assert held(kb)[-1] == ("2025-11-18", 4.12, "2025-11-18 23:00:00")
    kept = raw.of_batch(kb.connection, 1)
    assert (kept.feed, kept.url, kept.status) == ("figures", f"https://{HOST}/day.csv", 200)
    body = raw.content_of(kb.connection, kept.sha256)
    assert body == table(*NOVEMBER).encode()
    assert sha256(body).hexdigest() == kept.sha256
    assert kb.rows("SELECT label FROM batch") == [("feed figures",)]
    assert verify(path).problems == ()


def test_fetched_twice_nothing_is_added(kb, server, fetched):
    """By whatever the server says: the same bytes, other bytes of the same, or not modified."""
    same = table(*NOVEMBER)
    server.says(PLACE, same, same, same.replace("\n", "\r\n"), table(*reversed(NOVEMBER)))
    for _ in range(4):
        found = fetched()
    assert (found.new, found.revised, found.same, found.worked) == (0, 0, 1, True)
    assert (counted(kb, "batch"), counted(kb, "fact"), counted(kb, "request")) == (1, 3, 4)
    assert counted(kb, "body") == 3


def test_what_was_not_modified_is_not_sent_again(kb, server, fetched):
    tags = {"ETag": '"one"', "Last-Modified": "Tue, 18 Nov 2025 23:05:00 GMT"}
    server.says(PLACE, Reply(table(*NOVEMBER), headers=tags))
    fetched()
    found = fetched()
    assert server.asked[1].headers["if-none-match"] == '"one"'
    assert (found.new, found.same, found.worked) == (0, 1, True)
    statuses = kb.rows("SELECT status, sha256 IS NULL FROM request ORDER BY id")
    assert statuses == [(200, 0), (304, 1)]


def test_an_answer_that_could_not_be_read_is_asked_for_again_whole(server, fetched):
    """Else a mended page would never see the bytes that a broken one could not read."""
    server.says(PLACE, Reply(CHANGED, headers={"ETag": '"one"'}))
    fetched()
    fetched()
    assert "if-none-match" not in server.asked[1].headers


class TestRevised:
    """Another value of a known day is a new row, known from the request; the old one stays."""

    def test_a_revision_is_known_from_its_request(self, kb, server, fetched, clock):
        server.says(PLACE, table(*NOVEMBER), table(*NOVEMBER[:2], ("2025-11-18", 4.16)))
        fetched()
        clock.at += timedelta(days=2)
        found = fetched()
        assert (found.new, found.revised) == (0, 1)
        assert held(kb)[2:] == [
            ("2025-11-18", 4.12, "2025-11-18 23:00:00"),
            ("2025-11-18", 4.16, "2025-11-21 06:30:00"),
        ]
        assert fetched().same == 1

    def test_one_that_is_taken_back_is_a_revision_too(self, kb, server, fetched, clock):
        first, second = table(("2025-11-18", 4.12)), table(("2025-11-18", 4.16))
        server.says(PLACE, first, second, first)
        for _ in range(3):
            fetched()
            clock.at += timedelta(days=1)
        assert [value for _, value, _ in held(kb)] == [4.12, 4.16, 4.12]

    def test_a_value_seen_before_its_rule_assumes_is_known_from_the_request(
        self, kb, server, fetched, clock
    ):
        """The Treasury's rule is six in the evening of New York; it was there at five."""
        clock.at = START.replace(hour=22, minute=0)
        server.says(PLACE, table(("2025-11-19", 4.1)))
        fetched()
        assert held(kb) == [("2025-11-19", 4.1, "2025-11-19 22:00:00")]
        clock.at += timedelta(days=1)
        assert fetched().same == 1

    def test_a_long_past_is_known_by_its_rule_and_said_to_be_assumed(self, kb, server, fetched):
        server.says(PLACE, table(("2017-01-03", 2.45)))
        fetched(since=date(2017, 1, 1))
        assert held(kb) == [("2017-01-03", 2.45, "2017-01-03 23:00:00")]
        [fact] = kb.facts([1])
        assert fact.publication == "assumed"

    def test_a_figure_with_fewer_digits_is_no_revision(self, server, fetched):
        server.says(PLACE, table(("2025-11-18", 4.123)), table(("2025-11-18", 4.12)))
        fetched()
        assert fetched().same == 1


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


def test_a_key_is_nowhere_in_the_base(kb, path, server, clock):
    key = "s3cret-key-of-mine"
    server.says(PLACE, table(*NOVEMBER), Reply(f"{key} is not yours", status=401), f"bad {key}")
    feed = own_feed(key={"variable": "FIGURES_KEY", "place": "query", "called": "api_key"})
    with line_to(server, clock, Keys({"FIGURES_KEY": key})) as line:
        for _ in range(3):
            [found] = fetch(kb, [feed], line, Order(lambda _: {}))
    assert key in server.asked[0].path
    assert not found.worked
    kb.close()
    assert counted_bytes(path, key) == 0
    with KnowledgeBase.open(path) as again:
        bodies = again.rows("SELECT sha256 FROM body")
        assert all(key.encode() not in raw.content_of(again.connection, b) for (b,) in bodies)


def counted_bytes(path, key: str) -> int:
    return sum(file.read_bytes().count(key.encode()) for file in path.parent.iterdir())


TAMPERED = {
    "bytes": ("body", "UPDATE body SET packed = x'00'", "body "),
    "a URL": ("request", "UPDATE request SET url = 'https://x.test/'", "request 1: its link"),
    "a batch": ("request", "UPDATE request SET batch_id = NULL", "request 1: its link"),
}  # fmt: skip


@pytest.mark.parametrize(("table_", "change", "said"), TAMPERED.values(), ids=TAMPERED.keys())
def test_what_was_kept_and_altered_is_named(kb, path, server, fetched, table_, change, said):
    server.says(PLACE, table(*NOVEMBER))
    fetched()
    from kb.schema import TRIGGERS

    trigger = f"{table_}_refuses_update"
    for statement in (f"DROP TRIGGER {trigger}", change, TRIGGERS[trigger]):
        kb.connection.execute(statement)
    assert any(str(problem).startswith(said) for problem in verify(path).problems)
