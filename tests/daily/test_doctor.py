"""doctor: what is well, what is not, what to do; and that two do not run at once."""

from __future__ import annotations

import fcntl
import json
import shutil
from datetime import timedelta

import pytest

from tests.cli.conftest import tamper
from tests.daily.month import FIRST, Course, Desk

QUIET = Course(*[2], *[99] * 9)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Where the desk after its first morning is kept, so that it is made once."""
    return tmp_path_factory.mktemp("first") / "morning"


@pytest.fixture
def fetched(downdraft, kept, server, clock, tmp_path, request):
    """The desk after its first morning."""
    clock.at += timedelta(days=(FIRST - clock.at.date()).days + 1)
    living = Desk(downdraft, server, clock, QUIET)
    living._publish(0, FIRST)
    if not kept.exists():
        request.getfixturevalue("desk")
        living.daily()
        shutil.copytree(tmp_path, kept)
    request.getfixturevalue("timed")
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    return living


def looked(desk, *given: str) -> tuple[int, dict[str, dict]]:
    said = desk("doctor", "--json", *given)
    return said.code, {each["what"]: each for each in json.loads(said.out)}


def test_a_desk_that_is_well_is_said_to_be(fetched, server, clock):
    """That a release table ends soon is a hint: only a newer version has a longer one."""
    asked = len(server.asked)
    clock.at += timedelta(days=1)
    code, found = looked(fetched.call)
    odd = [what for what, each in found.items() if not (each["well"] or each["hint"])]
    assert (code, odd) == (0, [])
    assert "japan_gdp ends 2025-11-17" in found["calendars"]["found"]
    assert len(server.asked) == asked


def test_it_asks_only_when_told_to_and_changes_nothing(fetched, server):
    server.says("/figures.test/cost.csv", "<html>busy</html>")
    before = fetched.call("verify").out
    code, found = looked(fetched.call, "--online", "--base-url", server.url)
    assert (code, found["asked price"]["well"], found["asked cost"]["well"]) == (1, True, False)
    assert "a page of HTML" in found["asked cost"]["found"]
    assert fetched.call("verify").out == before


def test_what_is_not_well_comes_with_what_to_do(fetched, server, clock):
    server.says("/figures.test/cost.csv", "<html>busy</html>")
    fetched.daily()
    clock.at += timedelta(days=12)
    code, found = looked(fetched.call)
    assert code == 1
    assert found["feed cost"]["found"].startswith("failed when it was asked last: cost line 1")
    assert found["fetch"]["found"].startswith(
        "not asked for 3 days or ever: price, flows, interest"
    )
    assert "price.close (feed price) since 2025-10-20" in found["staleness"]["found"]
    said = fetched.call("doctor").out
    assert "NOT  feed cost" in said
    assert "mend its page, then `downdraft fetch --again`" in said


def test_a_file_of_keys_that_others_read_stops_no_feed_that_needs_none(fetched, tmp_path):
    keys = tmp_path / "downdraft.keys"
    keys.write_text("FRED_API_KEY = s3cret-s3cret\n")
    keys.chmod(0o644)
    said = fetched.call("fetch", "price", "--base-url", fetched.server.url)
    assert (said.code, "`chmod 600 downdraft.keys`" in said.err) == (0, True)
    code, found = looked(fetched.call)
    assert (code, found["keys"]["well"]) == (1, False)


def test_in_a_log_each_feed_has_a_line_when_it_is_done(fetched):
    said = fetched.call("daily", "--base-url", fetched.server.url)
    assert "06:30:00 feed price: 1 asked, 0 new, 0 revised, nothing new\n" in said.err
    assert fetched.call("daily", "-q", "--base-url", fetched.server.url).err == ""


def test_settings_that_cannot_be_read_are_the_first_to_mend(fetched, tmp_path):
    (tmp_path / "downdraft.toml").write_text("feedz = []\n")
    code, found = looked(fetched.call)
    assert (code, list(found)) == (1, ["settings"])
    assert "did you mean feeds?" in found["settings"]["found"]


def test_an_altered_base_leaves_with_4(fetched, tmp_path):
    tamper(tmp_path / "downdraft.db", "request", "UPDATE request SET url = 'https://x.test/'")
    code, found = looked(fetched.call)
    assert (code, found["chain"]["found"]) == (4, "request 1: its link is not that of what it says")


def test_two_at_once_on_one_base_do_not_run(fetched, tmp_path):
    with (tmp_path / "downdraft.db.lock").open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        said = fetched.daily()
    assert said.code == 1
    assert "is at work on downdraft.db; wait until it is done" in said.err
    assert fetched.daily().code != 1


def test_what_it_cannot_judge_or_ask_it_says_and_goes_on(fetched, server):
    server.says("/figures.test/cost.csv", "<html>busy</html>")
    said = fetched.call("daily", "--base-url", server.url, "--asset", "btc", "--asset", "doge")
    assert said.code == 1
    assert "there is no price of 'doge' here" in said.err
    assert "failed: cost line 1: the answer is a page of HTML" in said.out
    assert "as of 2025-10-20: no headline, run " in said.out
