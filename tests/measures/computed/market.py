"""Facts of our own catalogue's series, and what is read of them where nobody states the answer."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from engine.measures.choose import read
from engine.measures.computed.maker import with_computed
from engine.measures.reading import Reading
from engine.pages.builder import parse
from engine.pages.grammar import request_of
from kb.built_in import catalog
from kb.clock import day_number
from kb.panel import Panel, build_tracks, end_of
from tests.studies.market import SHARED
from tests.worlds import Told, observed

CATALOG = catalog()


def panel_of(*facts: Told | Sequence[Told], on: str, asset: str = "btc") -> Panel:
    """The panel of a day, in which what can be computed is."""
    flat = [f for each in facts for f in ([each] if isinstance(each, Told) else each)]
    day = np.array([day_number(on)], dtype=np.int32)
    panel = Panel(asset, day, end_of(day), build_tracks(CATALOG, observed(flat)))
    return with_computed(panel, CATALOG)


def asked(text: str, panel: Panel) -> Reading:
    """What a measure reads of a panel."""
    return read(panel, CATALOG, request_of(parse(text, "fact"), CATALOG), 0)


def reading(text: str, *facts: Told | Sequence[Told], on: str) -> Reading:
    """What a measure reads from these facts on a day."""
    return asked(text, panel_of(*facts, on=on))


def known_by(facts: Sequence[Told], day: str) -> list[Told]:
    """The facts that were known by the end of a day."""
    latest = int(end_of(np.array([day_number(day)], dtype=np.int32))[0])
    return [fact for fact in facts if fact.known_at <= latest and fact.as_of <= day_number(day)]


def by(source: str, facts: Sequence[Told]) -> list[Told]:
    """The same facts, said by another."""
    return [replace(fact, source=source) for fact in facts]


def shared(name: str, column: str, series: str, source: str) -> Iterator[Told]:
    """A column of a shared file as facts, each known at the end of its day."""
    with (SHARED / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row[column]:
                day = day_number(row["date"])
                known = int(end_of(np.array([day], dtype=np.int32))[0])
                yield Told(series, day, float(row[column]), source, known_at=known)
