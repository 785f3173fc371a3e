"""Hash chains."""

from __future__ import annotations

import pytest

from kb.chain import GENESIS, canonical, first_break, hash_of, link


def chained(*parts):
    rows, last = [], GENESIS
    for part in parts:
        rows.append((last, link("batch", last, part), (part,)))
        last = rows[-1][1]
    return rows


def test_one_meaning_has_one_spelling():
    assert canonical({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'


def test_what_is_no_number_has_no_spelling():
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical(float("nan"))


def test_parts_cannot_run_into_each_other():
    assert link("batch", GENESIS, "ab", "c") != link("batch", GENESIS, "a", "bc")
    assert link("batch", GENESIS, "1") != link("batch", GENESIS, 1)
    assert link("batch", GENESIS, "a") != link("run", GENESIS, "a")
    assert hash_of(["a"]) != hash_of("a")


def test_an_unbroken_chain_has_no_break():
    assert first_break("batch", chained("a", "b", "c")) is None
    assert first_break("batch", []) is None


def test_the_first_break_is_where_a_row_was_altered_removed_or_put_in():
    rows = chained("a", "b", "c", "d")
    altered = [*rows[:2], (rows[2][0], rows[2][1], ("C",)), rows[3]]
    assert first_break("batch", altered) == 2
    assert first_break("batch", [rows[0], *rows[2:]]) == 1
    assert first_break("batch", rows[1:]) == 0
    assert first_break("batch", [*rows, rows[3]]) == 4


def test_a_chain_cut_at_its_end_shows_only_against_a_head_kept_elsewhere():
    rows = chained("a", "b", "c")
    assert first_break("batch", rows[:2]) is None
    assert rows[1][1] != rows[2][1]
