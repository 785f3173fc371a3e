"""What a briefing prints, number by number: the text, what it is a reading of, and of which day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property

from engine.briefing.parts import Briefing
from engine.words.cite import Ref, unmarked

MARKED = re.compile("\ue000([0-9]+)\ue001([^\ue002]*)\ue002")
MONTH = re.compile("January|February|March|April|May|June|July|August|September|October|Nov|Dec")
SIZE = re.compile("^(?!.* of ).*[0-9]")
"""A number that is no count, as "31 of 31 days" is."""
KINDS = ("$", "pp", "bp", "%", "times", "days", "coins")
APART = ("run", "marker", "nearest", "evidence", "since", "sentences", "comparison", "statement")


@dataclass(frozen=True)
class Printed:
    """A number as it is printed.

    what  the request it reads, or the quantity it is
    day   the newest day of the facts under it, since 1970-01-01; None where there are none
    by    their sources
    kind  by what it is measured: two of one kind can be compared
    size  its text without a sign, which words such as `fell` may stand for
    """

    what: str
    day: int | None
    by: frozenset[str]
    kind: str
    size: str
    where: str
    within: str


@dataclass(frozen=True)
class Reader:
    """Reads what a briefing prints."""

    briefing: Briefing

    def numbers(self) -> Iterator[Printed]:
        """Every number of a fact or a quantity, but for dates, counts of days and distances."""
        known = list(self.briefing.marker.writer.refs.known)
        for where, text in _texts(self.briefing, ""):
            for mark in MARKED.finditer(text):
                ref, told = known[int(mark[1])], mark[2]
                what = self._what(ref, where)
                if what and SIZE.search(told) and not MONTH.search(told):
                    size, rests = told.lstrip("+−"), self._rests_on(ref)
                    yield Printed(what, *rests, _kind(told), size, where, unmarked(text))

    def _what(self, ref: Ref, where: str) -> str:
        """What a number is a reading of; "" for what has several under one name."""
        if ref.name.startswith("front."):
            return self._gauges.get(ref.name, "") if where.endswith(".now") else ""
        if ref.kind not in ("fact", "quantity") or "#" in ref.name or "." not in ref.name:
            return ""
        if ref.kind == "fact":
            return self._requests.get(ref.name, "")
        return ref.name

    def _rests_on(self, ref: Ref) -> tuple[int | None, frozenset[str]]:
        """The newest day of the facts under it, and their sources."""
        rows = [row for rows in ref.facts for row in rows if row in self._facts]
        days, sources = zip(*map(self._facts.__getitem__, rows), strict=True) if rows else ((), ())
        return max(days, default=None), frozenset(sources)

    @cached_property
    def _requests(self) -> dict[str, str]:
        pages = self.briefing.run.book.pages
        return {f"{p.claim}.{fact.name}": str(fact.request) for p in pages for fact in p.facts}

    @cached_property
    def _gauges(self) -> dict[str, str]:
        gauges = self.briefing.run.book.order.front.gauges
        return {f"front.{gauge.request.series}": str(gauge.request) for gauge in gauges}

    @cached_property
    def _facts(self) -> dict[int, tuple[int, str]]:
        """The day and the source of every fact that was read."""
        tracks = self.briefing.run.evaluation.panel.tracks.values()
        return {
            row: (day, track.source)
            for each in tracks
            for track in each
            for row, day in zip(track.ids.tolist(), track.as_of.tolist(), strict=True)
        }


def _kind(told: str) -> str:
    return next((kind for kind in KINDS if kind in told), "")


def _texts(part: object, where: str) -> Iterator[tuple[str, str]]:
    """Every text of a briefing's parts; of a disputed number what was measured, not by how much."""
    if isinstance(part, str):
        if not re.search(r"\.(disputed|said)\[\d+\]\.cells\[[35]\]$", where):
            yield where, part
    elif isinstance(part, tuple | list):
        for n, each in enumerate(part):
            yield from _texts(each, f"{where}[{n}]")
    elif is_dataclass(part):
        for field in fields(part):
            if field.name not in APART:
                yield from _texts(getattr(part, field.name), f"{where}.{field.name}")
