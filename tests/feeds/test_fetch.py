"""Fetching into a base: what is new, what is not, what is revised, and the bytes behind it."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256

import pytest

from kb import raw
from kb.feeds.fetch import fetch
from kb.feeds.fetched import Order
from kb.feeds.keys import Keys
from kb.store import KnowledgeBase
from kb.verify.base import verify
from tests.feeds.conftest import line_to
from tests.feeds.figures import CHANGED, PLACE, counted, held
from tests.feeds.own_feed import HOST, NOVEMBER, START, own_feed, table
from tests.feeds.server import Reply


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
