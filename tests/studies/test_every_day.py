"""Every day of six years: docs/history.md, its picture and the record that both are made from."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from engine.evaluation.days import evaluate_days
from engine.evaluation.evaluate import evaluate_book
from engine.judge.history import deciding, history, panels, period
from engine.judge.planes import arrays_of
from engine.judge.stretches import every_stretch
from engine.pages.library import load_book
from kb.clock import day_date, day_number
from tests.judge.days import alone, together
from tests.studies import every_day, history_page, record
from tests.written import keep

DOCS = Path(__file__).parents[2] / "docs"
RECORD, PAGE, PICTURE = (DOCS / f"history.{ending}" for ending in ("csv", "md", "svg"))


def test_the_record_is_what_comes_out_on_a_sample_of_days(real_base, write_docs):
    if write_docs:
        told = every_stretch(every_day.whole(real_base))
        RECORD.write_text(record.written(told), encoding="utf-8")
    told = record.read(RECORD.read_text(encoding="utf-8"))
    for stretch in every_day.sample(real_base):
        there = history_page.on(told, stretch.first)[stretch.claim]
        same = (there.status, there.reason, set(there.causes))
        assert same == (stretch.status, stretch.reason, set(stretch.causes)), (
            f"{stretch.claim} on {day_date(stretch.first)}: run pytest --write-docs"
        )


def test_the_page_and_its_picture_are_made_from_the_record(write_docs):
    told = record.read(RECORD.read_text(encoding="utf-8"))
    keep(PAGE, history_page.text(told), write_docs)
    keep(PICTURE, history_page.drawn(told), write_docs)


def test_the_record_has_every_claim_on_every_day_once():
    told = record.read(RECORD.read_text(encoding="utf-8"))
    days = day_number(every_day.LAST) - day_number(every_day.FIRST) + 1
    for page in load_book().pages:
        own = sorted((s.first, s.last) for s in told if s.claim == page.claim)
        assert own[0][0] == day_number(every_day.FIRST)
        assert all(then + 1 == now for (_, then), (now, _) in pairwise(own))
        assert sum(last - first + 1 for first, last in own) == days


def test_no_finding_of_any_day_is_an_error():
    told = record.read(RECORD.read_text(encoding="utf-8"))
    assert [stretch for stretch in told if stretch.reason == "error"] == []


@pytest.mark.parametrize("day", ["2020-03-12", "2025-02-28"])
def test_the_whole_rule_base_is_found_on_real_days_as_alone(real_base, day):
    rules, asked = load_book(), day_number(day)
    past = history(real_base, rules, period(real_base, rules, "btc", asked - 1, asked + 1))
    assert together(past, 1) == alone(real_base, rules, asked)


def test_days_read_at_once_come_to_what_each_comes_to_alone(real_base):
    """Every comparison and fact of every page: its truth, and why it is unknown."""
    first, last = day_number(every_day.FIRST), day_number(every_day.LAST)
    days = np.linspace(first, last, 25).astype(int).tolist()
    needed = deciding(load_book())
    panel = next(panels(real_base, needed, period(real_base, needed, "btc", first, last)))
    asked = needed, panel.moved(days), real_base.catalog
    found = arrays_of(needed, evaluate_days(*asked))
    told = arrays_of(needed, evaluate_book(*asked))
    for plane in ("true", "false"):
        assert np.array_equal(getattr(found.truths, plane), getattr(told.truths, plane))
    assert np.array_equal(found.reasons, told.reasons)
    for kind in ("stated", "facts", "thin"):
        ours, theirs = getattr(found, kind), getattr(told, kind)
        assert [n for n in theirs if not np.array_equal(ours[n], theirs[n])] == []
