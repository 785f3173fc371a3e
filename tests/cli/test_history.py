"""history: strips on the screen, spells for programs, days that cannot be asked about."""

from __future__ import annotations

import csv
import io
import json
import re

from tests.cli.conftest import LATE, tamper, write

RANGE = ("history", "--from", "2025-11-10", "--to", "2025-11-17")


def test_it_shows_a_strip_a_claim(desk):
    said = desk(*RANGE)
    assert said.code == 0
    assert said.out.startswith("BTC, 2025-11-10 to 2025-11-17, each day as it was known at its end")
    [strip] = [line for line in said.out.splitlines() if line.strip().startswith("funds_left")]
    assert strip.split() == ["funds_left", "████", "4", "0", "4"]


def test_json_tells_the_spells_with_what_decided_them(desk):
    told = json.loads(desk(*RANGE, "--json").out)
    assert (told["asset"], told["from"], told["to"]) == ("btc", "2025-11-10", "2025-11-17")
    claims = {each["claim"]: each["spells"] for each in told["claims"]}
    first, second = claims["funds_left"]
    assert (first["status"], first["days"], first["to"]) == ("unknown", 4, "2025-11-13")
    assert first["lacks"] == [{"what": "etf.net_flow", "reason": "missing"}]
    assert (second["status"], second["lacks"], second["false_lines"]) == ("holds", [], [])
    assert claims["floor_value"][-1]["false_lines"] == ["price <= basis"]


def test_a_file_holds_what_would_be_printed_in_the_format_of_its_ending(desk, tmp_path):
    for name, form in (("strips.txt", "strips"), ("spells.json", "json"), ("days.csv", "csv")):
        said = desk(*RANGE, "--no-ledger", "-o", name)
        assert (said.code, said.out) == (0, "")
        assert f"wrote {name}" in said.err
        printed = desk(*RANGE, "--no-ledger", "--format", form).out
        assert (tmp_path / name).read_bytes().decode() == printed
    said = desk(*RANGE, "-o", "history.html")
    assert (said.code, said.out) == (2, "")
    assert "-o: .html tells no format; the endings are .txt, .json, .csv" in said.err


def test_without_days_it_is_what_the_facts_reach_back_to(desk):
    assert desk("history").out.startswith("BTC, 2025-10-22 to 2025-11-17")


def test_the_example_needs_no_base(downdraft):
    said = downdraft("history", "--example", "--from", "2025-11-16")
    assert (said.code, said.out[:27]) == (0, "BTC, 2025-11-16 to 2025-11-")


def test_days_that_cannot_be_asked_about_are_told(desk, downdraft):
    for arguments, code, words in (
        (("--from", "2025-11-18"), 2, "--from: 2025-11-18 comes after the last day"),
        (("--from", "2025-13-01"), 2, "--from: '2025-13-01' is not in the calendar"),
        (("--to", "2999-01-01"), 2, "--to: 2999-01-01 lies ahead"),
        (
            ("--from", "2009-01-01"),
            1,
            "cannot begin on 2009-01-01; the first fact is of 2025-10-22; write --from 2025-10-22",
        ),
        (("--asset", "doge"), 1, "no price of 'doge'"),
    ):
        said = desk("history", *arguments)
        assert (said.code, said.out) == (code, "")
        assert words in said.err


def test_a_base_that_is_not_there_is_told(downdraft):
    said = downdraft("history")
    assert (said.code, said.out) == (1, "")
    assert "downdraft.db" in said.err


class TestTheLedger:
    """What is recorded, and asked for again."""

    def test_a_history_is_recorded_once_and_listed_with_the_runs(self, desk):
        first, again = desk(*RANGE), desk(*RANGE)
        assert first.err.startswith("recorded as history ")
        assert again.err.startswith("recorded before as history ")
        [row] = json.loads(desk("runs", "--json").out)
        assert (row["as of"], row["known at"]) == (
            "2025-11-10 to 2025-11-17",
            "the end of each day",
        )
        assert row["run"].startswith(first.err.split()[-1])

    def test_runs_and_histories_are_listed_in_one_table(self, desk):
        desk("brief", "--as-of", "2025-11-14", "-o", "friday.md")
        name = desk(*RANGE).err.split()[-1]
        rows = json.loads(desk("runs", "--json").out)
        assert [row["known at"][-3:] for row in rows] == ["UTC", "day"]
        assert len({tuple(row) for row in rows}) == 1
        table = desk("runs").out
        assert f"{name}  " in table
        assert "2025-11-10 to 2025-11-17" in table
        [run] = json.loads(desk("runs", "last", "--json").out)
        assert run == rows[0]
        assert len(desk("runs", "--format", "jsonl").out.splitlines()) == 1

    def test_a_history_is_verified_with_the_base(self, desk, tmp_path):
        desk(*RANGE)
        said = desk("verify")
        assert (said.code, ", 1 history." in said.out) == (0, True)
        edit = "UPDATE history_finding SET status = 'holds' WHERE status = 'fails'"
        tamper(tmp_path / "downdraft.db", "history_finding", edit)
        said = desk("verify")
        assert said.code == 4
        assert "  history_finding " in said.out.splitlines()[1]

    def test_a_late_fact_names_the_history_and_its_days(self, desk, tmp_path):
        name = desk(*RANGE).err.split()[-1]
        late = write(tmp_path / "late.csv", LATE)
        assert "late for" not in desk("add", late, "--source", "farside", "--dry-run").err
        said = desk("add", late, "--source", "farside")
        assert f"late for history {name} (btc): its days 2025-11-17 to 2025-11-17" in said.err

    def test_programs_are_told_the_history_and_its_days(self, desk, tmp_path):
        name = desk(*RANGE).err.split()[-1]
        late = write(tmp_path / "late.csv", LATE)
        [intake] = json.loads(desk("add", late, "--source", "farside", "--json").out)
        [told] = intake["late_histories"]
        assert told["history"].startswith(name)
        assert (told["asset"], told["from"], told["to"]) == ("btc", "2025-11-17", "2025-11-17")

    def test_without_the_ledger_nothing_is_recorded(self, desk):
        assert desk(*RANGE, "--no-ledger").err == ""
        assert desk("history", "--example", "--from", "2025-11-17").err == ""
        assert desk("runs").err.startswith("no run is recorded yet")

    def test_a_recorded_history_shows_what_the_new_one_did(self, desk):
        new = desk(*RANGE)
        again = desk("history", "--recorded", new.err.split()[-1])
        assert (again.code, again.out, again.err) == (0, new.out, "")

    def test_a_finding_of_a_day_is_asked_for_with_what_fired(self, desk):
        name = desk(*RANGE).err.split()[-1]
        day = ("--from", "2025-11-15", "--to", "2025-11-15")
        said = desk("history", "--recorded", name, *day, "--claim", "funds_left")
        assert said.out.startswith("2025-11-15 to 2025-11-15, 1 day: holds\n")
        assert "fired: holds:funds_left, by true:funds_left#1" in said.out

    def test_what_is_not_recorded_is_told(self, desk):
        name = desk(*RANGE).err.split()[-1]
        for arguments, code, words in (
            (("--recorded", "zz"), 1, "there is no history 'zz'"),
            (("--recorded", name, "--from", "2025-11-09"), 2, "2025-11-10 to 2025-11-17; ask for"),
            (("--recorded", name, "--claim", "funds_lost"), 1, "no claim is named 'funds_lost'"),
        ):
            said = desk("history", *arguments)
            assert (said.code, said.out) == (code, "")
            assert words in said.err


def test_one_claim_is_told_spell_by_spell(desk):
    said = desk(*RANGE, "--claim", "funds_left", "--no-ledger")
    assert said.out.splitlines() == [
        "2025-11-10 to 2025-11-13, 4 days: unknown (missing)",
        "  etf.net_flow: missing",
        "2025-11-14 to 2025-11-17, 4 days: holds",
    ]


def table(said) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(said.out)))


def test_csv_is_a_day_a_line_with_its_headline_its_numbers_and_every_finding(desk):
    said = desk(*RANGE, "--format", "csv")
    rows = table(said)
    assert [row["day"] for row in rows] == [f"2025-11-{day}" for day in range(10, 18)]
    assert [row["funds_left"] for row in rows] == ["unknown"] * 4 + ["holds"] * 4
    assert rows[-1]["Chance that the low is in, ninety days (ratio)"] == ""  # too few closes
    last = json.loads(desk("brief", "--no-ledger", "--json").out)
    price = next(f for f in last["findings"] if f["claim"] == "floor_value")["quantities"]["price"]
    assert float(rows[-1]["Price (USD/coin)"]) == price["mid"]
    assert rows[-1]["headline"] == last["headline"]


def test_csv_of_a_recorded_history_is_that_of_the_new_one(desk):
    new = desk(*RANGE, "--format", "csv")
    [name] = re.findall(r"recorded as history (\w+)", new.err)
    again = desk("history", "--recorded", name, "--from", "2025-11-16", "--format", "csv")
    assert table(again) == table(new)[-2:]


def test_csv_has_every_claim(desk):
    assert desk(*RANGE, "--format", "csv", "--claim", "funds_left").code == 2
