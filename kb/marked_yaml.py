"""YAML of names under names: a text in, its values and the line of every name out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

Place = tuple[str, ...]
DEEPEST = 3

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Unreadable(ValueError):
    """What is no such YAML: the line and what is wrong with it."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line


def read_marked(text: str) -> tuple[dict[str, Any], Mapping[Place, int]]:
    """The tree, and the line of each name by the names above it; raises Unreadable."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise Unreadable(1, "names and values are expected here; write `name: value`")
        lines = dict(_lines(node, ()))
        return loader.construct_document(node), lines
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "this is not valid YAML"
        advice = "check the indentation and colons"
        raise Unreadable(mark.line + 1 if mark else 1, f"{problem}; {advice}") from None
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
