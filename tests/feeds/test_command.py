"""`fetch` from the command line, and the way back from a fact to the bytes that said it."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256

import pytest

from kb.feeds.line import Time
from tests.cli.conftest import downdraft
from tests.desk import write_rules
from tests.feeds.own_feed import HOST, NOVEMBER, own_page, table
from tests.feeds.server import Reply, Server

__all__ = ["downdraft"]

PLACE = f"/{HOST}/day.csv"
FIGURES = table(*NOVEMBER)


@pytest.fixture
def fetch(downdraft, server, clock, tmp_path, monkeypatch):
    """`fetch` from the server, with two feeds of one's own; time passes at once where it waits."""
    timing = Time(clock.now, clock.tick, clock.sleep)
    monkeypatch.setattr("engine.daily.fetching.clock", lambda: timing)
    own = tmp_path / "rules" / "feeds"
    own.mkdir(parents=True)
    (own / "figures.md").write_text(own_page())
    (own / "dead.md").write_text(own_page("/none.csv"))
    (tmp_path / "downdraft.toml").write_text('rules = "rules"\nfeeds = ["dead", "figures"]\n')
    downdraft("init")
    server.says(PLACE, FIGURES)
    return lambda *given: downdraft("fetch", "--base-url", server.url, *given)


def test_what_came_is_a_row_a_feed_and_a_failure_leaves_with_1(fetch):
    said = fetch()
    assert said.code == 1
    dead, figures = said.out.splitlines()[3:5]
    assert dead.split()[:5] == ["dead", "1", "0", "0", "0"]
    assert "failed: HTTP 404" in dead
    assert figures.split() == ["figures", "1", "3", "0", "0", "ok"]
    assert "dead: HTTP 404: there is no such thing there" in said.err


def test_what_is_asked_by_name_and_works_leaves_with_0(fetch):
    assert fetch("figures").code == 0
    [found] = json.loads(fetch("figures", "--json").out)
    assert (found["new"], found["revised"], found["worked"]) == (0, 0, True)


def test_without_a_network_that_is_said_once(fetch):
    assert "no source could be reached" not in fetch().err
    with Server().open() as gone:
        pass
    said = fetch("--base-url", gone.url, "--since", "2025-11-01")
    assert (said.code, said.err.count("no source could be reached")) == (1, 1)


def test_a_dry_run_asks_and_changes_nothing(fetch, downdraft, server):
    assert fetch("figures", "--dry-run").out.split()[-6:] == ["figures", "1", "3", "0", "0", "ok"]
    assert len(server.asked) == 1
    assert "0 facts" in downdraft("verify").out


def test_a_feed_that_there_is_not_is_named_with_the_nearest(fetch):
    said = fetch("figure")
    assert (said.code, said.err) == (
        1, "downdraft: there is no feed 'figure'; did you mean 'figures'?\n",
    )  # fmt: skip


ODD = {
    "no address": (["--base-url", "notaurl"], "'notaurl' is no address; write http://HOST:PORT"),
    "twice": (["figures", "figures"], "the feed 'figures' is named twice; name it once"),
    "no reason": (["--again", "--accept", ""], "--accept needs a reason, which is kept"),
    "unseen": (["--accept", "x"], "that somebody has looked at; pass --again with it"),
    "nobody asked": (["--again", "--since", "2024-01-01"], "so --since says nothing; take one out"),
    "long ago": (["--since", "0001-01-01"], "--since: no source goes back to 0001-01-01"),
}


@pytest.mark.parametrize(("given", "said"), ODD.values(), ids=ODD.keys())
def test_what_says_nothing_or_cannot_be_is_refused(fetch, server, given, said):
    refused = fetch(*given)
    assert (refused.code > 0, said in refused.err, server.asked) == (True, True, [])


def test_a_table_of_symbols_names_feeds_that_there_are_and_that_ask_by_symbol(fetch, tmp_path):
    file = tmp_path / "downdraft.toml"
    own = file.read_text()
    for name, said in (
        ("binance-spt", "assets.btc: there is no feed 'binance-spt'; did you mean 'binance-spot'?"),
        ("figures", "assets.btc: figures asks for no asset by a symbol; take it out"),
    ):
        file.write_text(f'{own}[assets.btc]\n{name} = "X"\n')
        assert f"downdraft.toml: {said}" in fetch("figures").err


def test_a_fact_leads_back_to_its_bytes(fetch, downdraft, tmp_path):
    fetch("figures")
    (tmp_path / "own.csv").write_text(
        "series,as_of,value,unit,source\nprice.close,2025-11-18,91000,USD/coin,desk\n"
    )
    downdraft("add", "own.csv")
    hashed = sha256(FIGURES.encode()).hexdigest()
    [*_, row] = json.loads(
        downdraft("facts", "treasury.note_10y", "--history", "--raw", "--json").out
    )
    assert (row["answered by"], row["sha256"]) == (f"https://{HOST}/day.csv", hashed)
    assert downdraft("facts", str(row["fact"]), "--raw").out == FIGURES
    assert downdraft("facts", "99", "--raw").err == "downdraft: there is no fact 99 in this base\n"


def test_one_that_was_added_by_hand_says_so(fetch, downdraft, tmp_path):
    (tmp_path / "own.csv").write_text(
        "series,as_of,value,unit,source\ntreasury.note_10y,2025-11-14,4.1,%,desk\n"
    )
    downdraft("add", "own.csv")
    assert "fact 1 was not fetched: it came with batch 1" in downdraft("facts", "1", "--raw").err


def test_a_revision_and_a_suspect_value_are_counted_and_named(fetch, server, clock):
    fetch("figures")
    changed = table(*NOVEMBER[:2], ("2025-11-18", 4.15), ("2025-11-19", 41.0))
    clock.at += timedelta(days=1)
    server.says(PLACE, changed)
    said = fetch("figures")
    assert said.code == 0
    assert said.out.split()[-6:] == ["figures", "1", "0", "1", "1", "ok"]
    assert "figures: treasury.note_10y on 2025-11-19: suspect: " in said.err
    assert fetch("figures", "--again", "--accept", "so said the wire").out.split()[-4] == "1"


def test_keys_are_read_from_a_file_of_the_owner_alone(fetch, tmp_path, server):
    key = {"variable": "FIGURES_KEY", "place": "header", "called": "X-Key"}
    (tmp_path / "rules" / "feeds" / "keyed.md").write_text(own_page("/k.csv", key=key))
    assert "its key FIGURES_KEY is not at hand" in fetch("keyed").err
    keys = tmp_path / "downdraft.keys"
    keys.write_text("FIGURES_KEY = s3cret-s3cret\n")
    keys.chmod(0o640)
    assert "is not at hand (downdraft.keys can be read by others (mode 640)" in fetch("keyed").err
    keys.chmod(0o600)
    server.says(f"/{HOST}/k.csv", Reply("s3cret-s3cret is wrong", status=401), "s3cret-s3cret")
    said = fetch("keyed")
    assert "HTTP 401" in said.err
    said = fetch("keyed", "--debug")
    assert server.asked[-1].headers["x-key"] == "s3cret-s3cret"
    assert "s3cret" not in said.out + said.err
    assert all(b"s3cret" not in file.read_bytes() for file in tmp_path.glob("downdraft.db*"))


def test_a_proof_in_full_names_the_answer(fetch, downdraft, tmp_path, server):
    write_rules(tmp_path / "rules")
    column = {"column": "value", "series": "etf.net_flow", "unit": "USD m"}
    flows = {"about": "flows", "date": {"column": "day"}, "columns": [column], "asset": "btc"}
    page = own_page("/flows.csv", source="farside", map=flows)
    (tmp_path / "rules" / "feeds" / "flows.md").write_text(page)
    server.says(f"/{HOST}/flows.csv", table(("2025-11-14", -492.0)))
    assert fetch("flows").code == 0
    day = ("--as-of", "2025-11-14", "--known-at", "2025-11-15", "--rules", "rules")
    hashed = sha256(table(("2025-11-14", -492.0)).encode()).hexdigest()
    said = f"is what https://{HOST}/flows.csv answered at 2025-11-19T06:30:00Z, sha256 {hashed}"
    assert said in downdraft("why", "funds_left", "--full", *day).out
    assert f'"sha256": "{hashed}"' in downdraft("why", "funds_left", "--full", "--json", *day).out
    assert "sha256" not in downdraft("why", "funds_left", *day).out
