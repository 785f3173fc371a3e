"""The form for facts: a csv with every series, its unit and an example; nothing comes in."""

from __future__ import annotations

import csv
import io

from kb.built_in import catalog
from kb.catalog import Catalog
from kb.fact_cells import EXAMPLE_SOURCE
from kb.facts import COLUMNS, Fact
from kb.packs import built_in_facts
from kb.series import Series
from kb.units import unit

_EXAMPLE_DAY = "2025-11-14"
_EXAMPLE_TARGET = "2025-12-10"


def template(known: Catalog) -> str:
    """A csv that can be filled in: one example a series of a catalogue, in the shape of a fact.

    An example is the newest built-in fact of the series; where there is none it is a plain 1. Each
    comes from the source `example`, so that a row left in is refused and never becomes a fact.
    """
    published = {fact.series: fact for fact in sorted(built_in_facts(), key=_newest_measured_last)}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for series in known.series.values():
        found = published.get(series.name)
        writer.writerow(_filled_in(series, _published(found) if found else _invented(series)))
    return out.getvalue()


def _newest_measured_last(fact: Fact) -> tuple[bool, int]:
    return not catalog().rank(fact.series, fact.source).document, fact.as_of.toordinal()


def _published(fact: Fact) -> list[str]:
    return [
        fact.asset, fact.target.isoformat() if fact.target else "", fact.as_of.isoformat(),
        str(fact.span) if fact.span > 1 else "", "",
        f"{unit(fact.unit).shown(fact.value):.12g}", fact.unit,
    ]  # fmt: skip


def _invented(series: Series) -> list[str]:
    asset = "btc" if series.scope == "asset" else ""
    target = _EXAMPLE_TARGET if series.targeted else ""
    return [asset, target, _EXAMPLE_DAY, "", "", "1", series.unit]


def _filled_in(series: Series, example: list[str]) -> list[str]:
    return [series.name, *example, EXAMPLE_SOURCE, f"replace this example: {series.description}"]
