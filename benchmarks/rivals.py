"""The yardsticks of a history: the same rules in a plain Python loop, in CLIPS and in ZEN.

All get the truths of the lines as ours does, and all say why: the plain loop keeps the lines that
decide, CLIPS which rules fired, ZEN the sign of every line. CLIPS gets the very rules that
durable_rules gets; ZEN, which knows no matching of rules, an expression for each line and claim.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from engine.judge.claims import AtLeast, Atom, Node, Premise
from engine.judge.logic import BoolArray, Program, Truths
from engine.judge.rules import compile_chapter

Sign = int
"""1 for true, -1 for false, 0 for unknown."""


class Judged(NamedTuple):
    """A claim on one day: 1 when it holds, -1 when it fails; the lines that are false, or open."""

    sign: Sign
    false: list[str]
    open: list[str]


def plain_loop(program: Program, truths: Truths) -> list[dict[str, Judged]]:
    """Every claim of every day, one after the other, as one would write it first."""
    signs = (truths.true.astype(np.int8) - truths.false.astype(np.int8)).tolist()
    return [_day(program, dict(zip(truths.lines, row, strict=True))) for row in signs]


def _day(program: Program, lines: Mapping[str, Sign]) -> dict[str, Judged]:
    found: dict[str, Judged] = {}
    for claim in program.claims:
        false, open_ = [], []
        for node in claim.lines:
            sign = _sign(node, lines, found)
            if sign < 0:
                false.append(node.line)
            elif not sign:
                open_.append(node.line)
        found[claim.id] = Judged(-1 if false else 0 if open_ else 1, false, open_)
    return found


def _sign(node: Node, lines: Mapping[str, Sign], found: Mapping[str, Judged]) -> Sign:
    if isinstance(node, Atom):
        return lines[node.line]
    if isinstance(node, Premise):
        sign = found[node.claim].sign
        return -sign if node.negated else sign
    return _counted(node, [_sign(member, lines, found) for member in node.members])


def _counted(group: AtLeast, signs: Sequence[Sign]) -> Sign:
    if signs.count(1) >= group.needed:
        return 1
    return -1 if signs.count(-1) > len(signs) - group.needed else 0


class Clips:
    """The program as CLIPS rules, one environment for some days; each day it starts anew.

    A token is a relation of its own, and a day's come in together: what CLIPS finds fastest. It
    slows down by the day, since its Python side keeps facts it has shown, so a round takes a new
    one.
    """

    def __init__(self, program: Program) -> None:
        chapters = program.chapters.items()
        rules = [rule for name, claims in chapters for rule in compile_chapter(name, claims).rules]
        named = (token for rule in rules for token in (*rule.premises, rule.concludes))
        self._relation = {token: f"t{n}" for n, token in enumerate(dict.fromkeys(named))}
        self.rules = rules
        self._environment: Any = importlib.import_module("clips").Environment()
        # It must never be freed: CLIPS would then complain on standard output, amid our table.
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._environment))
        self._environment.build("(deftemplate fired (slot rule))")
        self._fired = self._environment.find_template("fired")
        for n, rule in enumerate(rules):
            premises = " ".join(f"({self._relation[token]})" for token in rule.premises)
            then = f"(assert ({self._relation[rule.concludes]})) (assert (fired (rule {n})))"
            self._environment.build(f"(defrule r{n} {premises} => {then})")

    def day(self, tokens: Sequence[str]) -> list[int]:
        """The rules that fire on the tokens of a day, by their places in `rules`, in order."""
        relations = (self._relation[token] for token in tokens if token in self._relation)
        self._environment.reset()
        self._environment.load_facts(" ".join(f"({name})" for name in relations))
        self._environment.run()
        return [int(fact["rule"]) for fact in self._fired.facts()]


def clips_for(program: Program) -> Clips | None:
    """CLIPS with the program's rules; None where `clipspy` is not installed."""
    return Clips(program) if importlib.util.find_spec("clips") else None


class Zen:
    """The program as one decision of ZEN: each line an expression, each claim the least of its own.

    Signs are what `min` needs to judge "all of them" among true, unknown and false.
    """

    def __init__(self, program: Program) -> None:
        self._line: dict[str, int] = {}
        self._claim: dict[str, str] = {}
        self._told: dict[str, list[tuple[str, str]]] = {}
        expressions: dict[str, str] = {}
        for claim in program.claims:
            keys = [f"s{len(expressions) + n}" for n in range(len(claim.lines))]
            expressions |= zip(keys, map(self._expression, claim.lines), strict=True)
            key = self._claim[claim.id] = f"c{len(self._claim)}"
            expressions[key] = f"min([{', '.join(f'$.{each}' for each in keys)}])"
            self._told[claim.id] = [
                (n.line, each) for n, each in zip(claim.lines, keys, strict=True)
            ]
        engine = importlib.import_module("zen").ZenEngine()
        self._decision: Any = engine.create_decision(_decision(expressions))

    def _expression(self, node: Node) -> str:
        if isinstance(node, Atom):
            return f"lines[{self._line.setdefault(node.line, len(self._line))}]"
        if isinstance(node, Premise):
            return f"{'-' if node.negated else ''}$.{self._claim[node.claim]}"
        members = f"[{', '.join(map(self._expression, node.members))}]"
        true, false = (f"len(filter({members}, # == {sign}))" for sign in (1, -1))
        may_fail = len(node.members) - node.needed
        return f"{true} >= {node.needed} ? 1 : ({false} > {may_fail} ? -1 : 0)"

    def signs(self, truths: Truths, row: int) -> list[Sign]:
        """The signs of the lines on a day, in the order in which the decision reads them."""
        given = (truths.true[row].astype(int) - truths.false[row]).tolist()
        place = {line: column for column, line in enumerate(truths.lines)}
        return [given[place[line]] for line in self._line]

    def day(self, signs: Sequence[Sign]) -> dict[str, Judged]:
        """Every claim with the lines that are false and open."""
        result = self._decision.evaluate({"lines": signs})["result"]
        return {
            claim: Judged(
                result[self._claim[claim]],
                [line for line, key in told if result[key] < 0],
                [line for line, key in told if not result[key]],
            )
            for claim, told in self._told.items()
        }


def _decision(expressions: Mapping[str, str]) -> str:
    """Input, the expressions one after the other, output: a JSON decision model."""
    rows = [{"id": key, "key": key, "value": value} for key, value in expressions.items()]
    kinds = {"input": {}, "expression": {"expressions": rows}, "output": {}}
    place = {"x": 0, "y": 0}
    nodes = [
        {"id": kind, "name": kind, "type": f"{kind}Node", "position": place, "content": content}
        for kind, content in kinds.items()
    ]
    edges = [
        {"id": f"to-{target}", "sourceId": source, "targetId": target, "type": "edge"}
        for source, target in pairwise(kinds)
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def zen_for(program: Program) -> Zen | None:
    """ZEN with the program's claims; None where `zen-engine` is not installed."""
    return Zen(program) if importlib.util.find_spec("zen") else None


def tokens_of(truths: Truths, row: int) -> list[str]:
    """A day's truths as the strings that a matcher is given."""
    planes: tuple[tuple[str, BoolArray], ...] = (("true", truths.true), ("false", truths.false))
    return [
        f"{word}:{truths.lines[column]}"
        for word, plane in planes
        for column in np.flatnonzero(plane[row]).tolist()
    ]
