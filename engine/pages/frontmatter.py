"""YAML with line marks and no implicit types: every scalar is the text as written.

In: the front matter of a page. Out: mappings, lists and texts, each knowing its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from engine.pages.errors import PageError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MORE_THAN = re.compile(r"^([ ]*[a-z0-9_]+:[ ]+)(>[ ]*[^\n\"]*\d[^\n\"]*)$", re.MULTILINE)
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
        return Text(str(node.value).strip(), line)
    if isinstance(node, yaml.SequenceNode):
        return Listing(tuple(_build(item, file, first_line) for item in node.value), line)
    entries: dict[str, Node] = {}
    lines: dict[str, int] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            problem = "a name is one line of text; write `name: value`"
            raise PageError(file, first_line + key.start_mark.line, problem)
        name = str(key.value).strip()
        if name in entries:
            problem = f"{name!r} stands here twice; rename one or take it out"
            raise PageError(file, first_line + key.start_mark.line, problem)
        entries[name] = _build(value, file, first_line)
        lines[name] = first_line + key.start_mark.line
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
