"""Small worlds for the tests of inference: claims in shorthand, random rule bases, an onlooker."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import numpy as np

from engine.extension import Extension, extension
from engine.judge.claims import AtLeast, Atom, Claim, Node, Premise
from engine.judge.infer import Inference
from engine.judge.logic import Findings, Program, Truths

NUMBER = "number"
STATES = {"T": True, "F": False, "?": None}

Condition = str | tuple[int, list["Condition"]]


def claim(name: str, *conditions: Condition, chapter: str = "leverage") -> Claim:
    """A claim from NUMBER, "other", "not other" and (needed, [conditions])."""
    lines = (_node(f"{name}#{i}", condition) for i, condition in enumerate(conditions, start=1))
    return Claim(name, chapter, tuple(lines))


def _node(line: str, condition: Condition) -> Node:
    if isinstance(condition, tuple):
        needed, members = condition
        nodes = (_node(f"{line}.{i}", member) for i, member in enumerate(members, start=1))
        return AtLeast(line, needed, tuple(nodes))
    if condition == NUMBER:
        return Atom(line)
    return Premise(line, condition.removeprefix("not "), condition.startswith("not "))


def program(*claims: Claim) -> Program:
    return Program(claims)


def truths(days: Mapping[str, str]) -> Truths:
    """Lines with a letter a day: {"a#1": "TF?"}."""
    letters = np.array([list(states) for states in days.values()]).T
    return Truths(tuple(days), letters == "T", letters == "F")


def said(inference: Inference | Findings, name: str) -> str:
    """A claim's findings with a letter a day: H, F or ?."""
    found = inference.findings if isinstance(inference, Inference) else inference
    letter = {"holds": "H", "fails": "F", "unknown": "?"}
    return "".join(letter[found.status(name, day)] for day in range(len(found.holds)))


def atoms(of: Program) -> tuple[str, ...]:
    return tuple(n.line for c in of.claims for n in c.nodes() if isinstance(n, Atom))


def random_program(rng: np.random.Generator) -> Program:
    """One to four chapters of one to four claims, which rest on any earlier one; nested groups."""
    claims: list[Claim] = []
    for chapter in range(int(rng.integers(1, 5))):
        for _ in range(int(rng.integers(1, 5))):
            earlier = [each.id for each in claims]
            conditions = [_condition(rng, earlier, 2) for _ in range(int(rng.integers(1, 5)))]
            claims.append(claim(f"c{len(claims)}", *conditions, chapter=f"chapter {chapter}"))
    return Program(tuple(claims))


def _condition(rng: np.random.Generator, earlier: list[str], depth: int) -> Condition:
    kind = rng.random()
    if depth and kind < 0.2:
        members = [_condition(rng, earlier, depth - 1) for _ in range(int(rng.integers(1, 6)))]
        return int(rng.integers(1, len(members) + 1)), members
    if earlier and kind < 0.55:
        return str(rng.choice(["", "not "])) + str(rng.choice(earlier))
    return NUMBER


def random_truths(rng: np.random.Generator, lines: Sequence[str], days: int) -> Truths:
    """True, false and unknown in shares that differ from line to line."""
    shares = rng.dirichlet([2, 2, 1], len(lines))
    drawn = rng.random((days, len(lines)))
    true = drawn < shares[:, 0]
    return Truths(tuple(lines), true, ~true & (drawn < shares[:, 0] + shares[:, 1]))


def by_hand(of: Program, given: Truths, day: int) -> dict[str, bool | None]:
    """The plainest evaluator there is: one day, one claim after the other, in Kleene's logic."""
    column = {line: i for i, line in enumerate(given.lines)}
    known: dict[str, bool | None] = {}

    def judge(node: Node) -> bool | None:
        match node:
            case Atom(line):
                decided = given.true[day, column[line]] or given.false[day, column[line]]
                return bool(given.true[day, column[line]]) if decided else None
            case Premise(claim=name, negated=negated):
                return None if known[name] is None else known[name] is not negated
            case AtLeast(needed=needed, members=members):
                votes = [judge(member) for member in members]
                if votes.count(True) >= needed:
                    return True
                return None if votes.count(True) + votes.count(None) >= needed else False

    for each in of.claims:
        votes = [judge(node) for node in each.lines]
        known[each.id] = False if False in votes else None if None in votes else True
    return known


class Onlooker:
    """The extension with everything written down: what lives, what went in, what came back."""

    def __init__(self) -> None:
        self.engine: Extension = extension()
        self.rulesets: set[int] = set()
        self.sessions: set[tuple[int, str]] = set()
        self.opened = self.most_sessions = 0
        self.batches: list[list[dict[str, object]]] = []
        self.codes: set[int] = set()

    def create_ruleset(self, name: str, rules: str, /) -> int:
        handle = self.engine.create_ruleset(name, rules)
        self.rulesets.add(handle)
        return handle

    def delete_ruleset(self, ruleset: int, /) -> None:
        self.rulesets.remove(ruleset)
        self.engine.delete_ruleset(ruleset)

    def assert_fact(self, ruleset: int, fact: str, /) -> tuple[int, int]:
        self.opened += 1
        self.sessions.add((ruleset, json.loads(fact)["sid"]))
        self.most_sessions = max(self.most_sessions, len(self.sessions))
        return self._noted([json.loads(fact)], self.engine.assert_fact(ruleset, fact))

    def assert_facts(self, ruleset: int, facts: str, /) -> tuple[int, int]:
        return self._noted(json.loads(facts), self.engine.assert_facts(ruleset, facts))

    def start_action_for_state(self, ruleset: int, session: int, /) -> tuple[str, str] | None:
        return self.engine.start_action_for_state(ruleset, session)

    def complete_and_start_action(self, ruleset: int, session: int, /) -> str | None:
        return self.engine.complete_and_start_action(ruleset, session)

    def delete_state(self, ruleset: int, sid: str, /) -> None:
        self.sessions.remove((ruleset, sid))
        self.engine.delete_state(ruleset, sid)

    def _noted(self, batch: list[dict[str, object]], result: tuple[int, int]) -> tuple[int, int]:
        self.batches.append(batch)
        self.codes.add(result[0])
        return result


def fnv(text: str) -> int:
    """The 32-bit hash by which durable_rules tells facts apart."""
    value = 2166136261
    for byte in text.encode():
        value = (value ^ byte) * 16777619 % 2**32
    return value
