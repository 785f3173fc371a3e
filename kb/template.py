"""The empty form for facts: a csv with every series, its unit and an example; nothing comes in."""

from __future__ import annotations

import csv
import io

from kb.catalog import Series, catalog
from kb.facts import COLUMNS, Fact
from kb.packs import built_in_facts
from kb.units import unit

EXAMPLE_SOURCE = "example"
_EXAMPLE_DAY = "2025-11-14"
_EXAMPLE_TARGET = "2025-12-10"


def template() -> str:
    """A csv that can be filled in: one example a series, which the reader itself can read.

    An example is the newest built-in fact of the series, which does no harm if it stays in. Where
    there is none it is a plain 1 from the source `example`.
    """
    published = {fact.series: fact for fact in sorted(built_in_facts(), key=_newest_measured_last)}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for series in catalog().series.values():
        found = published.get(series.name)
        writer.writerow(_row(found) if found else _invented(series))
    return out.getvalue()


def _newest_measured_last(fact: Fact) -> tuple[bool, int]:
    return not catalog().rank(fact.series, fact.source).document, fact.as_of.toordinal()


def _row(fact: Fact) -> list[str]:
    return [
        fact.series, fact.asset, fact.target.isoformat() if fact.target else "",
        fact.as_of.isoformat(), str(fact.span) if fact.span > 1 else "",
        f"{fact.known_at:%Y-%m-%dT%H:%M:%SZ}", f"{unit(fact.unit).shown(fact.value):.12g}",
        fact.unit, fact.source, fact.note,
    ]  # fmt: skip


def _invented(series: Series) -> list[str]:
    asset = "btc" if series.scope == "asset" else ""
    target = _EXAMPLE_TARGET if series.targeted else ""
    return [
        series.name, asset, target, _EXAMPLE_DAY, "", "", "1", series.unit, EXAMPLE_SOURCE,
        f"example, replace it: {series.description}",
    ]  # fmt: skip
