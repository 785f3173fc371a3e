"""docs/history.csv: the stretches of every claim, so that page and picture can be made anew.

A row a stretch. The last column names the lines that were false, or what was lacking and why.
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
    for stretch in told:
        because = "; ".join(f"{cause.what} {cause.why or FALSE}" for cause in stretch.causes)
        ends = (day_date(stretch.first).isoformat(), day_date(stretch.last).isoformat())
        rows.writerow((stretch.claim, *ends, stretch.status, stretch.reason or "", because))
    return out.getvalue()


def read(text: str) -> list[Stretch]:
    """The stretches of a file's text."""
    return [_stretch(row) for row in csv.DictReader(io.StringIO(text))]


def _stretch(row: dict[str, str]) -> Stretch:
    causes = tuple(_cause(text) for text in row["because"].split("; ") if text)
    ends = day_number(row["from"]), day_number(row["to"])
    return Stretch(row["claim"], *ends, row["finding"], row["reason"] or None, causes)


def _cause(text: str) -> Cause:
    what, _, why = text.rpartition(" ")
    return Cause(what, None if why == FALSE else why)
