"""YAML with line marks and no implicit types: every scalar is the text as written.

In: the front matter of a page. Out: mappings, lists and texts, each knowing its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile

import yaml

from engine.pages.errors import PageError
from kb.marked_yaml import Misspelt, Unreadable, events, line_of

_MORE_THAN = re.compile(r"^([ ]*[a-z0-9_]+:[ ]+)(>[^\n\"\d]*\d[^\n\"]*)$", re.MULTILINE)
"""`name: > 5 %` would open a block of text in YAML; on a page it is a number."""


@dataclass(frozen=True)
class Text:
    """A scalar as written."""

    value: str
    line: int


@dataclass(frozen=True)
class Listing:
    """A list of nodes."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True)
class Mapping:
    """Keys in the order written; duplicate keys are refused."""

    entries: dict[str, Node]
    line: int
    lines: dict[str, int] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[str, Node]]:
        return iter(self.entries.items())


Node = Text | Listing | Mapping


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
    text = _MORE_THAN.sub(r'\1"\2"', text)
    place = _Place(file, first_line)
    try:
        return _tree(events(text), place)
    except Misspelt as error:
        tab = "\t" in _text_line(text, error.line - 1)
        problem = "a tab stands here; use spaces" if tab else str(error)
        raise PageError(file, first_line + error.line - 1, problem) from None
    except Unreadable as error:
        raise PageError(file, first_line + error.line - 1, str(error)) from None


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
        return Text(event.value.strip(), line)
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(coming, place, line)
    ended = yaml.SequenceEndEvent
    items = takewhile(lambda each: not isinstance(each, ended), coming)
    return Listing(tuple(_node(each, coming, place) for each in items), line)


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
    return Mapping(entries, line, lines)


def text_of(node: Node, file: str, what: str) -> str:
    """The text of a scalar node; raises PageError when it is a list or a mapping."""
    if isinstance(node, Text):
        return node.value
    raise PageError(file, node.line, f"{what} must be one line of text; write `{what}: text`")


def mapping_of(node: Node | None, file: str, what: str) -> Mapping:
    """A mapping node, empty when absent; raises PageError for anything else."""
    if node is None or (isinstance(node, Text) and not node.value):
        return Mapping({}, 0)
    if isinstance(node, Mapping):
        return node
    raise PageError(file, node.line, f"{what} must be a list of `name: value`")


def items_of(node: Node | None, file: str, what: str) -> tuple[Node, ...]:
    """The items of a list node, none when absent; raises PageError for anything else."""
    if node is None or (isinstance(node, Text) and not node.value):
        return ()
    if isinstance(node, Listing):
        return node.items
    words = [part.split()[0] for part in getattr(node, "value", "").split(",") if part.strip()]
    example = ", ".join(words) or "one, other"
    raise PageError(file, node.line, f"{what} must be a list; write [{example}]")
