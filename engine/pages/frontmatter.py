"""YAML with line marks and no implicit types: every scalar is the text as written.

In: the front matter of a page. Out: mappings, lists and texts, each knowing its line.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import yaml

from engine.pages.errors import PageError, named_if_odd

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MORE_THAN = re.compile(r"^([ ]*[a-z0-9_]+:[ ]+)(>[ ]*[^\n\"]*\d[^\n\"]*)$", re.MULTILINE)
"""`name: > 5 %` would open a block of text in YAML; on a page it is a number."""
_COLON_INSIDE = re.compile(r"^([ ]*- [^\s\"'\[{][^:\n]*: +)([^\s\"'\[{][^\n]*)$", re.MULTILINE)
"""`- condition: our reading: low`: the second colon belongs to the text."""
_SPACES = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\u202f": " "})


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
    text = _MORE_THAN.sub(r'\1"\2"', text.translate(_SPACES))
    try:
        _refuse_aliases(text, file, first_line)
        node = _composed(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row, why = _why(error, text, mark.line if mark else 0)
        raise PageError(file, first_line + row, why) from None
    if not isinstance(node, yaml.MappingNode):
        raise PageError(file, first_line, "names and values are expected here; write `name: value`")
    built = _build(node, file, first_line)
    assert isinstance(built, Mapping)
    return built


def _composed(text: str) -> yaml.Node | None:
    """The nodes of a text; a colon in a reason, which YAML would read as a name's, is forgiven."""
    try:
        return yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError:
        quoted = _COLON_INSIDE.sub(_in_quotes, text)
        if quoted == text:
            raise
        with suppress(yaml.YAMLError):
            return yaml.compose(quoted, Loader=_Loader)
        raise


def _in_quotes(found: re.Match[str]) -> str:
    return found[1] + json.dumps(found[2], ensure_ascii=False)


def _is_unseen(character: str) -> bool:
    """Whether it is a blank, or nothing at all to the eye."""
    return unicodedata.category(character) in ("Cf", "Zs", "Zl", "Zp")


def _why(error: yaml.YAMLError, text: str, row: int) -> tuple[int, str]:
    """The row on which YAML stumbled, or a sign before it that nobody sees, and what is wrong."""
    if "\t" in _text_line(text, row):
        return row, "a tab stands here; use spaces"
    for before, line in enumerate(text.split("\n")[: row + 1]):
        if unseen := next(filter(None, map(named_if_odd, filter(_is_unseen, line))), ""):
            return before, f"{unseen} stands here; take it out"
    problem = getattr(error, "problem", None) or "is not valid YAML"
    return row, f"{problem}; check the indentation and colons"


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
