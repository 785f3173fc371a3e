"""docs/history.csv: the spells of every claim, so that the page and its picture can be made anew.

A row a spell. The last column names the lines that were false, or what was lacking and why.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from engine.judge.causes import Cause
from engine.judge.stretches import Stretch
from kb.clock import day_date, day_number

HEADER = ("claim", "from", "to", "finding", "reason", "because")
FALSE = "false"


def written(told: Iterable[Stretch]) -> str:
    """The file's text."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(HEADER)
    for spell in told:
        because = "; ".join(f"{cause.what} {cause.why or FALSE}" for cause in spell.causes)
        ends = (day_date(spell.first).isoformat(), day_date(spell.last).isoformat())
        rows.writerow((spell.claim, *ends, spell.status, spell.reason or "", because))
    return out.getvalue()


def read(text: str) -> list[Stretch]:
    """The spells of a file's text."""
    return [_spell(row) for row in csv.DictReader(io.StringIO(text))]


def _spell(row: dict[str, str]) -> Stretch:
    causes = tuple(_cause(text) for text in row["because"].split("; ") if text)
    ends = day_number(row["from"]), day_number(row["to"])
    return Stretch(row["claim"], *ends, row["finding"], row["reason"] or None, causes)


def _cause(text: str) -> Cause:
    what, _, why = text.rpartition(" ")
    return Cause(what, None if why == FALSE else why)
