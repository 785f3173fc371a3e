"""The marker of one briefing: texts and values in, marked texts out, and the facts cited by number.

Every part of a briefing is written with it, in the order in which the document is read: that order
numbers the evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field

from engine.judge.run import Run
from engine.words.cite import Cited, Ref
from engine.words.evidence import Evidence, shortened
from engine.words.filters import printed
from engine.words.numbers import Style
from engine.words.sentences import Writer
from engine.words.styles import style_of
from kb.frozen import dataclass


@dataclass(frozen=True)
class TableRow:
    """A row of marked cells and its citation."""

    cells: tuple[str, ...]
    cite: str = ""


@dataclass(frozen=True)
class ExhibitRow(TableRow):
    """A row of the evidence: the entry's own name, F with its number, and who put it in.

    value, unit  of a single fact as it was given; None and "" for a window of facts
    source       as the catalogue calls it
    """

    id: str = ""
    batch: str = ""
    value: float | None = None
    unit: str = ""
    source: str = ""


@dataclass(frozen=True)
class CitedSentence:
    """A sentence with its citation, ready to print; its number alone is where it stands short."""

    id: str
    text: str
    cite: str
    number: str


@dataclass(frozen=True)
class Marker:
    """Binds what a briefing prints to the run, or to the facts under it."""

    run: Run
    writer: Writer
    evidence: Evidence = field(default_factory=Evidence)

    def own(self, text: str) -> str:
        """A text of the run's own making, its digits bound to the run."""
        return self.mark(text, Ref("run", self.run.id))

    def mark(self, text: str, ref: Ref) -> str:
        """A text bound to what it rests on."""
        return self.writer.refs.mark(text, ref)

    def cite(self, refs: Iterable[Ref]) -> str:
        """The numbers of the facts that something rests on."""
        return self.own(self.facts(refs))

    def facts(self, refs: Iterable[Ref]) -> str:
        """The same without marks."""
        return shortened(self.evidence.ids(refs))

    def cited(self, quantity: tuple[str, str]) -> Cited:
        """A quantity of a claim on its way to the reader."""
        return self.writer.contexts.cited(*quantity)

    def style(self, name: str) -> Style:
        """A named style, prices in the money of the asset."""
        return style_of(name, self.run.asset.money)

    def printed(self, value: Cited, style: str) -> str:
        """A quantity in a named style."""
        return printed(value, self.style(style), self.writer.refs)

    def row(self, cells: Sequence[str], cite: str) -> TableRow:
        """A row of marked cells with a citation of the run's own making."""
        return TableRow(tuple(cells), self.own(cite))
