"""The record of the forecast as a page: what `backtest` scores on the day of a desk."""

from __future__ import annotations

from engine.contract.audit import ForecastOut
from engine.forecast.backtest import backtest
from engine.forecast.document import (
    COLUMNS,
    CONDITIONS,
    STATES,
    as_value,
    condition_rows,
    headline,
    rows,
    state_rows,
)
from engine.forecast.market_days import read_days
from engine.site.desk import Desk
from engine.words.numbers import iso_date
from kb.errors import StoreError


def record_page(desk: Desk) -> ForecastOut:
    """The record on every Friday up to the day; why there is none where there is none."""
    asked = desk.question
    named = {"address": "record", "title": "What the forecast has been worth"}
    try:
        tested = backtest(read_days(desk.kb, asked.asset, asked.as_of, asked.known_at, asked.batch))
    except StoreError as lacks:
        return ForecastOut(
            **named, as_of=iso_date(asked.as_of), lacks=str(lacks), tables={}, told=[], record=None
        )
    tables = {
        "Every law on every Friday": [COLUMNS, *rows(tested)],
        "How much lower its error was than the plain walk’s, by state and year": [
            STATES, *state_rows(tested),
        ],
        "The conditions of the essay at past lows": [CONDITIONS, *condition_rows(tested)],
    }  # fmt: skip
    told = [*headline(tested), *(f"The base lacks {line}." for line in tested.lacked)]
    return ForecastOut(
        **named,
        as_of=iso_date(asked.as_of),
        lacks="",
        tables=tables,
        told=told,
        record=as_value(tested),
    )
