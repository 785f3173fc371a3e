"""A history for programs: the spells of every claim with what decided them, as a plain tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.judge.causes import Cause
from engine.judge.history import Stretch
from engine.judge.spells import Spell
from engine.pages.book import RuleBook
from engine.pages.page import Page
from kb.clock import day_date


def as_tree(asked: Stretch, book: RuleBook, told: Sequence[Spell]) -> dict[str, Any]:
    """The whole history: the question, and of every claim the spells in which nothing changed."""
    of: dict[str, list[Spell]] = {}
    for spell in told:
        of.setdefault(spell.claim, []).append(spell)
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
                "spells": [_spell(page, spell) for spell in of[page.claim]],
            }
            for page in book.pages
            if page.claim in of
        ],
    }


def because(page: Page, spell: Spell) -> str:
    """What decided a spell, in one line."""
    false = [f"{_named(page, cause)} is false" for cause in spell.causes if cause.why is None]
    open_ = [f"{_named(page, cause)}: {cause.why}" for cause in spell.causes if cause.why]
    return "; ".join(false + open_)


def _spell(page: Page, spell: Spell) -> dict[str, Any]:
    return {
        "from": day_date(spell.first).isoformat(),
        "to": day_date(spell.last).isoformat(),
        "days": spell.days,
        "status": spell.status,
        "reason": spell.reason,
        "false_lines": [_named(page, cause) for cause in spell.causes if cause.why is None],
        "lacks": [
            {"what": _named(page, cause), "reason": cause.why}
            for cause in spell.causes
            if cause.why is not None
        ],
    }


def _named(page: Page, cause: Cause) -> str:
    """A line as it is written on the page; any other cause as it is."""
    return next((line.text for line in page.lines() if line.id == cause.what), cause.what)
