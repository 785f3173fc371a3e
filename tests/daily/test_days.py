"""Days of `daily` and `watch` against the server: each briefing says what it lacked, none breaks.

DOWNDRAFT_DAYS=31 lives through a month; the suite through the same in eight days.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from datetime import timedelta

from kb.store import KnowledgeBase
from tests.daily.month import FIRST, Course, Desk

WEEK = Course(
    days=8, falls=3, rises=5, turns=4, missed=1, revised=3, dies=-5, lives=7, reshaped=4,
    unbelievable=6,
)  # fmt: skip
MONTH = Course(
    days=31, falls=7, rises=15, turns=12, missed=5, revised=9, dies=11, lives=24, reshaped=16,
    unbelievable=20,
)  # fmt: skip
COURSE = MONTH if os.environ.get("DOWNDRAFT_DAYS") == "31" else WEEK


def test_every_morning_has_a_briefing_that_says_what_it_lacked(desk, server, clock, tmp_path):
    living = Desk(desk, server, clock, COURSE)
    living.live()
    course, said = living.course, living.said

    def feed(n: int, name: str) -> dict:
        return next(each for each in said[n]["feeds"] if each["feed"] == name)

    # A briefing each morning, of its day, with its files; the morning after the missed one too.
    briefs = {n: each["briefings"][0] for n, each in said.items()}
    assert len(briefs) == course.days - 1
    for n, each in briefs.items():
        assert (each["as_of"], each["new"]) == (str(FIRST + timedelta(n)), True)
        assert (
            json.loads((tmp_path / "out" / f"{each['as_of']}.json").read_text())["run"]
            == each["run"]
        )
    assert feed(course.missed + 1, "flows")["new"] == 2

    # The revision, the changed shape, the unbelievable value: each said on its day, none goes on.
    assert feed(course.revised, "flows")["revised"] == 1
    assert "has no column 'day'" in feed(course.reshaped, "cost")["problems"][0]
    assert feed(course.reshaped + 1, "cost")["new"] == 2
    [suspect] = feed(course.unbelievable, "price")["suspects"]
    assert "suspect: 17" in suspect
    assert "times the value before" in suspect
    assert feed(course.unbelievable + 1, "price")["new"] == 2

    # The dead feed: said every morning, and the series stale with the reason once it is too old.
    dead = [n for n in said if feed(n, "interest")["problems"]]
    assert dead == [n for n in range(max(course.dies, 1), course.lives) if n != course.missed]
    stale = [n for n, each in briefs.items() if each["stale"]]
    assert stale == [n for n in range(course.dies + 7, course.lives) if n != course.missed]
    [old] = briefs[stale[0]]["stale"]
    assert old["why"] == "feed interest failed: HTTP 500: its server failed, 4 times"

    # The briefing itself says so, in words and for programs, and is the same when made again.
    for n, each in briefs.items():
        file = tmp_path / "out" / f"{each['as_of']}.json"
        assert json.loads(file.read_text()).get("stale", []) == each["stale"]
        assert (old["why"] in file.with_suffix(".md").read_text()) == (n in stale)
    for n in (stale[0], stale[-1]):
        assert desk("replay", briefs[n]["run"]).code == 0
        assert "byte for byte" in desk("verify", f"out/{briefs[n]['as_of']}.md").out

    # Each event once, with the run it is of.
    events = [event for told in living.events.values() for event in told]
    assert max(Counter((each["event"], each["text"]) for each in events).values()) == 1
    kinds = Counter(each["event"] for each in events)
    assert kinds["stale"] == kinds["suspect"] == 1
    assert [each["text"].split()[3] for each in events if each["event"] == "level"] == [
        "under",
        "over",
    ]
    turned = [each["text"] for each in events if each["event"] == "turned"]
    assert "“The price is where value buyers come in” holds now" in turned
    assert "“Money left the funds” fails now" in turned
    runs = {each["run"] for each in briefs.values()}
    assert all(each["run"] in runs for each in events)
    assert all(each["sentences"] and each["said"] for each in events if each["event"] == "turned")

    # Once more on the last morning: nothing is new, nothing is told, the base is sound.
    again = json.loads(living.daily().out)["briefings"][0]
    assert (again["new"], again["run"]) == (False, briefs[course.days - 1]["run"])
    assert living.watch() == []
    assert desk("verify").code == 0
    with KnowledgeBase.open(tmp_path / "downdraft.db") as kb:
        assert kb.rows("SELECT count(*) FROM run") == [(len(briefs),)]
