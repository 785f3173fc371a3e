"""A history as a command gives it: what was read of it in, text or JSON out."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable

from engine.cli.strips import statuses, strip_lines
from engine.judge.stretches import as_tree, because
from engine.ledger.histories import ReadHistory
from kb.clock import day_date

NARROW = 98  # columns of what decided a claim, as on its card


def as_json(read: ReadHistory) -> str:
    """The spells of every claim, for programs."""
    noted = {"judged_by": "one evaluator"} if read.note else {}
    tree = {"history": read.id} | noted | as_tree(read.asked, read.book, read.stretches)
    return json.dumps(tree, indent=2, ensure_ascii=False, default=str) + "\n"


def of_claim(read: ReadHistory, claim: str, fired: Iterable[str]) -> str:
    """When a claim changed, and what decided it; the stretches are of that claim alone."""
    lines = [read.note] if read.note else []
    for stretch in read.stretches:
        ends = f"{day_date(stretch.first)} to {day_date(stretch.last)}"
        days = "1 day" if stretch.days == 1 else f"{stretch.days:,} days"
        reason = f" ({stretch.reason.replace('_', ' ')})" if stretch.reason else ""
        lines.append(f"{ends}, {days}: {stretch.status.replace('_', ' ')}{reason}")
        why = because(read.book.page(claim), stretch)
        if why:
            lines.append(textwrap.fill(why, NARROW, initial_indent="  ", subsequent_indent="  "))
    return "\n".join((*lines, *fired, ""))


def of_all(read: ReadHistory, width: int) -> str:
    """A strip a claim, so many columns wide."""
    asked = read.asked
    ends = f"{day_date(asked.first)} to {day_date(asked.last)}"
    note = f", {read.note}" if read.note else ""
    head = f"{asked.asset.upper()}, {ends}, each day as it was known at its end{note}\n"
    strips = strip_lines(asked.first, statuses(read.book, read.stretches), width)
    return "\n".join((head, *strips, ""))
