"""The front page for programs: its texts without marks."""

from __future__ import annotations

from typing import Any

from engine.briefing.front.parts import FrontPage, FrontRow
from engine.words.cite import unmarked


def front_out(front: FrontPage | None) -> dict[str, Any] | None:
    """What the contract has of a front page; None where there is none."""
    if front is None:
        return None
    return {
        "headline": [sentence.id for sentence in front.headline],
        "rows": list(map(_row, front.rows)),
        "why": [sentence.id for sentence in front.why],
        "stops": list(map(unmarked, front.stops)),
        "levels": [
            {
                "label": each.label,
                "price": unmarked(each.price),
                "away": unmarked(each.away),
                "at": each.at,
                "off": each.off,
            }
            for each in front.levels
        ],
        "since_day": unmarked(front.since_day),
        "since": list(map(unmarked, front.since)),
        "turnings": [{"way": each.way, "text": unmarked(each.text)} for each in front.turnings],
        "missing": unmarked(front.missing) or None,
    }


def _row(row: FrontRow) -> dict[str, Any]:
    told = {name: unmarked(getattr(row, name)) or None for name in ("day", "week", "place")}
    named = {"label": unmarked(row.label), "now": unmarked(row.now)}
    number = row.number
    found = {
        "value": number, "as_of": number.as_of, "source": number.source,
        "changes": (number.day, number.week), "changed_in": number.changed_in,
    }  # fmt: skip
    return {**named, **told, **found, "path": list(row.path)}
