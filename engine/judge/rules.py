"""A chapter's claims as rules over strings: claims in, rule sets for durable_rules out.

A token is `true:LINE`, `false:LINE`, `holds:CLAIM`, `fails:CLAIM`, or `part:RULE:n` where a rule
had to be cut. A rule needs all its premises and concludes one token; none has a negative premise,
so silence concludes nothing. `holds:c` needs every line of c true, `fails:c:i` its line i false.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations
from math import comb
from typing import NamedTuple

from engine.judge.claims import AtLeast, Atom, Claim, LogicError, Node, Premise

HEARTBEAT = "heartbeat"
PROPERTY = "says"

# A way to reach k of n is a rule, and every way that is met fires.
COMBINATIONS = 128
# durable_rules 2.0.28 compares every fact with every test at its root (more than 511: it hangs),
# keeps the premises of one match in 16 slots, and the rules that read a test in an unguarded list
# (more than 255: it crashes). Equal tests are shared, so a token never matches more than one.
ROOT_TESTS = 511
ANTECEDENTS = 16
READERS = 255
RULES = 4096


class TooLarge(LogicError):
    """More rules, tests or premises than durable_rules holds at once."""


class Rule(NamedTuple):
    """All premises together conclude one token; the id names the rule in a firing."""

    id: str
    premises: tuple[str, ...]
    concludes: str


class RuleSet:
    """The rules of one chapter, in the order they are tried."""

    def __init__(self, chapter: str, rules: tuple[Rule, ...]) -> None:
        self.chapter = chapter
        self.rules = rules

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """Every token some rule reads, each once."""
        return tuple(dict.fromkeys(token for rule in self.rules for token in rule.premises))

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """The tokens that come from outside: numeric lines and claims of earlier chapters."""
        concluded = {rule.concludes for rule in self.rules}
        return tuple(token for token in self.reads if token not in concluded)

    @cached_property
    def definition(self) -> str:
        """The rules as durable_rules takes them, the heartbeat first."""
        premises = {HEARTBEAT: (HEARTBEAT,)} | {rule.id: rule.premises for rule in self.rules}
        return json.dumps({rule: {"all": _antecedents(all_)} for rule, all_ in premises.items()})

    @cached_property
    def name(self) -> str:
        """A name by content: other rules, another name."""
        return f"downdraft-{hashlib.sha256(self.definition.encode()).hexdigest()[:32]}"


def rule_sets(chapter: str, claims: Sequence[Claim]) -> Iterator[tuple[Sequence[Claim], RuleSet]]:
    """The rules of a chapter's claims, in dependency order, with the claims that each set judges.

    One set, or as many as durable_rules needs: what an earlier one found is given to the next.

    raises  TooLarge for a single claim that it could not hold
    """
    for number, (part, compiled) in enumerate(_parts(chapter, claims), start=1):
        name = chapter if number == 1 else f"{chapter} ({number})"
        yield part, RuleSet(name, compiled.rules)


def _parts(chapter: str, claims: Sequence[Claim]) -> Iterator[tuple[Sequence[Claim], RuleSet]]:
    """Halves of what is too large, and halves of those."""
    try:
        compiled = compile_chapter(chapter, claims)
    except TooLarge:
        if len(claims) == 1:
            raise
        half = len(claims) // 2
        yield from _parts(chapter, claims[:half])
        yield from _parts(chapter, claims[half:])
    else:
        yield claims, compiled


def compile_chapter(chapter: str, claims: Sequence[Claim]) -> RuleSet:
    """The rules of a chapter's claims, in dependency order.

    raises  TooLarge when durable_rules could not hold them: where, and what to do
    """
    rules: dict[tuple[tuple[str, ...], str], Rule] = {}
    for claim in claims:
        for rule in _claim_rules(claim):
            rules.setdefault((rule.premises, rule.concludes), rule)
    compiled = RuleSet(chapter, tuple(rules.values()))
    check_limits(compiled)
    return compiled


def check_limits(compiled: RuleSet) -> None:
    """Refuse rules that durable_rules would hang or crash on; the sentence names the chapter."""
    rules = compiled.rules
    readers = Counter(token for rule in rules for token in rule.premises)
    token, most = readers.most_common(1)[0]
    longest = max(rules, key=lambda rule: len(rule.premises))
    for count, limit, what in (
        (len(compiled.reads) + 1, ROOT_TESTS, "different tests"),
        (len(longest.premises), ANTECEDENTS, f"premises in rule {longest.id}"),
        (most, READERS, f"rules that read {token}"),
        (len(rules) + 1, RULES, "rules"),
    ):
        if count > limit:
            raise TooLarge(
                f"chapter {compiled.chapter} comes to {count} {what}, and durable_rules takes no "
                f"more than {limit}; split the claim that takes most in two",
                compiled.chapter,
            )


def _antecedents(tokens: Sequence[str]) -> list[dict[str, dict[str, str]]]:
    return [{f"m_{i}": {PROPERTY: token}} for i, token in enumerate(tokens)]


def _claim_rules(claim: Claim) -> Iterator[Rule]:
    for node in claim.lines:
        yield from _group_rules(claim, node)
    holds, fails = f"holds:{claim.id}", f"fails:{claim.id}"
    yield from _all_of(holds, [_true(node) for node in claim.lines], holds)
    for i, node in enumerate(claim.lines, start=1):
        yield Rule(f"{fails}:{i}", (_false(node),), fails)


def _group_rules(claim: Claim, node: Node) -> Iterator[Rule]:
    if not isinstance(node, AtLeast):
        return
    for member in node.members:
        yield from _group_rules(claim, member)
    true, false = [_true(member) for member in node.members], [_false(m) for m in node.members]
    for tokens, needed, concludes in (
        (true, node.needed, _true(node)),
        (false, len(false) - node.needed + 1, _false(node)),
    ):
        if (ways := comb(len(tokens), needed)) > COMBINATIONS:
            raise LogicError(
                f"claim {claim.id}, line {node.line}: at least {node.needed} of {len(true)} takes "
                f"{ways} rules, more than {COMBINATIONS}; split it into claims over fewer lines",
                node.line,
            )
        for way, chosen in enumerate(combinations(tokens, needed), start=1):
            yield from _all_of(f"{concludes}:{way}", chosen, concludes)


def _all_of(rule: str, tokens: Sequence[str], concludes: str) -> Iterator[Rule]:
    """One rule, or, where the premises are too many for one, a rule over rules for its parts."""
    premises = tuple(dict.fromkeys(tokens))
    if len(premises) > ANTECEDENTS:
        cuts = range(0, len(premises), ANTECEDENTS)
        parts = [
            Rule(part := f"part:{rule}:{n}", premises[cut : cut + ANTECEDENTS], part)
            for n, cut in enumerate(cuts, start=1)
        ]
        yield from parts
        premises = tuple(part.concludes for part in parts)
    yield Rule(rule, premises, concludes)


def _true(node: Node) -> str:
    match node:
        case Premise(claim=claim, negated=negated):
            return f"fails:{claim}" if negated else f"holds:{claim}"
        case Atom(line) | AtLeast(line):
            return f"true:{line}"


def _false(node: Node) -> str:
    match node:
        case Premise(claim=claim, negated=negated):
            return f"holds:{claim}" if negated else f"fails:{claim}"
        case Atom(line) | AtLeast(line):
            return f"false:{line}"
