"""The table: every row under its header, columns aligned."""

from __future__ import annotations

from benchmarks.table import Row, printed, verdict


def test_columns_stand_under_their_headers() -> None:
    table = printed([Row("a long name for a short thing", "1 s", "2 s", "0.5", "below 1", "yes")])
    header, rule, row = table.splitlines()
    for title, cell in (("ours", "1 s"), ("yardstick", "2 s"), ("aim", "below 1"), ("met", "yes")):
        assert header.index(title) == row.index(cell)
    assert set(rule) == {"-", " "}


def test_no_line_ends_in_spaces() -> None:
    table = printed([Row("this", "1", "2", "0.5", "none", "-")])
    assert all(line == line.rstrip() for line in table.splitlines())


def test_a_missed_aim_stands_out() -> None:
    assert verdict(True) == "yes"
    assert verdict(False) == "NO"
