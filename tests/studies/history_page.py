"""docs/history.md and its picture: the stretches of every claim come in, the two texts go out.

Every number on the page is counted; every reason is one that the run itself gave.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.cli.strips import statuses
from engine.judge.causes import Cause
from engine.judge.stretches import Stretch, by_chapter
from engine.pages.library import load_book
from engine.pages.page import Page
from kb.clock import day_date, day_number
from tests.studies.filled import written
from tests.studies.picture import picture

CRASHES = {
    "2020-03-12": "12 March 2020",
    "2021-05-19": "19 May 2021",
    "2021-12-04": "4 December 2021",
    "2022-05-12": "Luna",
    "2022-06-13": "June 2022",
    "2022-11-09": "FTX",
    "2024-08-05": "5 August 2024",
    "2025-10-10": "10 October 2025",
}
"""The day each crash is looked for on, and its name."""
SHOWN = 3  # causes of a claim that are named


@dataclass(frozen=True)
class Told:
    """One claim over all days: how many it held, failed, was unknown or stated on, and why."""

    page: Page
    days: Counter[str]
    false: Counter[Cause]
    lacks: Counter[Cause]

    @property
    def group(self) -> str:
        """Which list of the page it belongs to: 'never decided', 'never holds', 'always holds'."""
        if not self.days["holds"] and not self.days["fails"]:
            return "" if self.days["stated"] else "never decided"
        if not self.days["holds"]:
            return "never holds"
        return "" if self.days["fails"] else "always holds"


def text(told: Sequence[Stretch]) -> str:
    """The page as it ought to be."""
    return written("history.md.j2", _context(told), why=why)


def drawn(told: Sequence[Stretch]) -> str:
    """The picture as it ought to be."""
    first = min(stretch.first for stretch in told)
    marks = {day_number(day): name for day, name in CRASHES.items()}
    return picture(first, statuses(load_book(), told), marks)


def on(told: Sequence[Stretch], day: int) -> dict[str, Stretch]:
    """The stretch that each claim was in on a day."""
    return {stretch.claim: stretch for stretch in told if stretch.first <= day <= stretch.last}


def _context(told: Sequence[Stretch]) -> dict[str, object]:
    claims = [_told(told, page) for pages in by_chapter(load_book()).values() for page in pages]
    first, last = min(s.first for s in told), max(s.last for s in told)
    return {
        "first": day_date(first), "last": day_date(last), "days": last - first + 1,
        "claims": claims,
        "groups": {
            group: [each for each in claims if each.group == group]
            for group in ("never decided", "never holds", "always holds")
        },
        "lacking": _lacking(told, first, last),
        "crashes": [_crash(told, day, name) for day, name in CRASHES.items()],
    }  # fmt: skip


def _told(told: Sequence[Stretch], page: Page) -> Told:
    days, false, lacks = Counter[str](), Counter[Cause](), Counter[Cause]()
    for stretch in told:
        if stretch.claim == page.claim:
            days[stretch.status] += stretch.days
            for cause in stretch.causes:
                (false if cause.why is None else lacks)[cause] += stretch.days
    return Told(page, days, false, lacks)


def _lacking(told: Sequence[Stretch], first: int, last: int) -> list[dict[str, object]]:
    """The series that some claim lacked, those that were lacking on most days first."""
    days: dict[str, NDArray[np.bool_]] = {}
    claims: dict[str, dict[str, None]] = {}
    for stretch in told:
        for what in {cause.what for cause in stretch.causes if cause.why in ("missing", "stale")}:
            if "#" not in what:
                lacked = days.setdefault(what, np.zeros(last - first + 1, dtype=np.bool_))
                lacked[stretch.first - first : stretch.last - first + 1] = True
                claims.setdefault(what, {})[stretch.claim] = None
    told_days = {what: int(lacked.sum()) for what, lacked in days.items()}
    ordered = sorted(told_days, key=lambda what: (-told_days[what], what))
    return [{"what": w, "days": told_days[w], "claims": list(claims[w])} for w in ordered]


def _crash(told: Sequence[Stretch], day: str, name: str) -> dict[str, object]:
    then, book = on(told, day_number(day)), load_book()
    held = [claim for claim, stretch in then.items() if stretch.status == "holds"]
    headline = next((claim for claim in book.order.headline if claim in held), "")
    return {
        "day": day, "name": name, "headline": headline,
        "held": [c for c in held if book.page(c).kind != "headline"],
    }  # fmt: skip


def why(told: Told) -> str:
    """Why a claim is where it is: its false lines first, then what was lacking."""
    return "; ".join([*_named(told, told.false), *_named(told, told.lacks)])


def _named(told: Told, causes: Counter[Cause]) -> Iterator[str]:
    for cause, days in causes.most_common(SHOWN):
        yield f"{_in_words(told.page, cause)} ({days:,})"
    if len(causes) > SHOWN:
        yield f"and {len(causes) - SHOWN} more"


def _in_words(page: Page, cause: Cause) -> str:
    lines = {line.id: line.text for line in page.lines()}
    what = f"`{lines.get(cause.what, cause.what)}`"
    return f"{what} is {'false' if cause.why is None else WORDS.get(cause.why, cause.why)}"


WORDS = {
    "upstream": "unknown",
    "straddles": "true in some scenarios only",
    "error": "refused by its formula",
    "not_applicable": "without a value",
}
