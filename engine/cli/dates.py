"""Days on the command line: texts in, day numbers out, or what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import click

WORDS = ("today", "yesterday")
"""Days by what they are called, each one day before the last."""


def today() -> date:
    """The day of the clock, UTC."""
    return datetime.now(UTC).date()


def is_day(text: str) -> bool:
    """Whether a text names a day and no run: one of WORDS, or something with a day's dashes."""
    return text in WORDS or text.count("-") == 2


def day_given(option: str, text: str) -> int:
    """A day on the command line; one that is malformed or lies ahead is wrong usage.

    `today` and `yesterday` are those of the clock, UTC.
    """
    from kb.clock import day_number

    now = today()
    if text in WORDS:
        return day_number(now) - WORDS.index(text)
    day = read_day(option, day_number, text)
    if day > day_number(now):
        raise click.UsageError(f"{option}: {text} lies ahead (today is {now} UTC)")
    return day


def moment_given(option: str, text: str) -> int:
    """A moment on the command line, in seconds; `today` and `yesterday` are the ends of those.

    One that is malformed or lies behind the end of today is wrong usage: nobody knows what will be.
    """
    from kb.clock import moment_number

    now = today()
    moment = read_day(option, moment_number, spelt_out(text))
    if moment > moment_number(now):  # its end
        raise click.UsageError(f"{option}: {text} lies ahead (today is {now} UTC)")
    return moment


def spelt_out(text: str) -> str:
    """A day as a date, where it is one of WORDS."""
    return str(today() - timedelta(days=WORDS.index(text))) if text in WORDS else text


def read_day(option: str, reader: Callable[[str], int], text: str) -> int:
    """A date on the command line; one that is malformed is wrong usage."""
    try:
        return reader(text)
    except ValueError as error:
        raise click.UsageError(f"{option}: {error}") from None
