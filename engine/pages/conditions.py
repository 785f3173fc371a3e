"""The conditions under `when`: each a comparison, a claim or a group, with where it comes from."""

from __future__ import annotations

import re

from engine.pages.builder import parse_at
from engine.pages.errors import PageError
from engine.pages.frontmatter import Listing, Mapping, Node, Text, items_of, text_of
from engine.pages.page import Comparison, Group, Line
from engine.pages.records import compared

_GROUP = re.compile(r"(any of|at least (\d+) of)\Z")


def read_conditions(
    node: Node | None, file: str, claim: str, records: frozenset[str]
) -> tuple[Line, ...]:
    """The conditions of a claim, numbered claim#1, claim#2; raises PageError.

    records  the names under `let` that stand for records, whose fields a condition may name
    """
    nodes = items_of(node, file, "when")
    return tuple(
        _line(each, f"{claim}#{i}", file, records) for i, each in enumerate(nodes, start=1)
    )


def _line(node: Node, line_id: str, file: str, records: frozenset[str]) -> Line:
    if isinstance(node, Text):
        return _condition(node.value, "", line_id, file, node.line, records)
    if not isinstance(node, Mapping) or len(node.entries) != 1:
        raise PageError(file, node.line, "write a condition as `condition: where it comes from`")
    [(text, value)] = node.entries.items()
    group = _GROUP.match(text)
    if group is None:
        reason = text_of(value, file, text)
        return _condition(text, reason, line_id, file, node.lines[text], records)
    if not isinstance(value, Listing) or not value.items:
        raise PageError(file, node.lines[text], f"`{text}:` needs a list of conditions")
    members = tuple(
        _line(item, f"{line_id}.{i}", file, records) for i, item in enumerate(value.items, start=1)
    )
    needed = int(group.group(2) or 1)
    if not 1 <= needed <= len(members):
        problem = f"`{text}` has {len(members)} conditions; ask for 1 to {len(members)} of them"
        raise PageError(file, node.lines[text], problem)
    return Line(line_id, text, Group(needed, members), "", node.lines[text])


def _condition(
    text: str, reason: str, line_id: str, file: str, line: int, records: frozenset[str]
) -> Line:
    condition = parse_at(text, "line", file, line)
    if isinstance(condition, Comparison):
        condition = compared(condition, records)
    return Line(line_id, text, condition, reason, line)
