"""The record of the forecast as a page: what `backtest` scores on the day of a desk."""

from __future__ import annotations

from engine.contract.audit import ForecastOut
from engine.forecast.backtest import backtest
from engine.forecast.document import (
    as_value,
    condition_rows,
    headline,
    rows,
    state_rows,
)
from engine.forecast.market_days import read_days
from engine.forecast.protocol import HORIZONS
from engine.site.desk import Desk
from engine.words.numbers import iso_date
from kb.errors import StoreError

LAWS = [
    "law", "horizon, days", "Fridays", "falls", "CRPS, in ln", "inside the 80% band", "mean PIT",
    "Brier", "gain of the mixture over it", "gain in nine draws of ten",
]  # fmt: skip
YEARS = [
    "state or year",
    "Fridays",
    *(f"{days} days: gain (nine draws of ten)" for days in HORIZONS),
]
PAST_LOWS = [
    "condition", "met at lows", "90% interval", "met on any day", "low was in when first met",
    "90% interval", "low was in on any day",
]  # fmt: skip
LEGENDS = (
    [
        "CRPS is how far the forecast lay from what came, in natural logarithms of the price: 0.10 "
        "is about a tenth of it, and less is better.",
        "Inside the 80% band should be four Fridays of five.",
        "PIT is the place within the forecast at which the lowest close came, from 0 to 1: 0.5 on "
        "average where it leans to neither side, more where the lows came milder than forecast.",
        "Brier is the squared error of the chance that the low is in: 0 is perfect, and a coin "
        "tossed each time has 0.25.",
        "Gain is by how much the CRPS of the mixture is lower than that of the law in the row: "
        "with + the mixture did better than it, with − that law did better.",
    ],
    ["Gain as above, against the plain walk: with + the forecast did better, with − the walk did."],
    ["So many of so many past lows; the interval is exact. On any day: how often by chance."],
)
"""What the columns of each table mean, a sentence each."""


def _signed(row: list[str]) -> list[str]:
    """A row with its gain in words: whom it speaks for."""
    *scores, gain, drawn = row
    whose = "better" if gain.startswith("+") else "worse"
    return [*scores, f"{gain} ({whose})" if gain else "it is the mixture", drawn]


def record_page(desk: Desk) -> ForecastOut:
    """The record on every Friday up to the day; why there is none where there is none."""
    asked = desk.question
    named = {"address": "record", "title": "What the forecast has been worth"}
    try:
        tested = backtest(read_days(desk.kb, asked.asset, asked.as_of, asked.known_at, asked.batch))
    except StoreError as lacks:
        return ForecastOut(
            **named,
            as_of=iso_date(asked.as_of),
            lacks=str(lacks),
            tables={},
            legends={},
            told=[],
            record=None,
        )
    tables = {
        "Every law on every Friday": [LAWS, *map(_signed, rows(tested))],
        "How much lower its error was than the plain walk’s, by state and year": [
            YEARS, *state_rows(tested),
        ],
        "The conditions of the essay at past lows": [PAST_LOWS, *condition_rows(tested)],
    }  # fmt: skip
    told = [*headline(tested), *(f"The base lacks {line}." for line in tested.lacked)]
    return ForecastOut(
        **named,
        as_of=iso_date(asked.as_of),
        lacks="",
        tables=tables,
        legends=dict(zip(tables, LEGENDS, strict=True)),
        told=told,
        record=as_value(tested),
    )
