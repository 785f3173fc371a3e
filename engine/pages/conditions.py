"""The conditions under `when`: each a comparison, a claim or a group, with where it comes from."""

from __future__ import annotations

import re

from engine.pages.builder import parse_at
from engine.pages.frontmatter import Listing, Mapping, Node, Text
from engine.pages.page import Comparison, Group, Line
from engine.pages.records import compared

_GROUP = re.compile(r"(any of|at least (\d+) of)\Z")


def read_conditions(node: Node, claim: str, records: frozenset[str]) -> tuple[Line, ...]:
    """The conditions of a claim, numbered claim#1, claim#2; raises PageError.

    records  the names under `let` that stand for records, whose fields a condition may name
    """
    nodes = enumerate(node.items("when"), start=1)
    return tuple(_line(each, f"{claim}#{i}", records) for i, each in nodes)


def _line(node: Node, line_id: str, records: frozenset[str]) -> Line:
    if isinstance(node, Text):
        return _condition(node, node.value, "", line_id, records)
    if not isinstance(node, Mapping) or len(node.entries) != 1:
        raise node.wrong("write a condition as `condition: where it comes from`")
    [(text, value)] = node
    group = _GROUP.match(text)
    if group is None:
        return _condition(node, text, value.text(text), line_id, records)
    if not isinstance(value, Listing) or not value.own:
        raise node.wrong_at(text, f"`{text}:` needs a list of conditions")
    own = enumerate(value.own, start=1)
    members = tuple(_line(item, f"{line_id}.{i}", records) for i, item in own)
    needed = int(group.group(2) or 1)
    if not 1 <= needed <= len(members):
        problem = f"`{text}` has {len(members)} conditions; ask for 1 to {len(members)} of them"
        raise node.wrong_at(text, problem)
    return Line(line_id, text, Group(needed, members), "", node.lines[text])


def _condition(
    node: Text | Mapping, text: str, reason: str, line_id: str, records: frozenset[str]
) -> Line:
    line = node.lines[text] if isinstance(node, Mapping) else node.line
    condition = parse_at(text, "line", node.file, line)
    if isinstance(condition, Comparison):
        condition = compared(condition, records)
    return Line(line_id, text, condition, reason, line)
