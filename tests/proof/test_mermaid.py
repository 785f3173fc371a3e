"""A proof tree as Mermaid."""

from __future__ import annotations

import re

import pytest

from engine.proof.node import Node
from engine.proof.text import as_mermaid
from engine.proof.tree import Prover
from tests.desk import ask


def test_arrows_lead_from_what_is_rested_on():
    tree = Node("line", "a", (Node("fact", "b"),))
    assert as_mermaid(tree) == ('flowchart BT\n  n0{{"a"}}\n  n1[("b")]\n  n1 --> n0\n')


def test_what_is_shared_is_one_box():
    shared = Node("fact", "b")
    drawn = as_mermaid(Node("line", "a", (Node("line", "c", (shared,)), shared)))
    assert drawn.count('"b"') == 1
    assert drawn.count("-->") == 3


@pytest.mark.parametrize(
    "hostile", ['"]; click n0 "x"', "<script>", "a`b`", "#quot;", "a & b", "\\"]
)
def test_no_text_ends_its_label(hostile):
    [label] = re.findall(r'n0\["(.*)"\]', as_mermaid(Node("rule", hostile)))
    assert not set(label) & set('"<>`\\')


def test_every_step_of_a_proof_is_a_box(kb, book):
    tree = Prover(ask(kb, book), kb).claim("floor_reached")
    drawn = as_mermaid(tree)
    assert len(re.findall(r"^  n\d+\W", drawn, re.M)) >= tree.size
    assert drawn.startswith("flowchart BT\n")
