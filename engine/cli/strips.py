"""Strips: a claim's findings over time as one line of marks, for a terminal.

In: statuses by chapter, in the order of a briefing, and a width. Out: lines of text. A mark stands
for some days in a row, as many for every mark, so that the strip fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import ceil
from typing import TypeAlias

import numpy as np

from engine.evaluation.values import Codes
from engine.judge.judgement import STATUS_CODE, STATUSES
from engine.judge.stretches import Stretch, by_chapter
from engine.pages.book import RuleBook
from kb.clock import day_date

MOST, SOME, FAILS, UNKNOWN, STATED = "█", "▄", "·", " ", "="
LEGEND = (
    f"{MOST} holds on most days, {SOME} on some, {FAILS} on none; blank where all are unknown, "
    f"{STATED} where numbers are stated"
)
COUNTS = ("hold", "fail", "unknown")
COUNT = 8  # characters of a column of counts
LEAST = 12  # marks of a strip, however narrow the terminal

Chapters: TypeAlias = Mapping[str, Mapping[str, Codes]]
"""By chapter and claim, the statuses of all days, each a place in STATUSES."""


def statuses(book: RuleBook, found: Iterable[Stretch]) -> Chapters:
    """What became of every claim, day by day."""
    parts: dict[str, list[Codes]] = {}
    for stretch in found:
        codes = np.full(stretch.days, STATUS_CODE[stretch.status], dtype=np.int8)
        parts.setdefault(stretch.claim, []).append(codes)
    return {
        chapter: {page.claim: np.concatenate(parts[page.claim]) for page in pages}
        for chapter, pages in by_chapter(book).items()
    }


def strip_lines(first: int, chapters: Chapters, width: int) -> Iterator[str]:
    """A line a claim: its name, its strip, and how many days it held, failed and was unknown.

    first  the first day, days since 1970-01-01
    """
    claims = {claim: codes for each in chapters.values() for claim, codes in each.items()}
    days = len(next(iter(claims.values())))
    name = max(map(len, claims)) + 4
    step = ceil(days / max(width - name - COUNT * len(COUNTS) - 1, LEAST))
    counts = "".join(word.rjust(COUNT) for word in COUNTS)
    yield f"{LEGEND}; a mark is {step} {'day' if step == 1 else 'days'}"
    yield f"{'':{name}}{_years(first, days, step)}{counts}".rstrip()
    for chapter, pages in chapters.items():
        yield chapter
        for claim, codes in pages.items():
            days_of = "".join(f"{number:{COUNT},}" for number in counted(codes))
            yield f"  {claim:{name - 2}}{strip(codes, step)}{days_of}"


def strip(statuses: Codes, step: int) -> str:
    """One mark for each `step` days of a claim's statuses; the last may stand for fewer."""
    cuts = range(0, len(statuses), step)
    return "".join(_mark(statuses[cut : cut + step]) for cut in cuts)


def counted(statuses: Codes) -> tuple[int, int, int]:
    """On how many days a claim held, failed and was unknown; stated days are none of these."""
    counts = np.bincount(statuses, minlength=len(STATUSES))
    held, failed, unknown = (int(counts[STATUS_CODE[s]]) for s in ("holds", "fails", "unknown"))
    return held, failed, unknown


def _mark(statuses: Codes) -> str:
    held = np.count_nonzero(statuses == STATUS_CODE["holds"])
    if held:
        return MOST if 2 * held > len(statuses) else SOME
    if (statuses == STATUS_CODE["fails"]).any():
        return FAILS
    return STATED if (statuses == STATUS_CODE["stated"]).any() else UNKNOWN


def _years(first: int, days: int, step: int) -> str:
    """A ruler: each year where it begins, the first at the start, as far as there is room."""
    ruler = [" "] * ceil(days / step)
    free = 0
    for day in range(days):
        date = day_date(first + day)
        at = day // step
        if (day == 0 or (date.month, date.day) == (1, 1)) and free <= at <= len(ruler) - 4:
            ruler[at : at + 4] = str(date.year)
            free = at + 5
    return "".join(ruler)
