"""The yardsticks of a history: the same rules in a plain Python loop, and in CLIPS.

Both get the truths of the lines as ours does, and both say why: the plain loop keeps the lines that
decide, CLIPS which rules fired. CLIPS gets the very rules that durable_rules gets.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
from collections.abc import Mapping, Sequence
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


def tokens_of(truths: Truths, row: int) -> list[str]:
    """A day's truths as the strings that a matcher is given."""
    planes: tuple[tuple[str, BoolArray], ...] = (("true", truths.true), ("false", truths.false))
    return [
        f"{word}:{truths.lines[column]}"
        for word, plane in planes
        for column in np.flatnonzero(plane[row]).tolist()
    ]
