"""The line to a source: its manners, and what it makes of servers that have none."""

from __future__ import annotations

import gzip
import logging
import socket
import sys
import zlib

import pytest

from kb.errors import StoreError
from kb.feeds.keys import Keys
from kb.feeds.line import MISSING, Line
from kb.feeds.model import Ask, Secret
from kb.feeds.unanswered import Unanswered
from tests.feeds.conftest import line_of, line_to
from tests.feeds.own_feed import HOST, own_feed
from tests.feeds.server import Reply, Server, self_signed

URL = f"https://{HOST}/day.csv"
PLACE = f"/{HOST}/day.csv"
ASK = Ask("figures", URL)


def refusal(line: Line, ask: Ask = ASK, **feed: object) -> str:
    """Why a request comes to nothing."""
    with pytest.raises(Unanswered) as caught:
        line.answer(own_feed(**feed), ask)
    return str(caught.value)


def test_an_answer_comes_with_its_moment_and_headers(server, line, clock):
    server.says(PLACE, Reply("day,value\n", headers={"ETag": '"a"', "X-Odd": "1"}))
    answer = line.answer(own_feed(), ASK)
    assert (answer.status, answer.body, answer.at) == (200, b"day,value\n", clock.at)
    assert answer.headers["etag"] == '"a"'
    [asked] = server.asked
    assert asked.headers["user-agent"] == "downdraft/test"
    assert asked.headers["accept-encoding"] == "gzip"


def test_what_is_posted_goes_out_as_it_is(server, line):
    server.says(PLACE, "{}")
    line.answer(own_feed(), Ask("figures", URL, "POST", '{"type": "meta"}'))
    assert (server.asked[0].method, server.asked[0].body) == ("POST", b'{"type": "meta"}')


def test_a_packed_answer_is_unpacked(server, line):
    server.says(PLACE, Reply("day,value\n", gzipped=True))
    assert line.answer(own_feed(), ASK).body == b"day,value\n"


PASSING = {
    "429 with its rest": (Reply(status=429, headers={"Retry-After": "7"}), [7.0]),
    "500": (Reply(status=500), [1.0]),
    "a cut connection": (Reply("day,value\n" * 9, cut=20), [1.0]),
    "a cut packed answer": (
        Reply(gzip.compress(b"day" * 999)[:-9], headers={"Content-Encoding": "gzip"}), [1.0],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("reply", "waits"), PASSING.values(), ids=PASSING.keys())
def test_what_passes_is_tried_again_after_a_while(server, line, clock, reply, waits):
    server.says(PLACE, reply, "day,value\n")
    assert line.answer(own_feed(), ASK).body == b"day,value\n"
    assert clock.waits == waits
    assert len(server.asked) == 2


def test_it_waits_longer_each_time_and_then_gives_up(server, line, clock):
    server.says(PLACE, Reply(status=503))
    assert refusal(line) == "HTTP 503: its server failed, 4 times"
    assert clock.waits == [1.0, 2.0, 4.0]


def test_who_wants_a_long_rest_is_not_waited_for(server, line, clock):
    server.says(PLACE, Reply(status=429, headers={"Retry-After": "Wed, 19 Nov 2025 07:30:00 GMT"}))
    assert refusal(line) == "HTTP 429: too many requests; it wants 3600 seconds of rest"
    assert clock.waits == []


def test_a_server_that_says_nothing_is_not_waited_for(server, line, clock):
    server.says(PLACE, Reply("late", late=0.3))
    assert refusal(line, timeout=0.05) == "it did not answer within 0.05 seconds, 4 times"


def test_what_will_not_pass_is_asked_once(server, line, clock):
    assert refusal(line) == "HTTP 404: there is no such thing there"
    server.says(PLACE, Reply(status=451))
    assert refusal(line) == "HTTP 451: it refuses this country"
    assert clock.waits == []


def test_a_host_that_is_not_there_is_said(clock):
    with Server().open() as gone:
        pass
    assert refusal(line_to(gone, clock)) == "it refuses the connection, 2 times"
    assert clock.waits == [1.0]


def test_where_no_host_can_be_reached_the_others_are_tried_once_each(clock):
    with Server().open() as gone:
        pass
    asks = [Ask("figures", f"https://figures{n}.test/day.csv") for n in range(5)]
    with line_to(gone, clock) as away:
        tried = [refusal(away, ask, request={"url": ask.url}) for ask in asks]
    assert tried == ["it refuses the connection, 2 times"] * 3 + ["it refuses the connection"] * 2


def test_a_name_that_is_not_found_is_said(clock, monkeypatch):
    def unknown(*asked: object, **more: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with line_of("http://nowhere.test", clock) as away:
        assert refusal(away) == "its name is not found, 2 times"


def test_a_host_that_answered_before_is_not_given_up_so_soon(server, clock):
    """A connection that is refused once it was taken comes back like a server's failure."""
    with Server().open() as gone:
        pass
    with line_to(server, clock) as line:
        server.says(PLACE, "day,value\n")
        line.answer(own_feed(), ASK)
        line._base = gone.url
        assert refusal(line) == "it refuses the connection, 4 times"


def test_two_requests_to_one_host_keep_their_distance(server, line, clock):
    server.says(PLACE, "day,value\n")
    for _ in range(3):
        line.answer(own_feed(pause=2.0), ASK)
    assert clock.waits == [2.0, 2.0]


def test_a_status_that_means_nothing_yet_is_an_answer_without_a_body(server, line):
    assert line.answer(own_feed(nothing=[404]), ASK).body == b""


class TestTooMuch:
    """Whatever comes, no more than the limit is read."""

    def test_a_hundred_megabytes_of_rubbish_are_cut_off_at_the_limit(self, server, line):
        server.says(PLACE, Reply(rubbish=100))
        why = refusal(line, limit=2)
        assert why == "its answer has more than 2,000,000 bytes and was cut off there"
        assert server.sent < 30 << 20

    def test_an_announced_length_is_believed(self, server, line):
        server.says(PLACE, "x" * 5_000)
        assert "more than 4,000 bytes" in refusal(line, limit=0.004)

    def test_a_small_packed_answer_does_not_fill_the_memory(self, server, line):
        packer = zlib.compressobj(9, wbits=31)
        bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(8)) + packer.flush()
        assert len(bomb) < 100_000
        server.says(PLACE, Reply(bomb, headers={"Content-Encoding": "gzip"}))
        assert "more than 2,000,000 bytes" in refusal(line, limit=2)

    def test_packed_twice_is_not_unpacked_at_all(self, server, line):
        server.says(PLACE, Reply(b"x", headers={"Content-Encoding": "gzip, gzip"}))
        assert "which was not asked for" in refusal(line)


class TestElsewhere:
    """It goes to the hosts of its feed, and nowhere else."""

    def test_another_host_is_refused(self, server, line):
        server.says(PLACE, Reply(status=302, headers={"Location": "https://other.test/day.csv"}))
        assert "go on to other.test, which is none of its hosts" in refusal(line)
        assert len(server.asked) == 1

    def test_a_place_on_the_same_host_is_followed(self, server, line):
        server.says(PLACE, Reply(status=301, headers={"Location": "/new.csv?a=1"}))
        server.says(f"/{HOST}/new.csv", "day,value\n")
        assert line.answer(own_feed(), ASK).body == b"day,value\n"
        assert server.asked[1].path == f"/{HOST}/new.csv?a=1"

    def test_round_and_round_comes_to_an_end(self, server, line):
        server.says(PLACE, Reply(status=302, headers={"Location": URL}))
        assert refusal(line) == "it sends the request on and on"

    def test_without_encryption_is_refused(self, server, line):
        server.says(PLACE, Reply(status=302, headers={"Location": f"http://{HOST}/day.csv"}))
        assert "without encryption" in refusal(line)

    def test_a_page_that_asks_a_host_it_does_not_name_is_refused(self, line):
        assert "none of its hosts" in refusal(line, Ask("figures", "https://other.test/"))
        assert "no address of a host" in refusal(line, Ask("figures", "file:///etc/passwd"))

    def test_a_certificate_that_nobody_vouches_for_is_refused(self, tmp_path, clock):
        with Server(self_signed(tmp_path)).open() as own, line_to(own, clock) as line:
            own.says(PLACE, "day,value\n")
            assert "its certificate cannot be trusted: self" in refusal(line)
            assert own.asked == []


class TestKeys:
    """A key is with the server that is asked, and nowhere else."""

    KEY = "s3cret/key+9"
    QUERY, HEADER = Secret("FIGURES_KEY", "query", "api_key"), Secret("FIGURES_KEY", "header", "X")

    @pytest.fixture
    def keyed(self, server, clock):
        with line_to(server, clock, Keys({"FIGURES_KEY": self.KEY})) as line:
            yield line

    def test_it_goes_into_the_query_or_the_headers(self, server, keyed):
        server.says(PLACE, "day,value\n")
        keyed.answer(own_feed(), Ask("figures", f"{URL}?a=1", secret=self.QUERY))
        keyed.answer(own_feed(), Ask("figures", URL, secret=self.HEADER))
        assert server.asked[0].path == f"{PLACE}?a=1&api_key=s3cret%2Fkey%2B9"
        assert server.asked[1].headers["x"] == self.KEY

    def test_it_is_blanked_in_what_comes_back(self, server, keyed):
        page = "https://figures.test/?api_key=s3cret%2Fkey%2B9 for s3cret/key+9 s3cret\\/key+9"
        server.says(PLACE, Reply(page, headers={"ETag": f'"{self.KEY}"'}))
        answer = keyed.answer(own_feed(), Ask("figures", URL, secret=self.QUERY))
        assert answer.body == b"https://figures.test/?api_key=*** for *** ***"
        assert answer.headers["etag"] == '"***"'

    def test_no_log_and_no_error_holds_it(self, server, keyed, caplog):
        caplog.set_level(logging.DEBUG)
        server.says(PLACE, Reply(status=500))
        why = refusal(keyed, Ask("figures", URL, secret=self.QUERY))
        assert "s3cret" not in caplog.text + why + repr(keyed.keys)

    def test_one_that_is_not_at_hand_is_said_and_nothing_asked(self, server, line):
        why = refusal(line, Ask("figures", URL, secret=self.QUERY))
        assert why == "its key FIGURES_KEY is not at hand"
        assert server.asked == []

    def test_one_too_short_to_be_blanked_is_not_used(self, server, clock):
        with line_to(server, clock, Keys({"FIGURES_KEY": "abc"})) as line:
            why = refusal(line, Ask("figures", URL, secret=self.QUERY))
        assert (why, server.asked) == ("its key FIGURES_KEY has fewer than 6 characters", [])

    def test_from_a_file_that_others_can_read_none_is_taken(self, tmp_path):
        file = tmp_path / "downdraft.keys"
        file.write_text("# mine\nFIGURES_KEY = s3cret-9\n")
        file.chmod(0o644)
        keys = Keys({}, file)
        assert "can be read by others (mode 644)" in keys.problem
        assert keys.value("FIGURES_KEY") == ""
        file.chmod(0o600)
        assert Keys({}, file).value("FIGURES_KEY") == "s3cret-9"
        assert Keys({"FIGURES_KEY": "other-key"}, file).value("FIGURES_KEY") == "other-key"

    def test_a_line_that_is_no_key_is_named(self, tmp_path):
        file = tmp_path / "downdraft.keys"
        file.write_text("FIGURES_KEY\n")
        file.chmod(0o600)
        assert f"{file} line 1: write NAME=KEY" in Keys({}, file).problem
        assert "is not there; make it and `chmod 600` it" in Keys({}, tmp_path / "none").problem


def test_without_the_library_it_says_what_to_install(line, monkeypatch):
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(StoreError) as caught:
        line.answer(own_feed(), ASK)
    assert str(caught.value) == MISSING
