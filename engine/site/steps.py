"""Steps of a proof for a page: nodes in, the contract's steps out, and where each of them leads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.contract.audit import StepOut
from engine.proof.node import Node


def step_of(node: Node) -> StepOut:
    """A node with all it rests on."""
    return StepOut.model_validate(node.as_tree())


def steps_of(nodes: Iterable[Node]) -> list[StepOut]:
    """Several, each opened by itself."""
    return [step_of(node) for node in nodes]


NAMES = {
    "finding": ("claim", "claim"), "page": ("claim", "claim"), "sentence": ("claim", "claim"),
    "quantity": ("claim", "claim"), "fact": ("fact", "fact"), "window": ("series", "series"),
}  # fmt: skip
"""By the kind of a step the kind of page it leads to, and which of its values names that."""


def leads_to(kind: str, values: Mapping[str, Any]) -> str:
    """The address that a step leads to; "" where it leads nowhere, as where it is opened above."""
    to, named = NAMES.get(kind, ("", ""))
    if named not in values:
        return ""
    anchor = f"#q-{values['name']}" if kind == "quantity" else ""
    return f"{to}/{values[named]}{anchor}"
