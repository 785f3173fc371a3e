"""The whole rule base over many days at once: a rule book and a panel in, an `Evaluation` out.

What it comes to is what `evaluate_book` comes to, day by day, without the readings themselves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from engine.evaluation.evaluate import Evaluation, evaluate_book, evaluated
from engine.evaluation.facts import FactDays, from_readings, is_thin
from engine.evaluation.values import Floats
from engine.measures.computed.maker import with_computed
from engine.measures.over_days.provide import Provided, Provider
from engine.measures.provider import provided_together
from engine.measures.request import Request
from engine.pages.book import RuleBook
from engine.pages.page import Page
from kb.catalog import Catalog
from kb.panel import Panel

FEW = 7
"""Days of which each is read by itself in less time: what is read at once is asked in any case."""


def evaluate_days(book: RuleBook, panel: Panel, catalog: Catalog) -> Evaluation:
    """Evaluate every page on every day; readings are not kept, only what pages make of them."""
    if len(panel.days) < FEW:
        return evaluate_book(book, panel, catalog)
    panel = with_computed(panel, catalog)
    provider = Provider([panel], catalog)
    return evaluated(book, panel, {p.claim: provide_page(provider, p) for p in book.pages})


def provide_page(provider: Provider, page: Page) -> dict[str, FactDays]:
    """What a page asks, on every day of a provider."""
    groups = provided_together(fact.request for fact in page.facts)
    found = {
        request: provided
        for series, group in groups.items()
        for provided in (provider.provide(series, group),)
        for request in group
    }
    return {f.name: from_provided(f.request, found[f.request]) for f in page.facts}


def from_provided(request: Request, provided: Provided) -> FactDays:
    """One fact from what was read on all days at once, and on some by themselves."""
    answers = provided.answers[request]
    window = answers.asked > 0
    thin = is_thin(request, answers.seen, answers.asked, answers.silent)
    whole = FactDays(
        np.where(answers.known, answers.value, np.nan), answers.reason,
        answers.known & window & thin, answers.low, answers.high, answers.path,
    )  # fmt: skip
    if not provided.apart:
        return whole
    alone = [readings[request] for readings in provided.apart.values()]
    return _with_rows(whole, np.array(list(provided.apart)), from_readings(request, alone))


def _with_rows(whole: FactDays, rows: Any, others: FactDays) -> FactDays:
    """The same with other days in some places."""
    changed: dict[str, Any] = {}
    for name in ("values", "reasons", "bound", "low", "high"):
        column = getattr(whole, name).copy()
        column[rows] = getattr(others, name)
        changed[name] = column
    return replace(whole, **changed, path=_path_with_rows(whole, rows, others))


def _path_with_rows(whole: FactDays, rows: Any, others: FactDays) -> Floats | None:
    given = whole.path if whole.path is not None else others.path
    if given is None:
        return None
    path = np.full((len(whole.values), given.shape[1]), np.nan) if whole.path is None else given
    path = path.copy()
    path[rows] = np.nan if others.path is None else others.path
    return path
