"""YAML with line marks and no implicit types: every scalar is the text as written.

In: the front matter of a page. Out: mappings, lists and texts, each knowing its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml

from engine.pages.errors import PageError, nearest

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MORE_THAN = re.compile(r"^([ ]*[a-z0-9_]+:[ ]+)(>[ ]*[^\n\"]*\d[^\n\"]*)$", re.MULTILINE)
"""`name: > 5 %` would open a block of text in YAML; on a page it is a number."""


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


def read_yaml(text: str, file: str, first_line: int = 1) -> Mapping:
    """Read a YAML mapping; `first_line` is the line of the file its first line stands on."""
    text = _MORE_THAN.sub(r'\1"\2"', text)
    try:
        _refuse_aliases(text, file, first_line)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark else 0)
        if mark and "\t" in _text_line(text, mark.line):
            raise PageError(file, line, "a tab stands here; use spaces") from None
        problem = getattr(error, "problem", None) or "is not valid YAML"
        raise PageError(file, line, f"{problem}; check the indentation and colons") from None
    if not isinstance(node, yaml.MappingNode):
        raise PageError(file, first_line, "names and values are expected here; write `name: value`")
    built = _build(node, file, first_line)
    assert isinstance(built, Mapping)
    return built


def _text_line(text: str, line: int) -> str:
    rows = text.split("\n")
    return rows[line] if line < len(rows) else ""


def _refuse_aliases(text: str, file: str, first_line: int) -> None:
    """An alias can stand for itself, or for more than any memory holds."""
    for event in yaml.parse(text, Loader=_Loader) if "*" in text else ():
        if isinstance(event, yaml.AliasEvent):
            line = first_line + (event.start_mark.line if event.start_mark else 0)
            raise PageError(file, line, f"'*{event.anchor}' is an alias; write the text out")


def _build(node: yaml.Node, file: str, first_line: int) -> Node:
    line = first_line + node.start_mark.line
    if isinstance(node, yaml.ScalarNode):
        return Text(file, line, str(node.value).strip())
    if isinstance(node, yaml.SequenceNode):
        return Listing(file, line, tuple(_build(each, file, first_line) for each in node.value))
    entries: dict[str, Node] = {}
    lines: dict[str, int] = {}
    for key, value in node.value:
        place = first_line + key.start_mark.line
        if not isinstance(key, yaml.ScalarNode):
            raise PageError(file, place, "a name is one line of text; write `name: value`")
        name = str(key.value).strip()
        if name in entries:
            problem = f"{name!r} stands here twice; rename one or take it out"
            raise PageError(file, place, problem)
        entries[name], lines[name] = _build(value, file, first_line), place
    return Mapping(file, line, entries, lines)


def read_shared(text: str, file: str) -> Mapping:
    """A YAML file that may be empty."""
    return read_yaml(text, file) if text.strip() else Mapping(file, 0, {}, {})
