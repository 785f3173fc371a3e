"""A proof tree written out: as text, one line a node with the branches drawn, or as Mermaid."""

from __future__ import annotations

from collections.abc import Iterator

from engine.proof.node import Node

SHAPES = {
    "sentence": ("([", "])"), "finding": ("[[", "]]"), "line": ("{{", "}}"), "fact": ("[(", ")]"),
    "window": ("[(", ")]"),
}  # fmt: skip
_SPOILS = {'"': "&quot;", "<": "&lt;", ">": "&gt;", "`": "&#96;", "\\": "&#92;"}


def as_text(node: Node) -> str:
    """The tree, root first; what has been shown once is not opened again."""
    return "\n".join(_lines(node, "", "", set())) + "\n"


def _lines(node: Node, head: str, body: str, seen: set[str]) -> Iterator[str]:
    again = bool(node.children) and node.text in seen
    yield f"{head}{node.text}{' (shown above)' if again else ''}"
    if again:
        return
    seen.add(node.text)
    for i, child in enumerate(node.children):
        last = i == len(node.children) - 1
        yield from _lines(
            child, body + ("└─ " if last else "├─ "), body + ("   " if last else "│  "), seen
        )


def as_mermaid(node: Node) -> str:
    """A flowchart from the facts at the bottom up; what is shared is one box."""
    numbers = {id(step): f"n{i}" for i, step in enumerate(node.steps())}
    return "\n".join(["flowchart BT", *_boxes(node, numbers), *_arrows(node, numbers), ""])


def _boxes(node: Node, numbers: dict[int, str]) -> Iterator[str]:
    for step in node.steps():
        left, right = SHAPES.get(step.kind, ("[", "]"))
        yield f'  {numbers[id(step)]}{left}"{_label(step.text)}"{right}'


def _arrows(node: Node, numbers: dict[int, str]) -> Iterator[str]:
    for step in node.steps():
        for child in step.children:
            yield f"  {numbers[id(child)]} --> {numbers[id(step)]}"


def _label(text: str) -> str:
    """Text that no character of which ends a label or starts something else in it."""
    escaped = text.replace("&", "&amp;").replace("#", "&#35;")
    for sign, written in _SPOILS.items():
        escaped = escaped.replace(sign, written)
    return escaped
