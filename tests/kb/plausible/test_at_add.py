"""Rows that jump out of their own series are refused with the reason, or accepted with one."""

from __future__ import annotations

from datetime import date

import pytest

from kb.facts import Checker
from kb.intake import RowsRejected, add_file
from kb.packs import built_in_facts
from kb.store import FOREVER, SuspectError
from kb.withdrawals import withdraw
from tests.kb.asked import batches

TODAY = date(2025, 11, 28)
HEADER = "series,as_of,value,unit,source\n"


@pytest.fixture
def base(kb):
    """The published facts, as a new base has them."""
    kb.add(built_in_facts())
    return kb


@pytest.fixture
def add(write):
    def run(kb, text, **options):
        return add_file(kb, write(text), today=TODAY, **{"source": "desk", **options})

    return run


def refused(add, kb, text, **options):
    with pytest.raises(RowsRejected) as why:
        add(kb, text, **options)
    return str(why.value)


def closes(*values, unit="USD/coin"):
    rows = (f"price.close,2025-11-{day:02},{v},{unit},desk\n" for day, v in enumerate(values, 1))
    return HEADER + "".join(rows)


def test_open_interest_of_nought_is_a_missing_value(base, add):
    text = "series,as_of,value,unit\nderivatives.open_interest,2025-11-17,0,USD bn\n"
    assert "suspect: a stock of nought is a missing value" in refused(add, base, text)


def test_open_interest_of_a_thousandth_names_the_unit_that_is_meant(base, add):
    text = "series,as_of,value,unit\nderivatives.open_interest,2025-11-17,66.4,USD m\n"
    why = refused(add, base, text)
    assert "a thousandth of what another source gave, 68.47 USD bn on 2025-10-18" in why
    assert "USD m where USD bn is meant?" in why


def test_a_close_whose_end_was_cut_off_is_a_tenth_of_the_day_before(base, add):
    text = (
        "as_of,series,unit,source,value\n2025-11-16,price.close,USD/coin,desk,94261.44\n"
        "2025-11-17,price.close,USD/coin,desk,9221"
    )
    why = refused(add, base, text)
    assert "line 3: suspect: a tenth of the value before, 94,261.4 USD/coin on 2025-11-16" in why
    assert "line 2" not in why


def test_a_week_of_flows_in_dollars_for_millions_is_refused_day_by_day(base, add):
    week = {11: 524.0, 12: -278.1, 13: -869.9, 14: -492.1, 17: -254.6}
    rows = (f"etf.net_flow,2025-11-{day},{value},USD\n" for day, value in week.items())
    why = refused(add, base, "series,as_of,value,unit\n" + "".join(rows))
    assert why.count("suspect: a millionth of what another source gave") == 5
    assert "524 USD m on 2025-11-11" in why
    assert why.count("USD where USD m is meant?") == 5


def test_one_session_in_dollars_for_millions_is_refused(base, add):
    text = HEADER.replace("source", "source,known_at") + (
        "etf.net_flow,2025-11-17,-254.6,USD,farside,2025-11-20\n"
    )
    assert "suspect: a millionth of" in refused(add, base, text)


def test_a_suspect_row_goes_in_with_the_reason_it_is_accepted_for(base, add):
    text = "series,as_of,value,unit,note\nderivatives.open_interest,2025-11-17,66.4,USD m,CME\n"
    intake = add(base, text, accept="one venue only")
    assert (intake.accepted, intake.rejected) == (1, 0)
    [row] = base.rows("SELECT note FROM fact WHERE note LIKE 'accepted:%'")
    assert row == ("accepted: one venue only; CME",)


def test_a_row_that_was_accepted_is_there_already_when_its_file_comes_again(base, add):
    text = "series,as_of,value,unit\nderivatives.open_interest,2025-11-17,66.4,USD m\n"
    add(base, text, accept="one venue only")
    again = add(base, text)
    assert (again.receipt.added, again.receipt.skipped) == (0, 1)


def test_what_follows_an_accepted_level_is_held_against_it(kb, add):
    add(kb, closes(100_000, 101_000, 99_000))
    add(kb, HEADER + "price.close,2025-11-04,9900,USD/coin,desk\n", accept="ten for one")
    assert add(kb, HEADER + "price.close,2025-11-05,9950,USD/coin,desk\n").receipt.added == 1


def test_what_was_taken_back_is_no_past_of_what_follows(kb, add):
    add(kb, closes(100_000, 101_000))
    add(kb, HEADER + "price.close,2025-11-03,9900,USD/coin,desk\n", accept="ten for one")
    withdraw(kb, [3], "it was not")
    assert "a tenth of" in refused(add, kb, HEADER + "price.close,2025-11-05,9950,USD/coin,desk\n")


def test_the_good_rows_can_be_kept_and_the_suspect_one_is_written_beside(kb, add, tmp_path):
    intake = add(kb, closes(100_000, 101_000, 1_010_000, 99_000), keep_good=True)
    assert (intake.receipt.added, intake.rejected) == (3, 1)
    assert "ten times the value before" in (tmp_path / "desk.rejected.csv").read_text()


def test_only_the_spike_is_named_and_not_the_way_back(kb, add):
    why = refused(add, kb, closes(100_000, 101_000, 10_100, 99_000, 98_000))
    assert "1 row is not a fact" in why
    assert "line 4" in why


def test_a_first_row_that_is_wrong_is_named_by_those_that_follow(kb, add):
    why = refused(add, kb, closes(10_000, 101_000, 99_000, 98_000, 100_500))
    assert "1 row is not a fact" in why
    assert "line 2: suspect: a tenth of" in why


def test_a_level_that_stays_is_a_move_and_no_row_of_it_is_refused(kb, add):
    assert add(kb, closes(100, 101, 99, 300, 310, 305, 290)).receipt.added == 7


def test_rows_are_held_against_the_base_in_order_of_days_whatever_their_order(kb, add):
    add(kb, closes(100_000, 101_000, 99_000))
    text = HEADER + (
        "price.close,2025-11-06,98000,USD/coin,desk\nprice.close,2025-11-05,9900,USD/coin,desk\n"
    )
    assert "line 3: suspect: a tenth of" in refused(add, kb, text)


def test_a_spike_is_seen_across_chunks(kb, add, monkeypatch):
    monkeypatch.setattr("kb.taking.CHUNK", 3)
    assert "line 8" in refused(add, kb, closes(*[100_000] * 6, 10_000, *[100_000] * 3))


def test_a_crash_day_within_what_such_days_did_goes_in(kb, add):
    assert add(kb, closes(7_950, 7_894, 7_935, 4_800, 5_578)).receipt.added == 5


def test_a_value_outside_the_plausible_range_is_suspect(kb, add):
    text = HEADER + "treasury.note_10y,2025-11-17,413,%,desk\n"
    assert "lies between -3 and 25 %" in refused(add, kb, text)


def test_a_reason_that_is_no_note_is_refused(kb, add):
    with pytest.raises(ValueError, match="line breaks"):
        add(kb, closes(100_000), accept="two\nlines")


def test_a_program_may_have_its_facts_held_against_their_series(kb):
    checker = Checker(kb.catalog, default_source="desk", today=TODAY)
    row = {"series": "price.close", "unit": "USD/coin"}
    days = [("2025-11-16", 94_261.44), ("2025-11-17", 9_221)]
    with pytest.raises(SuspectError, match="a tenth of the value before"):
        kb.add([checker.fact({**row, "as_of": d, "value": v}) for d, v in days], plausible=True)
    assert batches(kb) == []
    assert kb.last_day("btc", known_at=FOREVER) is None
