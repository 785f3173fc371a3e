"""YAML of names under names: a text in, its values and the line of every name out.

What can neither end nor fit is refused before anything is built: the parser says what comes next
without going deeper itself, so depth, aliases and characters are looked at as they pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from kb.shown import obeyed

Place = tuple[str, ...]
DEEPEST = 3
NESTED = 30
"""How deep lists and names may stand inside each other."""

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Unreadable(ValueError):
    """What is no such YAML: the line and what is wrong with it."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line


class Misspelt(Unreadable):
    """What is no YAML at all."""

    def __init__(self, error: yaml.YAMLError) -> None:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "this is not valid YAML"
        advice = "check the indentation and colons"
        super().__init__(mark.line + 1 if mark else 1, f"{problem}; {advice}")


def events(text: str) -> Iterator[yaml.Event]:
    """What stands in a text, one thing after another; raises Unreadable."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=Loader):
            depth += _deeper(event)
            if problem := _problem(event, depth):
                raise Unreadable(line_of(event), problem)
            yield event
    except yaml.YAMLError as error:
        raise Misspelt(error) from None


def line_of(event: yaml.Event) -> int:
    """The line that something begins on, from 1."""
    return event.start_mark.line + 1 if event.start_mark else 1


def _deeper(event: yaml.Event) -> int:
    if isinstance(event, yaml.CollectionStartEvent):
        return 1
    return -1 if isinstance(event, yaml.CollectionEndEvent) else 0


def _problem(event: yaml.Event, depth: int) -> str:
    """What is wrong with what comes next, however well it is written."""
    if depth > NESTED:
        return f"this is nested more than {NESTED} deep; write it flat"
    if isinstance(event, yaml.AliasEvent):  # it can stand for itself, or for more than fits
        return f"'*{event.anchor}' is an alias; write the text out"
    if isinstance(event, yaml.ScalarEvent) and (odd := obeyed(event.value)):
        return f"{odd[0]!r} is no character for a text; take it out"
    return ""


def read_marked(text: str) -> tuple[dict[str, Any], Mapping[Place, int]]:
    """The tree, and the line of each name by the names above it; raises Unreadable."""
    for _ in events(text):
        pass
    loader = Loader(text)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise Unreadable(1, "names and values are expected here; write `name: value`")
        lines = dict(_lines(node, ()))
        return loader.construct_document(node), lines
    except yaml.YAMLError as error:
        raise Misspelt(error) from None
    except ValueError as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(1, f"a value in it cannot be read: {error}") from None
    finally:
        loader.dispose()


def _lines(node: yaml.MappingNode, above: Place) -> Iterator[tuple[Place, int]]:
    """The names in a mapping and those under them; a name that stands twice is refused."""
    seen: set[str] = set()
    for key, value in node.value:
        line, name = key.start_mark.line + 1, str(key.value)
        if name in seen:
            raise Unreadable(line, f"{name!r} stands here twice; rename one or take it out")
        seen.add(name)
        yield (*above, name), line
        yield from _below(value, (*above, name))


def _below(value: yaml.Node, place: Place) -> Iterator[tuple[Place, int]]:
    """The same for what stands under a name; the items of a list go by their numbers, from 0."""
    if len(place) >= DEEPEST:
        return
    if isinstance(value, yaml.MappingNode):
        yield from _lines(value, place)
    if isinstance(value, yaml.SequenceNode):
        for n, item in enumerate(value.value):
            yield (*place, str(n)), item.start_mark.line + 1
            yield from _below(item, (*place, str(n)))
