"""A proof tree as text."""

from __future__ import annotations

from engine.proof.text import as_text
from engine.proof.tree import Node


def node(text: str, *children: Node) -> Node:
    return Node("line", text, children)


def test_a_tree_is_drawn_root_first_with_its_branches():
    tree = node("a", node("b", node("c")), node("d"))
    assert as_text(tree) == "a\n├─ b\n│  └─ c\n└─ d\n"


def test_a_tree_of_one_node_is_one_line():
    assert as_text(node("a")) == "a\n"


def test_what_was_shown_once_is_not_opened_again():
    shared = node("b", node("c"))
    assert as_text(node("a", shared, shared)) == "a\n├─ b\n│  └─ c\n└─ b (shown above)\n"


def test_a_leaf_may_be_shown_twice():
    assert as_text(node("a", node("b"), node("b"))) == "a\n├─ b\n└─ b\n"
