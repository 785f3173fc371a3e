"""Closes from three providers in turn are judged as the same closes under one name."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from engine.evaluation.evaluate import Evaluation
from engine.judge.infer import infer
from engine.judge.logic import Program
from engine.judge.program import claim_of, truths_of
from engine.measures.splice import ENOUGH as COMMON_DAYS
from kb.clock import day_date, day_number
from tests.worlds import TODAY, Told, book, evaluated, page_text, panel

CLOSES = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "btc_daily.csv"
LAST = day_number(TODAY)
TURNS = [("best", "next", "a_desk"), ("a_desk", "next", "best"), ("next", "a_desk", "best")]

BOOK = book(
    page_text(
        "fell",
        facts={"top": "peak(price.close, 90d)", "fall": "drawdown(price.close, 60d)",
               "now": "price.close", "then": "lag(price.close, 30d)"},
        when=["1 - now / top >= 10 %: ours", "fall >= 5 %: ours", "now < then: ours"],
    ),
    page_text(
        "calm",
        facts={"low": "trough(price.close, 90d)", "usual": "mean(price.close, 45d)",
               "move": "change(price.close, 7d)", "rank": "percentile(price.close, 60d)"},
        when=["low >= 60 % * usual: ours", "move < 0 USD/coin: ours", "rank <= 60 %: ours"],
    ),
    page_text(
        "broke",
        facts={"times": "crossed_below(price.close, 100 USD/coin, 30d)",
               "covered": "seen(price.close, 90d)", "closes": "path(price.close, 120d)"},
        let={"past": "normality.fall_among_past(closes, 10 %)"},
        when=["times >= 1: ours", "covered >= 99 %: ours", "past.days >= 1 days: ours"],
    ),
)  # fmt: skip


def told(closes: Sequence[float], sources: Sequence[str]) -> list[Told]:
    """Daily closes up to today, a third by each source; each begins before the last one ends."""
    first, share = LAST - len(closes) + 1, len(closes) // len(sources)
    return [
        Told("price.close", first + at, value, source, known_at=(first + at) * 86_400)
        for turn, source in enumerate(sources)
        for at, value in enumerate(closes)
        if share * turn <= at < (share * (turn + 1) + COMMON_DAYS + 2 if turn < 2 else len(closes))
    ]


def judged(closes: Sequence[float], sources: Sequence[str], days: int) -> Evaluation:
    """Every second of so many days: many before, in and after those that two sources share."""
    dates = [day_date(day).isoformat() for day in range(LAST - days + 2, LAST + 1, 2)]
    return evaluated(BOOK, panel(told(closes, sources), on=dates))


def statuses(evaluation: Evaluation) -> list[list[str]]:
    """The finding of each claim on each day, by both evaluators."""
    found = infer(Program(tuple(claim_of(page) for page in BOOK.pages)), truths_of(evaluation))
    return [
        [found.findings.status(page.claim, day) for page in BOOK.pages]
        for day in range(len(evaluation.panel.days))
    ]


def assert_same(one: Evaluation, turned: Evaluation) -> None:
    for claim, page in one.pages.items():
        for name, values in page.values.items():
            there = turned.value(claim, name)
            assert np.array_equal(values.reasons, there.reasons), name
            np.testing.assert_allclose(values.values, there.values, rtol=1e-12, err_msg=name)
    assert statuses(one) == statuses(turned)
    assert {status for day in statuses(one) for status in day} >= {"holds", "fails"}


def test_closes_of_a_walk_are_judged_alike_on_every_day():
    """Whichever provider ranks best, before, in and after the days that two of them share."""
    steps = np.random.default_rng(12).normal(0, 0.03, 150)
    closes = (100 * np.exp(np.cumsum(steps))).tolist()
    one = judged(closes, ["best"], 120)
    for sources in TURNS:
        assert_same(one, judged(closes, sources, 120))


@pytest.mark.skipif(not CLOSES.exists(), reason="the closes of shared/data are not there")
def test_true_closes_are_judged_alike_on_every_day():
    with CLOSES.open(encoding="utf-8", newline="") as file:
        closes = [float(row["close_usd"]) / 1000 for row in csv.DictReader(file)][-210:]
    assert_same(judged(closes, ["best"], 180), judged(closes, TURNS[1], 180))
