"""The measures a page may name, by name, with the kinds of their arguments."""

from __future__ import annotations

from engine.measures import extremes, points, runs, totals
from engine.measures.window import Measure
from kb.frozen import dataclass


@dataclass(frozen=True)
class MeasureKind:
    """A measure a page may name: its function and the kinds of its arguments after the series.

    arguments  'days' (a length of time), 'level' (the series' own unit) or 'series' (another one)
    returns    'same' (the series' own dimension), 'ratio', 'count' or 'days'
    """

    function: Measure
    arguments: tuple[str, ...]
    returns: str = "same"


MEASURES: dict[str, MeasureKind] = {
    "latest": MeasureKind(points.latest, ()),
    "peak": MeasureKind(extremes.peak, ("days",)),
    "trough": MeasureKind(extremes.trough, ("days",)),
    "path": MeasureKind(runs.path, ("days",)),
    "sum": MeasureKind(totals.total, ("days",)),
    "mean": MeasureKind(totals.mean, ("days",)),
    "lag": MeasureKind(points.lag, ("days",)),
    "change": MeasureKind(points.change, ("days",)),
    "drawdown": MeasureKind(extremes.drawdown, ("days",), "ratio"),
    "percentile": MeasureKind(extremes.percentile, ("days",), "ratio"),
    "seen": MeasureKind(runs.seen, ("days",), "ratio"),
    "streak": MeasureKind(runs.streak, (), "count"),
    "ahead": MeasureKind(points.ahead, (), "days"),
    "crossed_below": MeasureKind(runs.crossed_below, ("level", "days"), "count"),
    "at_peak": MeasureKind(points.latest, ("series", "days")),
    "at_trough": MeasureKind(points.latest, ("series", "days")),
    "at_latest": MeasureKind(points.latest, ("series",)),
}

ON_ITS_DAY = {"at_peak": "peak", "at_trough": "trough", "at_latest": "latest"}
"""Measures of one series on a day that another one names, and what finds that day."""
