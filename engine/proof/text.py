"""A proof tree as text: one line a node, with the branches drawn."""

from __future__ import annotations

from collections.abc import Iterator

from engine.proof.node import Node


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
