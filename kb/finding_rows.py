"""The row of a finding: its quantities, conditions and stated numbers, in the ledger's own shape.

The shape is the ledger's alone, and versioned, so that no change of a document touches what was
recorded. Version 2 keeps each part by place: {"v":2,"quantities":{name:[low,mid,high,unit]},...}.
Rows without a version were written when the ledger kept the finding of the public document, part by
name; they are read all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any, NamedTuple

from kb.errors import AlteredError, StoreError
from kb.frozen import dataclass

VERSION = 2


class QuantityRow(NamedTuple):
    """A quantity over the scenarios in canonical units, all three None where it is unknown."""

    low: float | None
    mid: float | None
    high: float | None
    unit: str


class LineRow(NamedTuple):
    """A condition with its truth and its signed margin, worst scenario."""

    text: str
    truth: str
    margin: float | None
    unit: str | None


class SaidRow(NamedTuple):
    """A number the document states, what was measured, by whom, and the verdict."""

    name: str
    said: str
    measured: float | None
    verdict: str
    source: str | None


Part = QuantityRow | LineRow | SaidRow


@dataclass(frozen=True)
class FindingRow:
    """What is kept of a finding beside its status and reason, and its sentences."""

    quantities: Mapping[str, QuantityRow]
    lines: tuple[LineRow, ...]
    said: tuple[SaidRow, ...]

    def as_json(self) -> str:
        """The row as it is kept; a number that is not finite is kept as unknown."""
        row = {
            "v": VERSION,
            "quantities": {name: _kept(each) for name, each in self.quantities.items()},
            "lines": list(map(_kept, self.lines)),
            "said": list(map(_kept, self.said)),
        }
        return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def finding_row(kept: str) -> FindingRow:
    """A kept row of any version so far.

    raises  StoreError where later code wrote it, AlteredError where it is no row at all
    """
    try:
        row = json.loads(kept)
        version = row.get("v", 1)
        if version <= VERSION:
            return _read(row)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        what = "a finding's row is not as it was written; `downdraft verify` names it"
        raise AlteredError(what) from error
    raise StoreError(
        f"a finding was recorded in version {version} of its row, by later code; this code reads "
        f"versions up to {VERSION}"
    )


def _read(row: Mapping[str, Any]) -> FindingRow:
    return FindingRow(
        {name: QuantityRow._make(_by_place(each, QuantityRow._fields))
         for name, each in row["quantities"].items()},
        tuple(LineRow._make(_by_place(each, LineRow._fields)) for each in row["lines"]),
        tuple(SaidRow._make(_by_place(each, SaidRow._fields)) for each in row["said"]),
    )  # fmt: skip


def _kept(part: Part) -> list[object]:
    return [None if isinstance(x, float) and not isfinite(x) else x for x in part]


def _by_place(part: Any, names: Iterable[str]) -> Iterable[Any]:
    """The values of a part, by place in the ledger's own rows and by name in the oldest."""
    return [part.get(name) for name in names] if isinstance(part, dict) else part
