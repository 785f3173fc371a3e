"""The pages that answer a reader: what would be if, and what differs between two days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.changes import diff as between
from engine.changes.diff_text import as_text
from engine.changes.sides import judged_run, run_of_day
from engine.changes.what_if import as_tree, what_if
from engine.contract.supposed import DiffOut, WhatIfOut
from engine.counterfactual.supposed import suppose
from engine.counterfactual.suppositions import NotASupposition, standing, suppositions
from engine.judge.run import NothingToJudge
from engine.pages.errors import UnknownName
from engine.site.desk import Desk, desk_of
from engine.words.numbers import iso_date
from engine.words.quoting import unit_style
from kb import ledger
from kb.clock import day_number
from kb.errors import StoreError
from kb.facts import FactError
from kb.ledger import AskedRun
from kb.series import Series
from kb.units import unit

MOST = 12
"""Suppositions that are taken at once."""
REACH = 0.5
"""How far a slider goes to either side of what stands, as a share of it."""


def what_if_page(desk: Desk, moved: Mapping[str, str]) -> WhatIfOut:
    """The day as it is, and as it would be; what supposes nothing is told as a problem.

    moved  values by series, as sliders and fields give them; those left where they stand count not
    """
    moves = list(_moves(desk))
    supposed = list(_supposed(moves, moved))[:MOST]
    changed, problem = None, ""
    try:
        if supposed:
            facts = suppositions(desk.run, supposed)
            changed = as_tree(what_if(desk.run, suppose(desk.run, facts)))
    except (NotASupposition, FactError) as error:
        problem = str(error)
    return WhatIfOut(
        address="what-if", title="What if", as_of=iso_date(desk.question.as_of),
        supposed=supposed, problem=problem, moves=moves, changed=changed,
    )  # fmt: skip


def _supposed(moves: Sequence[dict[str, Any]], moved: Mapping[str, str]) -> Iterator[str]:
    """What is supposed, as it is typed on the command line; no text of it can name a file."""
    stands = {move["series"]: move for move in moves}
    for name, value in moved.items():
        move = stands.get(name)
        if not value.strip() or (move and value == str(move["value"])):
            continue
        bare = move is not None and re.fullmatch(r"[-+0-9.eE]+", value)
        yield f"{name}={value} {move['unit'] if move and bare else ''}".strip()
        if move:
            move["value"] = value if bare else move["value"]


def _moves(desk: Desk) -> Iterator[dict[str, Any]]:
    """What the front page shows and a reader may move: what stands, and the ends of a slider."""
    gauges = desk.run.book.order.front.gauges
    shown = dict.fromkeys(series for gauge in gauges for series in gauge.reads)
    for name in shown or desk.run.book.named:
        series = desk.run.catalog.series.get(name)
        stands = standing(desk.run, name).value if series else None
        if series is None or stands is None:
            continue
        value = unit(series.unit).shown(stands)
        low, high = _ends(series, value)
        yield {
            "series": name, "title": series.called, "unit": series.unit,
            "now": unit_style(series.unit)(stands), "value": float(f"{value:.6g}"),
            "low": low, "high": high,
        }  # fmt: skip


def _ends(series: Series, value: float) -> tuple[float, float]:
    """From where to where a slider goes, in the unit of the catalogue."""
    if series.share:
        return 0.0, unit(series.unit).shown(1.0)
    size = abs(value) * REACH or 1.0
    low = max(value - size, 0.0) if series.positive else value - size
    return float(f"{low:.4g}"), float(f"{value + size:.4g}")


def diff_page(desk: Desk, first: str, second: str) -> DiffOut:
    """What changed from one run or day to another, and what did it."""
    named = {"address": "diff", "title": "What differs", "first": first, "second": second}
    if not first or not second:
        return DiffOut(**named, problem="", lines=[], changed=None)
    try:
        found = between.diff(desk.kb, _side(desk, first), _side(desk, second))
    except (StoreError, UnknownName, NothingToJudge, ValueError) as error:
        return DiffOut(**named, problem=str(error), lines=[], changed=None)
    tree = between.as_tree(desk.kb, found)
    return DiffOut(**named, problem="", lines=list(as_text(desk.kb, found)), changed=tree)


def _side(desk: Desk, name: str) -> AskedRun:
    """The recorded run that is named, or that of a day; a day without one is judged."""
    if "-" not in name:
        return ledger.run(desk.kb, name)
    day = day_number(name)
    stored = run_of_day(desk.kb, desk.asset, day)
    return stored or judged_run(desk_of(desk.kb, desk.kept, desk.asset, day).run)
