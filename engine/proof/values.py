"""Values of the run's day as a proof writes them: in words for people, unrounded for programs."""

from __future__ import annotations

from engine.evaluation.values import Values
from engine.judge.run import Run
from engine.pages.page import Page
from engine.pages.styles import first_style
from engine.words.filters import style_of
from engine.words.quoting import in_words, value_style

DAY = 0


def value_of(run: Run, page: Page, name: str) -> str:
    """A fact or quantity as its page prints it, or by its dimension; why where it is unknown."""
    values = run.evaluation.value(page.claim, name)
    if not values.known[DAY]:
        return f"unknown ({(values.reason(DAY) or '').replace('_', ' ')})"
    printed = first_style(run.book, page, name)
    by_dimension = value_style(run.book.dimensions[page.claim][name])
    return in_words(values, style_of(printed, run.asset.money) if printed else by_dimension)


def ends(values: Values) -> dict[str, float] | None:
    """Low, middle and high in canonical units; None where the value is unknown."""
    known = values.known[DAY]
    return dict(zip(("low", "mid", "high"), values.ends(DAY), strict=True)) if known else None
