"""The command screen: what it prints, what it writes, and how it refuses."""

from __future__ import annotations

import csv
import io
import json

import pytest

from engine.cli.clustered import place_of_work
from engine.cluster.carriers import lacking


def test_a_screen_is_printed_written_and_told_to_programs(desk, tmp_path, state):
    before = state()
    told = desk("screen", "--where", "claim odds_fell", "--sort", "drawdown")
    assert told.code == 0
    assert "1 of 1 asset where claim odds_fell · 17 November 2025" in told.out
    assert "with the market: too few for a slope" in told.out
    assert desk("screen", "-o", "screen.html").err == "wrote screen.html\n"
    assert "<title>1 asset" in (tmp_path / "screen.html").read_text(encoding="utf-8")
    [line] = csv.DictReader(io.StringIO(desk("screen", "--format", "csv").out))
    [tree] = json.loads(desk("screen", "--json").out)["assets"]
    assert float(line["price (money)"]) == tree["price"] == 92_000
    assert state() == before


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        (["--sort", "prise"], "--sort: no column is named 'prise'; nearest: price"),
        (["--where", "price > 2 %"], "--where: USD/coin cannot be compared with %"),
        (["--where", "price > 2"], "USD/coin cannot be compared with a number without a unit"),
        (["--where", ""], "--where: it is empty; write a condition"),
        (["--where", "drawdown >= 20"], "write 20 %, or 2000 % where that is meant"),
        (["--assets", " ,"], "--assets: it names none; write some"),
        (["--from", "2025-11-17"], "give an earlier day"),
        (["--as-of", "2025-11-16", "--to", "2025-11-17"], "say the same"),
        (["-o", "screen.md"], "the endings are .txt, .csv, .html"),
        (["--cluster", "two"], "write tcp://HOST:PORT or local[2]"),
        (["--cluster", "tcp://there:1"], "name with --shared"),
    ],
)
def test_wrong_usage_is_said_and_leaves_with_two(desk, asked, problem):
    said = desk("screen", *asked)
    assert said.code == 2
    assert problem in " ".join(said.err.split())


def test_a_base_without_a_price_says_so(desk):
    desk("init", "--db", "empty.db")
    said = desk("screen", "--db", "empty.db")
    assert said.code == 1
    assert "there is no price here; add facts" in said.err


def test_it_says_where_no_other_process_could_be_started(tmp_path, capsys):
    with place_of_work(None, str(tmp_path)):
        lacking.append("no semaphores")
    assert "no other process could be started (no semaphores)" in capsys.readouterr().err
