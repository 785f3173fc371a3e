"""The parts of a briefing, as the templates see them: marked texts in rows and paragraphs."""

from __future__ import annotations

from dataclasses import dataclass

from engine.briefing.sentences import Sentence
from engine.counterfactual.nearest import NearestFlips
from engine.inference.run import Run


@dataclass(frozen=True)
class Said:
    """A sentence with its citation, ready to print."""

    id: str
    text: str
    cite: str


@dataclass(frozen=True)
class ChapterPart:
    """A chapter with a paragraph for each claim that has something to say."""

    title: str
    paragraphs: tuple[tuple[Said, ...], ...]


@dataclass(frozen=True)
class TableRow:
    """A row of marked cells and its citation."""

    cells: tuple[str, ...]
    cite: str = ""


@dataclass(frozen=True)
class Briefing:
    """The parts of a briefing in the order they are read."""

    run: Run
    nearest: NearestFlips
    sentences: tuple[Sentence, ...]
    stamp: dict[str, str]
    headline: tuple[Said, ...]
    changed: tuple[str, ...]
    answer: tuple[TableRow, ...]
    why: tuple[ChapterPart, ...]
    said: tuple[TableRow, ...]
    where: tuple[ChapterPart, ...]
    conditions: tuple[TableRow, ...]
    anchors: tuple[TableRow, ...]
    fan: tuple[TableRow, ...]
    unjudged: tuple[TableRow, ...]
    unmeasured: tuple[TableRow, ...]
    flips: tuple[TableRow, ...]
    conflicts: tuple[TableRow, ...]
    assumptions: tuple[TableRow, ...]
    evidence: tuple[TableRow, ...]
