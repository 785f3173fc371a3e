"""The rows of a run or a history against the few digits that were kept of each of them.

The hash before the digits proves that nothing was altered; they only find the row where it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from kb.run_records import DIGITS, row_digits
from kb.verify.problem import Problem

Row = tuple[Any, ...]

ALTERED = "is not what was written"


def altered_rows(
    table: str, of: str, keys: Sequence[str], rows: Sequence[Row], written: str
) -> Iterator[Problem]:
    """Rows that were not written, else what of them is missing or out of its place.

    of       the run or history they are of, in words
    keys     what each row is known by
    written  the digits that were kept
    """
    kept = [written[i : i + DIGITS] for i in range(0, len(written), DIGITS)]
    found = [_digits(row) for row in rows]
    spare = Counter(found) - Counter(kept)
    for key, digits in zip(keys, found, strict=True):
        if spare[digits]:
            yield Problem(table, f"{key} of {of}", ALTERED)
    if not spare and found != kept:
        what = "stand in another order" if len(found) == len(kept) else "are not all there"
        yield Problem(table, f"of {of}", f"{_several(table)} {what}")


def altered_first(found: Sequence[Problem]) -> list[Problem]:
    """Rows that are somewhere before rows that are nowhere: one that was moved leaves a gap."""
    return sorted(found, key=lambda problem: problem.what != ALTERED)


def _several(table: str) -> str:
    return f"the {table.rpartition('_')[2]}s"


def _digits(row: Row) -> str:
    try:
        return row_digits([row])
    except (TypeError, ValueError):
        return ""
