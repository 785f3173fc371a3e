"""Why nothing newer came of a series, as the requests that are kept tell it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kb.clock import FOREVER
from kb.feeds.brought import Seen, Upto, last_request, why_old
from tests.feeds.figures import CHANGED, PLACE
from tests.feeds.own_feed import NOVEMBER, own_feed, table
from tests.feeds.server import Reply

SEEN = Seen("btc", 30_000, FOREVER, FOREVER)
KEY = {"variable": "FIGURES_KEY", "place": "query", "called": "key"}
ODD = "d\x1b[31may\u202e,value\n2025-11-18,4\n"


def why(kb, upto: Upto | None = None, seen: Seen = SEEN) -> str:
    return why_old(kb.connection, "treasury.note_10y", seen, upto or Upto())


@pytest.mark.parametrize(
    ("reply", "head", "said"),
    [
        (table(*NOVEMBER), {}, "was asked last on 2025-11-20 and brought nothing newer"),
        (Reply(status=500), {}, "failed: HTTP 500: its server failed, 4 times"),
        (CHANGED, {}, "failed: figures has no column 'day', which the map names"),
        (table(*NOVEMBER), {"key": KEY}, "failed: its key FIGURES_KEY is not at hand"),
        (ODD, {}, "its columns are d\\x1b[31may\\u202e, value"),
    ],
    ids=["nothing newer", "500", "shape", "no key", "odd letters"],
)
def test_it_is_told_by_the_last_request_and_stays_as_it_was_told(
    kb, server, fetched, clock, reply, head, said
):
    server.says(PLACE, table(*NOVEMBER))
    fetched()
    clock.at += timedelta(days=1)
    server.says(PLACE, reply)
    fetched(own_feed(**head))
    then = Upto(last_request(kb.connection))
    assert said in why(kb)
    clock.at += timedelta(days=1)
    server.says(PLACE, Reply(status=403))
    fetched()
    assert said in why(kb, then)
    assert "HTTP 403" in why(kb)
    assert said in why(kb, Upto(moment=int((clock.at - timedelta(hours=9)).timestamp())))


def test_of_what_no_feed_brought_nothing_is_told(kb, server, fetched):
    server.says(PLACE, table(*NOVEMBER))
    fetched()
    assert why(kb, Upto(0)) == why(kb, seen=SEEN._replace(batch=0)) == ""
