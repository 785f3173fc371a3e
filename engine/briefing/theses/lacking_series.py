"""Which conditions wait for which series: those that one series alone would decide.

In: a run. Out: by series, the lines that are unknown today because nothing of that series, or not
enough, or nothing fresh is there, and that lack nothing else. A line that also waits for another
series would stay unknown, so it is left out; so is one that only a narrower assumption decides.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.briefing.theses.score import LACKING
from engine.evaluation.facts import is_bound
from engine.judge.run import Run
from engine.measures.reading import Reading
from engine.measures.request import Request, window_series
from engine.pages.edges import named
from engine.pages.page import Comparison, FactName, Page
from engine.words.context import DAY
from kb.frozen import dataclass


@dataclass(frozen=True)
class LackingSeries:
    """A series that is lacking, the measures of it that are, and the lines they leave unknown."""

    series: str
    measures: tuple[str, ...]
    lines: tuple[str, ...]


def lacking_series(run: Run) -> tuple[LackingSeries, ...]:
    """The lines that wait for one series alone, series in order of name."""
    measures: dict[str, list[str]] = {}
    lines: dict[str, list[str]] = {}
    for line, wanted in _unknown_lines(run):
        series = {name for name, _ in wanted}
        if len(series) == 1 and run.asset.begun(min(series), run.question.as_of):
            [name] = series
            lines.setdefault(name, []).append(line)
            measures.setdefault(name, []).extend(fact.text for _, fact in wanted)
    return tuple(
        LackingSeries(name, tuple(dict.fromkeys(measures[name])), tuple(lines[name]))
        for name in sorted(lines)
    )


def _unknown_lines(run: Run) -> Iterator[tuple[str, tuple[tuple[str, FactName], ...]]]:
    """Every undecided comparison with what it lacks; a headline's decide nothing for a thesis."""
    for page in (page for page in run.book.pages if page.kind != "headline"):
        for line in page.lines():
            if isinstance(line.condition, Comparison):
                values = run.evaluation.pages[page.claim].lines[line.id]
                if not values.true[DAY] and not values.false[DAY]:
                    yield line.id, tuple(_wanted(run, page, line.condition))


def _wanted(run: Run, page: Page, condition: Comparison) -> Iterator[tuple[str, FactName]]:
    """The facts under a comparison that are lacking, each with the series that would give it."""
    for side in (condition.left, condition.right):
        for owner, fact in run.book.graph.facts_under(*named(page.claim, side)):
            reading = run.evaluation.readings[owner.claim][fact.name][DAY]
            if is_bound(fact.request, reading):
                yield window_series(fact.request), fact
            elif reading.value is None and reading.reason in LACKING:
                yield _lacking(fact.request, reading), fact


def _lacking(request: Request, reading: Reading) -> str:
    """The series a reading is unknown for: of `at_peak(x, y, n)` it is y where y has no peak."""
    other = window_series(request)
    return other if reading.detail.startswith(f"{other}: ") else request.series
