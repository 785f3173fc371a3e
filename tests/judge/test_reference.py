"""The reference evaluator by itself, and that it stands on nothing of the matcher's."""

from __future__ import annotations

import ast
import inspect

from engine.judge import reference
from tests.judge.worlds import NUMBER, claim, program, said, truths


def test_it_judges_in_kleenes_logic():
    base = program(
        claim("fall", NUMBER, NUMBER),
        claim("stop", (2, ["fall", "not fall", NUMBER]), chapter="floor"),
    )
    days = {"fall#1": "TTF?", "fall#2": "T?TT", "stop#1.3": "TTFT"}
    found = reference.evaluate(base, truths(days))
    assert said(found, "fall") == "H?F?"
    assert said(found, "stop") == "H?F?"


def test_it_imports_nothing_but_the_shapes_of_logic():
    tree = ast.parse(inspect.getsource(reference))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    shapes = {"engine.judge.claims", "engine.judge.logic"}
    assert {name for name in imported if name.startswith("engine")} == shapes
