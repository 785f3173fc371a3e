"""Days on the command line: texts in, day numbers out, or what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.judge.run import Question
    from kb.store import KnowledgeBase


def refuse_too_early(kb: KnowledgeBase, asked: Question) -> None:
    """A day before the first fact: there is nothing that it could be judged on."""
    from engine.judge.run import NothingToJudge
    from kb.clock import day_date

    first = kb.first_day(asked.asset)
    if first is not None and asked.as_of < first:
        problem = f"the first fact about {asked.asset!r} is of {day_date(first)}"
        raise NothingToJudge(f"{problem}; ask for that day or a later one")


def day_given(option: str, text: str) -> int:
    """A day on the command line; one that is malformed or lies ahead is wrong usage."""
    from kb.clock import day_number

    day = read_day(option, day_number, text)
    today = datetime.now(UTC).date()
    if day > day_number(today):
        raise click.UsageError(f"{option}: {text} lies ahead (today is {today} UTC)")
    return day


def read_day(option: str, reader: Callable[[str], int], text: str) -> int:
    """A date on the command line; one that is malformed is wrong usage."""
    try:
        return reader(text)
    except ValueError as error:
        raise click.UsageError(f"{option}: {error}") from None
