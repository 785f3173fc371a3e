"""The pages that answer a reader: what would be if, and what differs between two days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from engine.changes import diff as between
from engine.changes.diff_text import as_text
from engine.changes.sides import judged_run, run_of_day
from engine.changes.what_if import as_tree, what_if
from engine.contract.supposed import DiffOut, WhatIfOut
from engine.counterfactual.supposed import suppose
from engine.counterfactual.suppositions import NotASupposition, standing, suppositions
from engine.judge.run import NothingToJudge, Run
from engine.pages.errors import UnknownName
from engine.site.desk import Desk, desk_of
from engine.site.kept import titled
from engine.words.numbers import iso_date
from engine.words.quoting import unit_style
from engine.words.sentences import Writer
from engine.words.styles import STYLES
from kb import ledger
from kb.clock import day_number
from kb.errors import StoreError
from kb.facts import Fact, FactError
from kb.ledger import AskedRun
from kb.series import Series
from kb.units import unit

MOST = 12
"""Suppositions that are taken at once."""
REACH = 0.5
"""How far a slider goes to either side of what stands, as a share of it."""
TURNED = 1.5
"""How far it goes to either side of nothing where what stands may turn, as a share of it."""


def what_if_page(desk: Desk, moved: Mapping[str, str]) -> WhatIfOut:
    """The day as it is, and as it would be; what supposes nothing is told as a problem.

    moved  values by series, as sliders and fields give them; those left where they stand count not
    """
    moves = list(_moves(desk))
    supposed = list(_supposed(moves, moved))[:MOST]
    changed, problem, told, headlines = None, "", list[str](), list[str]()
    try:
        if supposed:
            facts = suppositions(desk.run, supposed)
            after = suppose(desk.run, facts)
            told = [_told(desk, each) for each in facts]
            headlines = [_headline(run) for run in (desk.run, after)]
            changed = as_tree(what_if(desk.run, after))
    except (NotASupposition, FactError) as error:
        problem = str(error)
    return WhatIfOut(
        address="what-if", title="What if", as_of=iso_date(desk.question.as_of),
        supposed=supposed, told=told, headlines=headlines,
        problem=problem, moves=moves, changed=changed,
    )  # fmt: skip


def _headline(run: Run) -> str:
    """What the headline of a run says, behind its title."""
    said = Writer(run).sentences(run.headline) if run.headline else ()
    return titled(run.book, run.headline, said[0].text if said else "")


def _told(desk: Desk, fact: Fact) -> str:
    series, stands = desk.run.catalog.get(fact.series), standing(desk.run, fact.series, fact.target)
    write = unit_style(series.unit)
    now = "unknown" if stands.value is None else write(stands.value)
    return f"{series.called}: {write(fact.value)} instead of {now}"


def _supposed(moves: Sequence[dict[str, Any]], moved: Mapping[str, str]) -> Iterator[str]:
    """What is supposed, as it is typed on the command line; no text of it can name a file."""
    stands = {move["series"]: move for move in moves}
    for name, value in moved.items():
        move = stands.get(name)
        if not value.strip() or (move and _is(value, move["value"])):
            continue
        bare = move is not None and re.fullmatch(r"[-+0-9.eE]+", value)
        if move and bare and _number(value) is not None:
            move["value"] = _number(value)
            value = f"{move['value']:f}".rstrip("0").rstrip(".") + f" {move['unit']}"
        yield f"{name}={value}".strip()


def _is(text: str, number: float) -> bool:
    """Whether a text is that number, however it writes it: browsers leave out a last `.0`."""
    with suppress(ValueError):
        return float(text) == number
    return False


def _number(text: str) -> float | None:
    """What a slider was moved to, to five figures: nobody moves it finer."""
    with suppress(ValueError):
        return float(f"{float(text):.5g}")
    return None


def _moves(desk: Desk) -> Iterator[dict[str, Any]]:
    """What the front page shows and a reader may move: what stands, and the ends of a slider."""
    gauges = desk.run.book.order.front.gauges
    shown = dict.fromkeys(series for gauge in gauges for series in gauge.reads)
    styles = {series: gauge.style for gauge in gauges for series in gauge.request.reads}
    for name in shown or desk.run.book.named:
        series = desk.run.catalog.series.get(name)
        found = standing(desk.run, name) if series else None
        if series is None or found is None or found.as_of is None or series.measure == "event":
            continue  # that a day is a date of something is no quantity
        stands = found.value or 0.0
        value = unit(series.unit).shown(stands)
        low, high = _ends(series, value)
        known = unit(series.unit)
        write = STYLES["bp"] if styles.get(name) == "bp" else unit_style(series.unit)
        yield {
            "series": name, "title": series.called, "unit": series.unit,
            "day": iso_date(found.as_of), "now": write(stands), "value": float(f"{value:.6g}"),
            "low": low, "high": high,
            "ends": [write(known.canonical(end)) for end in (low, high)],
        }  # fmt: skip


def _ends(series: Series, value: float) -> tuple[float, float]:
    """From where to where a slider goes, in the unit of the catalogue."""
    if series.share:
        return 0.0, unit(series.unit).shown(1.0)
    if series.measure == "flow" and not series.positive:
        size = float(f"{abs(value) * TURNED or 1.0:.4g}")
        return -size, size
    size = abs(value) * REACH or 1.0
    low = max(value - size, 0.0) if series.positive else value - size
    return float(f"{low:.4g}"), float(f"{value + size:.4g}")


def diff_page(desk: Desk, first: str, second: str) -> DiffOut:
    """What changed from one run or day to another, and what did it."""
    named = {"address": "diff", "title": "What differs", "first": first, "second": second}
    none = DiffOut(**named, problem="", lines=[], titles={}, changed=None)
    if not first or not second:
        return none
    try:
        found = between.diff(desk.kb, _side(desk, first), _side(desk, second))
    except (StoreError, UnknownName, NothingToJudge, ValueError) as error:
        return none.model_copy(update={"problem": str(error)})
    told = {"lines": list(as_text(desk.kb, found)), "changed": between.as_tree(desk.kb, found)}
    titles = {page.claim: page.title for page in desk.book.pages}
    return none.model_copy(update={**told, "titles": titles})


def _side(desk: Desk, name: str) -> AskedRun:
    """The recorded run that is named, or that of a day; a day without one is judged."""
    if "-" not in name:
        return ledger.run(desk.kb, name)
    day = day_number(name)
    stored = run_of_day(desk.kb, desk.asset, day)
    return stored or judged_run(desk_of(desk.kb, desk.kept, desk.asset, day).run)
