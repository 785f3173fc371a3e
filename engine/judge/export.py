"""A history for programs: the stretches of every claim with what decided them, as a plain tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.judge.causes import Cause
from engine.judge.history import Period
from engine.judge.stretches import Stretch
from engine.pages.book import RuleBook
from engine.pages.page import Page
from kb.clock import day_date


def as_tree(asked: Period, book: RuleBook, found: Sequence[Stretch]) -> dict[str, Any]:
    """The whole history: the question, and the stretches of every claim."""
    of: dict[str, list[Stretch]] = {}
    for stretch in found:
        of.setdefault(stretch.claim, []).append(stretch)
    return {
        "asset": asked.asset,
        "from": day_date(asked.first).isoformat(),
        "to": day_date(asked.last).isoformat(),
        "batch": asked.batch,
        "rulebook": book.hash,
        "claims": [
            {
                "claim": page.claim,
                "chapter": page.chapter,
                "kind": page.kind,
                "spells": [_stretch(page, stretch) for stretch in of[page.claim]],
            }
            for page in book.pages
            if page.claim in of
        ],
    }


def because(page: Page, stretch: Stretch) -> str:
    """What decided a stretch, in one line."""
    false = [f"{_named(page, cause)} is false" for cause in stretch.causes if cause.why is None]
    open_ = [f"{_named(page, cause)}: {cause.why}" for cause in stretch.causes if cause.why]
    return "; ".join(false + open_)


def _stretch(page: Page, stretch: Stretch) -> dict[str, Any]:
    return {
        "from": day_date(stretch.first).isoformat(),
        "to": day_date(stretch.last).isoformat(),
        "days": stretch.days,
        "status": stretch.status,
        "reason": stretch.reason,
        "false_lines": [_named(page, cause) for cause in stretch.causes if cause.why is None],
        "lacks": [
            {"what": _named(page, cause), "reason": cause.why}
            for cause in stretch.causes
            if cause.why is not None
        ],
    }


def _named(page: Page, cause: Cause) -> str:
    """A line as it is written on the page; any other cause as it is."""
    return next((line.text for line in page.lines() if line.id == cause.what), cause.what)
