"""The evidence: the facts behind a document, numbered in the order they are first rested on.

A reading of a few facts gives an entry for each; a window of many gives one entry for all of them,
with their number and a digest, so that a year of closes does not fill three pages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

from engine.words.cite import Ref
from kb.frozen import dataclass
from kb.store import KnowledgeBase, StoredFact

SINGLY = 5
_written = lru_cache(4096)(str)  # of moments: a window repeats them, and they take long to write
Group = tuple[int, ...]


@dataclass(frozen=True)
class Exhibit:
    """One numbered entry: a fact, or a window of facts with a digest of what they say."""

    id: str
    facts: tuple[StoredFact, ...]
    digest: str


class Evidence:
    """Numbers fact groups as they are asked for."""

    def __init__(self) -> None:
        self._numbers: dict[Group, int] = {}

    def ids(self, refs: Iterable[Ref]) -> tuple[str, ...]:
        """The entries a sentence rests on, as F1, F2, ..."""
        numbers = {
            self._numbers.setdefault(entry, len(self._numbers) + 1)
            for ref in refs for group in ref.facts for entry in entries(group)
        }  # fmt: skip
        return tuple(f"F{n}" for n in sorted(numbers))

    def numbered(self, refs: Iterable[Ref]) -> tuple[str, ...]:
        """The entries that facts have already, in the order of the facts; none is added."""
        found = (self._numbers.get(e) for ref in refs for g in ref.facts for e in entries(g))
        return tuple(f"F{n}" for n in dict.fromkeys(found) if n is not None)

    @property
    def groups(self) -> dict[str, Group]:
        """The fact rows of every entry numbered up to now."""
        return {f"F{number}": entry for entry, number in self._numbers.items()}

    def exhibits(self, kb: KnowledgeBase) -> Iterator[Exhibit]:
        """Every entry numbered up to now; the base is read when the first of them is asked for."""
        return _read(dict(self._numbers), kb)


def _read(numbers: Mapping[Group, int], kb: KnowledgeBase) -> Iterator[Exhibit]:
    """The numbered entries: their facts are read at once, a digest when it is due."""
    stored = {fact.id: fact for fact in kb.facts(sorted({row for e in numbers for row in e}))}
    said = cache(lambda row: _said(stored[row]))  # windows share most facts
    for entry, number in numbers.items():
        facts = tuple(stored[row] for row in entry)
        digest = "" if len(entry) == 1 else _digest(map(said, entry))[:16]
        yield Exhibit(f"F{number}", facts, digest)


def entries(group: Group) -> tuple[Group, ...]:
    """The entries a reading makes: each of its facts, or one for a window of many."""
    return tuple((row,) for row in group) if len(group) <= SINGLY else (group,)


def windows(facts: Iterable[StoredFact]) -> Iterator[tuple[StoredFact, ...]]:
    """The facts of each series and source, oldest first: together, or each alone where few."""
    groups: dict[tuple[str, str], list[StoredFact]] = {}
    for fact in facts:
        groups.setdefault((fact.series, fact.source), []).append(fact)
    for group in groups.values():
        group.sort(key=lambda fact: (fact.as_of, fact.known_at, fact.id))
        yield from [(fact,) for fact in group] if len(group) <= SINGLY else [tuple(group)]


def digest_of(facts: Sequence[StoredFact]) -> str:
    """The first digits of `full_digest`, for people."""
    return full_digest(facts)[:16]


def full_digest(facts: Sequence[StoredFact]) -> str:
    """A sha256 of what the facts say, whatever their rows and batches are called."""
    return _digest(map(_said, facts))


def _digest(said: Iterable[str]) -> str:
    return hashlib.sha256("".join(said).encode()).hexdigest()


def _said(fact: StoredFact) -> str:
    """A line of all that a fact says."""
    about = f"{fact.series}|{fact.source}|{fact.as_of}|{fact.span}|{fact.target}"
    return f"{about}|{_written(fact.known_at)}|{fact.value.hex()}\n"


def shortened(ids: Iterable[str]) -> str:
    """F1 F2 F3 F7 as "F1–F3 F7"."""
    numbers = [int(name[1:]) for name in ids]
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return " ".join(f"F{a}" if a == b else f"F{a}–F{b}" for a, b in runs)
