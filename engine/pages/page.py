"""What a claim page is once read: plain frozen values, checked but not yet evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args

from engine.measures.request import Request
from engine.pages.expressions import Expression, Number
from kb.frozen import dataclass
from kb.plain_values import from_bytes

Kind = Literal[
    "measurement", "mechanism", "judgement", "definition", "forecast", "opinion", "headline"
]
Speaks = Literal["of the day", "of the document"]
"""Whether a page says something new each day, or repeats what its document says."""
SPEAKS: tuple[Speaks, ...] = get_args(Speaks)
Asserts = Literal["holds", "fails", "nothing"]
"""What a document says of a page's claim: that it holds, that it does not hold, or neither."""
ASSERTS: tuple[Asserts, ...] = get_args(Asserts)
JUDGED: frozenset[str] = frozenset({"measurement", "mechanism", "judgement", "headline"})
NOT_FORMALISED = "Not formalised"
DOCUMENTS = {"E": "essay", "J": "comment"}
"""The documents by the letter of their paragraphs, as sources of the catalogue."""
SECTIONS: dict[str, tuple[str, ...]] = {
    "measurement": ("Holds", "Fails"),
    "mechanism": ("Holds", "Fails"),
    "judgement": ("Holds", "Fails"),
    "definition": ("Shows",),
    "forecast": ("Gives",),
    "opinion": (NOT_FORMALISED,),
    "headline": ("Holds",),
}
# What a section adds for the annex of the briefing, under a heading of its own inside the section.
IN_DETAIL = "In detail"
IN_SHORT = "In short"
"""What a section says on the front page, where its first sentence is too long for one screen."""
CASES = "Cases"


def part_of(section: str, part: str) -> str:
    """The name of a part that a section has under a heading of its own."""
    return f"{section}, {part.lower()}"


def detail_of(section: str) -> str:
    """The name of the part of a section that goes to the annex."""
    return part_of(section, IN_DETAIL)


def short_of(section: str) -> str:
    """The name of the part of a section that goes to the front page."""
    return part_of(section, IN_SHORT)


@dataclass(frozen=True)
class FactName:
    """A name under `facts`: one measured number of one series."""

    name: str
    text: str
    request: Request
    line: int


@dataclass(frozen=True)
class Quantity:
    """A name under `let`, with its expression."""

    name: str
    text: str
    expression: Expression
    line: int


@dataclass(frozen=True)
class Said:
    """A number the document states for a fact or quantity of the page.

    label      what the number is, in words
    paragraph  the one of the page's that states it
    how        exactly, about, above, below or between (then `low` and `high` are its ends)
    """

    name: str
    label: str
    text: str
    how: Literal["exactly", "about", "above", "below", "between"]
    low: Number
    high: Number
    line: int
    paragraph: str = ""


@dataclass(frozen=True)
class Comparison:
    """Two expressions and >=, >, <= or <."""

    left: Expression
    operator: str
    right: Expression


@dataclass(frozen=True)
class RestsOn:
    """Another claim's finding as a premise."""

    claim: str
    negated: bool = False


@dataclass(frozen=True)
class Group:
    """At least `needed` of the member lines; `any of` is one."""

    needed: int
    members: tuple[Line, ...]


@dataclass(frozen=True)
class Line:
    """One condition under `when`; `reason` says where its threshold comes from."""

    id: str
    text: str
    condition: Comparison | RestsOn | Group
    reason: str
    line: int


@dataclass(frozen=True)
class Section:
    """The Jinja text of a section, the page line it starts on and that of its heading."""

    text: str
    line: int
    heading: int


@dataclass(frozen=True)
class Case:
    """One row of the cases table: cells by name as written.

    lines  of each name the row binds or expects, the line of its cell and that of the name
    """

    title: str
    cells: tuple[tuple[str, str], ...]
    line: int
    lines: tuple[tuple[str, int, int], ...] = ()

    def line_of(self, name: str) -> int:
        """The line on which the cell of that name stands."""
        return next((cell for each, cell, _ in self.lines if each == name), self.line)

    def line_naming(self, name: str) -> int | None:
        """The line on which that name stands, a column's heading say; None where it does not."""
        return next((named for each, _, named in self.lines if each == name), None)


@dataclass(frozen=True)
class Page:
    """One claim: its statement, reading, conditions, sentences and cases.

    speaks   whether its sentences are of the day judged, or repeat its document on every day
    asserts  what its document says of the claim, by which the document is scored
    weaker   where our reading asks less than the document says: what it asks, in words
    """

    claim: str
    chapter: str
    file: str
    kind: Kind
    source: tuple[str, ...]
    title: str
    reading: Section
    facts: tuple[FactName, ...]
    said: tuple[Said, ...]
    let: tuple[Quantity, ...]
    when: tuple[Line, ...]
    sections: tuple[tuple[str, Section], ...]
    cases: tuple[Case, ...]
    speaks: Speaks = "of the day"
    asserts: Asserts = "holds"
    weaker: str = ""

    def but(self, **changed: Any) -> Page:
        """The page with other values of some fields; its cases stay to be read."""
        other = object.__new__(Page)
        vars(other).update(vars(self) | changed)
        return other

    def has_later(self, cases: str) -> None:
        """Take the cases from a text when they are asked for: `to_bytes` of them."""
        vars(self)["_cases"] = cases
        del vars(self)["cases"]

    def __getattr__(self, name: str) -> Any:
        if name != "cases" or "_cases" not in vars(self):
            raise AttributeError(f"a page has no {name}")
        found = vars(self)["cases"] = from_bytes(vars(self)["_cases"].encode(), [Case])
        return found

    @property
    def judged(self) -> bool:
        """Whether the page ends in holds, fails or unknown."""
        return self.kind in JUDGED

    @property
    def paths(self) -> frozenset[str]:
        """The fact names that stand for every day of a window, which only formulas read."""
        return frozenset(f.name for f in self.facts if f.request.measure == "path")

    @property
    def names(self) -> tuple[str, ...]:
        """The fact and quantity names of the page, in order."""
        return tuple(f.name for f in self.facts) + tuple(q.name for q in self.let)

    def section(self, name: str) -> Section | None:
        """The section of that heading, if the page has it."""
        return dict(self.sections).get(name)

    def lines(self) -> Iterator[Line]:
        """Every line, members of groups after their group."""
        for line in self.when:
            yield from walk(line)


def walk(line: Line) -> Iterator[Line]:
    """A line and, when it is a group, all lines inside it."""
    yield line
    if isinstance(line.condition, Group):
        for member in line.condition.members:
            yield from walk(member)
