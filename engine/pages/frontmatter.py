"""YAML with line marks and no implicit types: every scalar is the text as written.

In: the front matter of a page. Out: mappings, lists and texts, each knowing its line.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile

import yaml

from engine.pages.errors import PageError, named_if_odd, nearest
from kb.marked_yaml import Misspelt, Unreadable, events, line_of

_MORE_THAN = re.compile(r"^([ ]*[a-z0-9_]+:[ ]+)(>[^\n\"\d]*\d[^\n\"]*)$", re.MULTILINE)
"""`name: > 5 %` would open a block of text in YAML; on a page it is a number."""
_COLON_INSIDE = re.compile(r"^([ ]*- [^\s\"'\[{][^:\n]*: +)([^\s\"'\[{][^\n]*)$", re.MULTILINE)
"""`- condition: our reading: low`: the second colon belongs to the text."""
_SPACES = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\u202f": " "})


@dataclass(frozen=True)
class Node:
    """A part of a file, which knows where it stands: a text, a list or names with values."""

    file: str
    line: int

    def wrong(self, problem: str) -> PageError:
        """An error about it."""
        return PageError(self.file, self.line, problem)

    def text(self, what: str) -> str:
        """The text of a scalar; raises PageError when it is a list or a mapping."""
        if isinstance(self, Text):
            return self.value
        raise self.wrong(f"{what} must be one line of text; write `{what}: text`")

    def names(self, what: str) -> Mapping:
        """Names with values, none when absent; raises PageError for anything else."""
        if isinstance(self, Mapping):
            return self
        if self == Text(self.file, self.line, ""):
            return Mapping(self.file, 0, {}, {})
        raise self.wrong(f"{what} must be a list of `name: value`")

    def items(self, what: str) -> tuple[Node, ...]:
        """The items of a list, none when absent; raises PageError for anything else."""
        if isinstance(self, Listing):
            return self.own
        if self == Text(self.file, self.line, ""):
            return ()
        words = [part.split()[0] for part in getattr(self, "value", "").split(",") if part.strip()]
        raise self.wrong(f"{what} must be a list; write [{', '.join(words) or 'one, other'}]")


@dataclass(frozen=True)
class Text(Node):
    """A scalar as written; an empty one is as good as absent."""

    value: str


@dataclass(frozen=True)
class Listing(Node):
    """A list of nodes."""

    own: tuple[Node, ...]


@dataclass(frozen=True)
class Mapping(Node):
    """Names with values, in the order written and each once, with the line of each name."""

    entries: dict[str, Node]
    lines: dict[str, int]

    def __iter__(self) -> Iterator[tuple[str, Node]]:
        return iter(self.entries.items())

    def at(self, name: str) -> Node:
        """The value of a name; an empty text when absent."""
        return self.entries.get(name) or Text(self.file, self.line, "")

    def wrong_at(self, name: str, problem: str) -> PageError:
        """An error about a name."""
        return PageError(self.file, self.lines[name], problem)

    def refuse_unknown(self, known: Sequence[str], near: str = "") -> None:
        """Refuse a name that is none of these; `near` says which they are, or the nearest is."""
        for name in self.entries:
            if name not in known:
                raise self.wrong_at(name, f"unknown entry {name!r}; {near or nearest(name, known)}")


@dataclass(frozen=True)
class _Place:
    """The file of a text and the line of the file that its first line stands on."""

    file: str
    first_line: int

    def line(self, event: yaml.Event) -> int:
        return self.first_line + line_of(event) - 1

    def refused(self, event: yaml.Event, problem: str) -> PageError:
        return PageError(self.file, self.line(event), problem)


def read_yaml(text: str, file: str, first_line: int = 1) -> Mapping:
    """Read a YAML mapping; `first_line` is the line of the file its first line stands on."""
    text = _MORE_THAN.sub(r'\1"\2"', text.translate(_SPACES))
    try:
        return _forgiven(text, _Place(file, first_line))
    except Misspelt as error:
        row, why = _why(error, text)
        raise PageError(file, first_line + row, why) from None
    except Unreadable as error:
        raise PageError(file, first_line + error.line - 1, str(error)) from None


def _forgiven(text: str, place: _Place) -> Mapping:
    """What a text says; a colon in a reason, which YAML would read as a name's, is forgiven."""
    try:
        return _tree(events(text), place)
    except Misspelt:
        quoted = _COLON_INSIDE.sub(_in_quotes, text)
        if quoted == text:
            raise
        with suppress(Misspelt):
            return _tree(events(quoted), place)
        raise


def _in_quotes(found: re.Match[str]) -> str:
    return found[1] + json.dumps(found[2], ensure_ascii=False)


def _is_unseen(character: str) -> bool:
    """Whether it is a blank, or nothing at all to the eye."""
    return unicodedata.category(character) in ("Cf", "Zs", "Zl", "Zp")


def _why(error: Misspelt, text: str) -> tuple[int, str]:
    """The row on which YAML stumbled, or a sign before it that nobody sees, and what is wrong."""
    row = error.line - 1
    if "\t" in _text_line(text, row):
        return row, "a tab stands here; use spaces"
    for before, line in enumerate(text.split("\n")[: row + 1]):
        if unseen := next(filter(None, map(named_if_odd, filter(_is_unseen, line))), ""):
            return before, f"{unseen} stands here; take it out"
    return row, str(error)


def _text_line(text: str, line: int) -> str:
    rows = text.split("\n")
    return rows[line] if line < len(rows) else ""


def _tree(coming: Iterator[yaml.Event], place: _Place) -> Mapping:
    """The mapping that is the one document of a stream."""
    found = None
    for event in coming:
        if isinstance(event, yaml.DocumentStartEvent) and found is not None:
            raise place.refused(event, "the text ends here, and more follows; take '---' out")
        if isinstance(event, yaml.MappingStartEvent):
            found = _mapping(coming, place, place.line(event))
        elif isinstance(event, yaml.NodeEvent):
            break
    if found is None:
        problem = "names and values are expected here; write `name: value`"
        raise PageError(place.file, place.first_line, problem)
    return found


def _node(event: yaml.Event, coming: Iterator[yaml.Event], place: _Place) -> Node:
    line = place.line(event)
    if isinstance(event, yaml.ScalarEvent):
        return Text(place.file, line, event.value.strip())
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(coming, place, line)
    ended = yaml.SequenceEndEvent
    items = takewhile(lambda each: not isinstance(each, ended), coming)
    return Listing(place.file, line, tuple(_node(each, coming, place) for each in items))


def _mapping(coming: Iterator[yaml.Event], place: _Place, line: int) -> Mapping:
    entries: dict[str, Node] = {}
    lines: dict[str, int] = {}
    for key in takewhile(lambda each: not isinstance(each, yaml.MappingEndEvent), coming):
        if not isinstance(key, yaml.ScalarEvent):
            raise place.refused(key, "a name is one line of text; write `name: value`")
        name = key.value.strip()
        if name in entries:
            raise place.refused(key, f"{name!r} stands here twice; rename one or take it out")
        entries[name] = _node(next(coming), coming, place)
        lines[name] = place.line(key)
    return Mapping(place.file, line, entries, lines)


def read_shared(text: str, file: str) -> Mapping:
    """A YAML file that may be empty."""
    return read_yaml(text, file) if text.strip() else Mapping(file, 0, {}, {})
