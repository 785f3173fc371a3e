"""The screen of a base: assets and a day in, a row for each out, by all workers there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.briefing.front.gauges import gauged
from engine.cluster.panels import shared_in_turn
from engine.cluster.shelf import Shelf
from engine.cluster.work import Report, Task, results
from engine.judge.run import CLOSE, NothingToJudge, Question, asset_of, end_of_day, load_panel
from engine.measures.choose import read
from engine.pages.book import RuleBook
from engine.screen.judged import PRICE, screened
from engine.screen.market import YEAR
from engine.screen.row import Row
from kb.plain_values import from_bytes
from kb.store import KnowledgeBase


@dataclass(frozen=True)
class Asked:
    """What a screen is asked.

    day       days since 1970-01-01, each asset judged on what was known by its end
    since     the day it is compared with; None for the last day before on which each may close
    market    the asset that stands for the market
    forecast  whether where it stops is told too, which takes a second an asset
    """

    assets: tuple[str, ...]
    day: int
    since: int | None = None
    market: str = "btc"
    forecast: bool = False


@dataclass(frozen=True)
class Screen:
    """A row for each asset, in the order asked, and the rule book behind them.

    where  the condition that the rows were chosen by, "" where all are there
    """

    asked: Asked
    book: RuleBook
    rows: tuple[Row, ...]
    where: str = ""


def asked_of(
    kb: KnowledgeBase, assets: Sequence[str], day: int | None, since: int | None, market: str,
    forecast: bool,
) -> Asked:  # fmt: skip
    """What a base is asked.

    assets  by any of their names; all that have a price where none is named
    day     None for the last day on which any of them has a price
    raises  NothingToJudge where there is no price at all
    """
    named = kb.assets(assets) if assets else kb.priced()
    found = kb.last_day_of_any(named, CLOSE) if day is None else day
    if found is None:
        whose = " of these assets" if assets else ""
        raise NothingToJudge(
            f"there is no price{whose} here; add facts with `downdraft add FILE`, or try "
            "`downdraft screen --example`"
        )
    return Asked(named, found, since, kb.asset(market), forecast)


def screen(
    kb: KnowledgeBase, book: RuleBook, asked: Asked, shelf: Shelf, on: str | None = None,
    report: Report = None,
) -> Screen:  # fmt: skip
    """Judge every asset on the day.

    on      what carries it out: see `engine.cluster.work.results`
    report  called with the number of assets done so far
    """
    batch = kb.last_batch()
    same = {
        "day": asked.day, "since": asked.since, "forecast": asked.forecast,
        "market": _market(kb, book, asked, batch),
    }  # fmt: skip
    given = shared_in_turn(shelf, kb, book, asked.assets, batch)
    tasks = (Task(screened, each | same, len(each["assets"])) for each in given)
    parts = results(tasks, shelf, on, report)
    rows = tuple(row for part in parts for row in from_bytes(part, [Row]))
    return Screen(asked, book, rows)


def _market(kb: KnowledgeBase, book: RuleBook, asked: Asked, batch: int) -> list[float | None]:
    """The closes of the market over a year, one a day, None where there is none."""
    question = Question(asked.market, asked.day, end_of_day(asked.day), batch)
    panel = load_panel(kb, book, kb.catalog, question, (CLOSE,))
    catalog = kb.catalog.of(asset_of(panel, kb.catalog))
    found = gauged(panel, catalog, PRICE, 0, read)
    if found is None:
        return [None] * YEAR
    return [None if np.isnan(value) else float(value) for value in found.past[-YEAR:]]
