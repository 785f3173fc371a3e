"""Bad input: one clear sentence, exit code 1 or 4, and a base that is as it was."""

from __future__ import annotations

import os

import pytest

from tests.desk import FLOOR_FLOWS, FUNDS_LEFT, ODDS_FELL, ORDER, edited, write_rules

HEADER = "series,as_of,value,unit,known_at,target,source\n"
GOOD = "price.close,2025-11-13,99000,USD/coin,,,binance\n"
BAD_ROWS = {
    "an unknown series": (
        "price.clse,2025-11-13,99000,USD/coin,,,desk", "nearest: price.close",
    ),
    "a unit that is spelt out": (
        "policy.cut_odds,2025-11-13,44,percent,,,desk",
        "unit 'percent' is not known for policy.cut_odds; write 44 %",
    ),
    "a unit of something else": (
        "policy.cut_odds,2025-11-13,44,USD bn,,,desk",
        "unit 'USD bn' does not fit policy.cut_odds",
    ),
    "no unit": ("price.close,2025-11-13,99000,,,,desk", "unit is missing for price.close"),
    "NaN": ("price.close,2025-11-13,NaN,USD/coin,,,desk", "value 'NaN'"),
    "infinity": ("price.close,2025-11-13,inf,USD/coin,,,desk", "value 'inf'"),
    "a number beyond all": ("price.close,2025-11-13,1e999,USD/coin,,,desk", "value '1e999'"),
    "no number": ("price.close,2025-11-13,high,USD/coin,,,desk", "value 'high'"),
    "a negative price": ("price.close,2025-11-13,-1,USD/coin,,,desk", "is negative"),
    "a price of nothing": (
        "price.close,2025-11-13,0,USD/coin,,,desk", "value '0' is no price; price.close",
    ),
    "odds beyond certainty": (
        "policy.cut_odds,2025-11-13,144,%,,2025-12-10,desk", "value '144' lies outside 0 to 100 %",
    ),
    "a target in the past": (
        "policy.cut_odds,2025-11-13,44,%,,2025-11-01,desk",
        "policy.cut_odds is about 2025-11-01, which lies before its own day 2025-11-13",
    ),
    "a row of the template": (
        "price.close,2025-11-13,99000,USD/coin,,,example", "this is a row of the template",
    ),
    "a malformed date": (
        "price.close,13.11.2025,99000,USD/coin,,,desk",
        "as_of '13.11.2025' is not a date; write it like 2025-11-13",
    ),
    "a day that does not exist": (
        "price.close,2025-11-31,99000,USD/coin,,,desk", "'2025-11-31' is not in the calendar",
    ),
    "a day to come": ("price.close,2999-01-01,99000,USD/coin,,,desk", "lies in the future"),
    "known before it happened": (
        "price.close,2025-11-13,99000,USD/coin,2025-11-12,,desk", "known_at",
    ),
    "a source that is no key": (
        "price.close,2025-11-13,99000,USD/coin,,,The Desk", "source 'The Desk' is not a key",
    ),
    "too many cells": (
        "price.close,2025-11-13,99,000,USD/coin,,,desk", "the row has 8 cells and the header 7",
    ),
    "two values for one fact at one vintage": (
        "price.close,2025-11-17,92001,USD/coin,2025-11-17,,binance",
        "92000 USD/coin in batch 1 and 92001 USD/coin here",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("row", "problem"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_bad_row_is_named_and_its_file_left_out(desk, tmp_path, state, row, problem):
    before = state()
    (tmp_path / "facts.csv").write_text(f"{HEADER}{GOOD}{row}\n")
    said = desk("add", "facts.csv")
    assert (said.code, said.out) == (1, "")
    summary, sentence = said.err.splitlines()
    assert summary.startswith("downdraft: facts.csv: 1 row is not a fact, nothing was added")
    assert sentence.startswith("  facts.csv line 3: ")
    assert problem in sentence
    assert state() == before


def test_two_values_in_one_file_are_named_too(desk, tmp_path, state):
    before = state()
    rows = f"{HEADER}{GOOD}{GOOD.replace('99000', '98000')}"
    (tmp_path / "facts.csv").write_text(rows)
    said = desk("add", "facts.csv")
    assert said.code == 1
    assert "facts.csv line 3: " in said.err
    assert state() == before


def test_every_bad_row_is_named(desk, tmp_path):
    rows = "".join(f"{row}\n" for row, _ in BAD_ROWS.values())
    (tmp_path / "facts.csv").write_text(HEADER + rows)
    said = desk("add", "facts.csv")
    assert [f"line {n}: " in said.err for n in range(2, len(BAD_ROWS) + 2)] == [True] * len(
        BAD_ROWS
    )


BAD_FILES = {
    "an empty file": (b"", "f.csv is empty"),
    "a header and no more": (HEADER.encode(), "f.csv holds no facts"),
    "a binary file": (b"\x00\x01\x02\xff" * 64, "f.csv is a binary file"),
    "a workbook": (b"PK\x03\x04" + b"\x00" * 64, "is a zip archive or an Excel workbook"),
    "a base": (b"SQLite format 3\x00" + b"\x00" * 64, "f.csv is a SQLite file"),
    "UTF-16": (HEADER.encode("utf-16"), "UTF-16, not UTF-8"),
    "no UTF-8": (HEADER.encode() + b"price.close,\xe9\n", "is not UTF-8"),
    "semicolons": (HEADER.replace(",", ";").encode(), "does not separate its columns by commas"),
    "an unknown column": (b"serie,as_of,value,unit\n", "column 'serie' is not known"),
    "a missing column": (b"series,as_of,value\n", "has no column 'unit'"),
    "an open quote": (HEADER.encode() + b'"price.close,1\n', "mend the quotes"),
    "no csv at all": (b"hello\n", "f.csv"),
}


@pytest.mark.parametrize(("content", "problem"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_cannot_be_read_is_one_sentence(desk, tmp_path, state, content, problem):
    before = state()
    (tmp_path / "f.csv").write_bytes(content)
    said = desk("add", "f.csv", "--source", "desk")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("downdraft: ")
    assert problem in said.err
    assert said.err.count("\n") == 1
    assert state() == before


@pytest.mark.parametrize(
    ("name", "problem"),
    [("nowhere.csv", "does not exist; check the name"), ("rules", "is a folder; name the files")],
)
def test_a_file_that_is_not_there_is_one_sentence(desk, state, name, problem):
    before = state()
    said = desk("add", name, "--source", "desk")
    assert said.code == 1
    assert problem in said.err
    assert state() == before


def test_a_good_file_before_a_bad_one_stays_added(desk, tmp_path):
    """Each file is a batch of its own, and says so."""
    (tmp_path / "good.csv").write_text(HEADER + GOOD)
    (tmp_path / "bad.csv").write_text("")
    said = desk("add", "good.csv", "bad.csv")
    assert said.code == 1
    assert "good.csv: 1 added as batch 2" in said.err
    assert "bad.csv is empty" in said.err


def twin(claim: str, other: str) -> str:
    """A page that rests on another claim."""
    page = edited(FLOOR_FLOWS, "claim: floor_flows", f"claim: {claim}")
    return edited(page, "not claim funds_left", f"claim {other}")


BAD_PAGES = {
    "a misspelt fact": (
        {"funds_left": edited(FUNDS_LEFT, "flow: etf.net_flow", "flow: etf.netflow")},
        "etf/funds_left.md line 6: no series is named 'etf.netflow'; nearest: etf.net_flow",
    ),
    "a misspelt name in a condition": (
        {"funds_left": edited(FUNDS_LEFT, "flow < 0", "flwo < 0")},
        "etf/funds_left.md line 8: ", "'flwo'; nearest: flow",
    ),
    "a misspelt claim": (
        {"floor_flows": edited(FLOOR_FLOWS, "claim funds_left", "claim funds_lft")},
        "no claim is named 'funds_lft'; nearest: funds_left",
    ),
    "a misspelt formula": (
        {"odds_fell": edited(ODDS_FELL, "odds_lost * 25 bp", "carry.duration_neded(odds_lost, 1)")},
        "nearest: carry.duration_needed",
    ),
    "a cycle": (
        {"floor_flows": twin("floor_flows", "floor_value"),
         "floor_value": twin("floor_value", "floor_flows")},
        "the claims rest on each other in a circle: ", "→",
    ),
    "a circle of chapters": (
        {"funds_left": edited(FUNDS_LEFT, "  - flow", "  - claim odds_fell\n  - flow"),
         "policy/rates_too.md": twin("rates_too", "funds_left"),
         "briefing": edited(ORDER, "[odds_fell]", "[odds_fell, rates_too]")},
        "the chapters rest on each other in a circle: ", "policy", "etf",
    ),
    "pp against USD": (
        {"funds_left": edited(FUNDS_LEFT, "flow < 0 USD m", "flow < 5 pp")},
        "etf/funds_left.md line 8: in 'flow < 5 pp': USD cannot be compared with %; write 5 USD",
    ),
    "an unknown unit": (
        {"funds_left": edited(FUNDS_LEFT, "flow < 0 USD m", "flow < 0 euros")}, "euros",
    ),
    "YAML that is none": (
        {"funds_left": edited(FUNDS_LEFT, "kind: measurement", "kind: [measurement")},
        "etf/funds_left.md line ",
    ),
    "a bare number in a sentence": (
        {"funds_left": edited(FUNDS_LEFT, "The funds lost", "The 11 funds lost")},
        "etf/funds_left.md line 15: ", "a bare number stands in",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_PAGES.values(), ids=BAD_PAGES)
@pytest.mark.parametrize("command", [["brief"], ["brief", "-o", "b.md"]], ids=["print", "write"])
def test_a_bad_page_is_one_sentence_with_file_and_line(desk, tmp_path, state, case, command):
    changed, *problems = case
    write_rules(tmp_path / "rules", **changed)
    before = state()
    said = desk(*command)
    assert (said.code, said.out) == (4, "")
    assert said.err.startswith(f"downdraft: {tmp_path / 'rules'}/")
    assert all(problem in said.err for problem in problems)
    assert said.err.count("\n") == 1
    assert state() == before
    assert not (tmp_path / "b.md").exists()


@pytest.mark.parametrize(
    ("base", "problem"),
    [
        (b"", "is empty; remove it"),
        (b"hello, I am no base" * 100, "is not a knowledge base"),
    ],
)
def test_a_file_that_is_no_base_is_refused(downdraft, tmp_path, base, problem):
    (tmp_path / "downdraft.db").write_bytes(base)
    said = downdraft("brief")
    assert (said.code, said.out) == (1, "")
    assert problem in said.err
    assert (tmp_path / "downdraft.db").read_bytes() == base


@pytest.mark.parametrize("place", ["nowhere/b.md", "downdraft.db/b.md", "/proc/b.md"])
def test_a_place_that_cannot_be_written_is_one_sentence(desk, place):
    said = desk("brief", "-o", place)
    assert (said.code, said.out) == (1, "")
    assert f"downdraft: {place} cannot be written (" in said.err
    assert said.err.strip().endswith("name another file")


def test_a_folder_is_no_file_to_write_to(desk):
    assert desk("brief", "-o", "rules").code == 2


def test_a_base_that_is_being_written_to_is_waited_for_and_then_given_up(
    desk, tmp_path, monkeypatch
):
    from kb import connection

    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    (tmp_path / "f.csv").write_text(HEADER + GOOD)
    with connection.open_existing(tmp_path / "downdraft.db")[0] as other:
        other.execute("BEGIN IMMEDIATE")
        said = desk("add", "f.csv")
        other.execute("ROLLBACK")
    assert said.code == 1
    assert "another process is writing to it; wait until it is done" in said.err


def test_a_base_without_write_permission_can_be_read_and_not_added_to(desk, tmp_path, monkeypatch):
    monkeypatch.setattr("kb.connection.os.access", lambda _, mode: mode != os.W_OK)
    (tmp_path / "f.csv").write_text(HEADER + GOOD)
    assert [desk("facts").code, desk("brief", "--no-ledger").code] == [0, 0]
    added, briefed = desk("add", "f.csv"), desk("brief")
    assert (added.code, added.out) == (1, "")
    assert "read-only" in added.err
    assert briefed.code == 0
    assert "read-only, so this run is not recorded" in briefed.err


def test_an_asset_that_is_no_name_is_refused(desk):
    said = desk("brief", "--asset", "<script>", "--as-of", "2025-11-17")
    assert (said.code, said.out) == (1, "")
    assert "is not a name" in said.err


def test_a_page_that_is_not_utf_8_is_named_with_its_line(desk, tmp_path):
    page = tmp_path / "rules" / "etf" / "funds_left.md"
    page.write_bytes(page.read_bytes() + "one café".encode("latin-1"))
    said = desk("brief")
    assert (said.code, said.out) == (4, "")
    assert "etf/funds_left.md line 19: this is not UTF-8" in said.err


def test_an_answer_is_given_though_another_writer_keeps_it_from_being_recorded(
    desk, tmp_path, monkeypatch
):
    from kb import connection

    monkeypatch.setattr("engine.cli.output.SHORT", 0.05)
    with connection.open_existing(tmp_path / "downdraft.db")[0] as other:
        other.execute("BEGIN IMMEDIATE")
        said = desk("brief")
        other.execute("ROLLBACK")
    assert said.code == 0
    assert said.out
    assert "this run is not recorded: " in said.err


@pytest.mark.parametrize("sign", ["\u061c", "\u200e", "\u200f", "\U000e0041", "\ufffa"])
def test_a_sign_that_nobody_sees_is_refused_in_a_note(desk, tmp_path, sign):
    (tmp_path / "f.csv").write_text(f"{HEADER[:-1]},note\n{GOOD[:-1]},all{sign}good\n")
    said = desk("add", "f.csv")
    assert said.code == 1
    assert "note holds control characters" in said.err


@pytest.mark.parametrize(
    ("supposed", "code", "said"),
    [("nothing", 2, "'nothing' supposes nothing"), ("price.clse=1", 1, "nearest: price.close")],
)
def test_what_supposes_nothing_is_refused_before_a_base_is_read(downdraft, supposed, code, said):
    told = downdraft("what-if", "--db", "nowhere.db", supposed)
    assert (told.code, said in told.err) == (code, True)


@pytest.mark.parametrize("command", ["why", "why-not"])
def test_a_claim_that_no_page_has_is_refused_before_anything_is_judged(desk, monkeypatch, command):
    monkeypatch.setattr("engine.judge.run.answer", None)
    said = desk(command, "odds_fel")
    assert (said.code, "nearest: odds_fell" in said.err) == (1, True)


@pytest.mark.parametrize("option", ["--as-of", "--known-at"])
def test_a_day_that_is_none_is_refused_before_a_base_is_read(downdraft, option):
    said = downdraft("brief", "--db", "nowhere.db", option, "-1")
    assert (said.code, f"{option}: '-1' is not a" in said.err) == (2, True)
