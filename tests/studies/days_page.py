"""docs/days.md: the days of the record come in, the page as it ought to be goes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from engine.pages.library import load_book
from tests.studies.days import FIRST, KNOWN, LAST, Day
from tests.studies.filled import written
from tests.studies.history_page import CRASHES

LOOKED_FOR = {"2018-11-19": "November 2018", "2018-12-15": "the low of 2018", **CRASHES}


def text(told: Sequence[Day]) -> str:
    """The page as it ought to be."""
    return written("days.md.j2", _context(told))


def _context(told: Sequence[Day]) -> dict[str, object]:
    held = {each.day: each.headline for each in told}
    years = sorted({each.day[:4] for each in told})
    counted = Counter((each.headline, each.day[:4]) for each in told)
    order = load_book().order.headline
    sums = {claim: sum(counted[claim, year] for year in years) for claim in order}
    status = Counter(each.cascade for each in told)
    cascades = [each for each in told if each.cascade == "holds"]
    return {
        "first": FIRST, "last": LAST, "days": len(told), "years": years,
        "headlines": [
            {"claim": c, "years": {y: counted[c, y] for y in years}, "all": sums[c]}
            for c in order if sums[c]
        ],
        "never": [claim for claim in order if not sums[claim]],
        "crashes": [
            {"day": day, "name": name, "headline": held[day]} for day, name in LOOKED_FOR.items()
        ],
        "by_year": Counter(each.day[:4] for each in cascades),
        "cascades": [_marked(each) for each in cascades],
        "fails": status["fails"], "unknown": status["unknown"],
        "open": [each.day for each in told if each.cascade == "unknown"],
    }  # fmt: skip


def _marked(day: Day) -> Day:
    return replace(day, day=f"**{day.day}**") if day.day in KNOWN else day
