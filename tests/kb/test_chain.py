"""Hash chains."""

from __future__ import annotations

import pytest

from kb.chain import GENESIS, canonical, hash_of, link
from kb.verify.links import Chain


def chained(*parts):
    rows, last = [], GENESIS
    for part in parts:
        rows.append((last, link("batch", last, part), (part,)))
        last = rows[-1][1]
    return rows


def breaks(rows):
    """The places where a chain does not go on."""
    chain = Chain("batch")
    return [n for n, (previous, stored, said) in enumerate(rows)
            if list(chain.follow(str(n), previous, stored, *said))]  # fmt: skip


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
    assert breaks(chained("a", "b", "c")) == []
    assert breaks([]) == []


def test_the_first_break_is_where_a_row_was_altered_removed_or_put_in():
    rows = chained("a", "b", "c", "d")
    altered = [*rows[:2], (rows[2][0], rows[2][1], ("C",)), rows[3]]
    assert breaks(altered)[0] == 2
    assert breaks([rows[0], *rows[2:]]) == [1]
    assert breaks(rows[1:]) == [0]
    assert breaks([*rows, rows[3]]) == [4]


def test_a_chain_cut_at_its_end_shows_only_against_a_head_kept_elsewhere():
    rows = chained("a", "b", "c")
    assert breaks(rows[:2]) == []
    assert rows[1][1] != rows[2][1]
