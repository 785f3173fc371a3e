"""What is told: a run with its sentences and something that happened in, an event out."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel

from engine.pages.edges import Node

if TYPE_CHECKING:
    from engine.pages.book import RuleBook
    from kb.ledger import StoredSentence

SENTENCES = 3
UNSPOKEN = "no sentence of the run speaks of it"


class Event(BaseModel):
    """Something that is told once.

    event      turned, level, stale, near, disagree or suspect
    run        the run that shows it
    sentences  of that run, that speak of it; said is the first of them, or that there is none
    """

    event: str
    asset: str
    day: str
    text: str
    run: str
    sentences: list[str] = []
    said: str = UNSPOKEN


@dataclass(frozen=True)
class Place:
    """What events are of: an asset, a day, a run and its sentences."""

    asset: str
    day: str
    run: str
    sentences: tuple[StoredSentence, ...]

    def event(self, kind: str, text: str, about: Collection[str]) -> Event:
        """An event with the first sentences that speak of it.

        about  the claims, and the facts and quantities as CLAIM.NAME, that it is about
        """
        found = [each for each in self.sentences if each.claim in about or _names(each, about)]
        return Event(
            event=kind, asset=self.asset, day=self.day, text=text, run=self.run,
            sentences=[f"S{each.n}" for each in found[:SENTENCES]],
            said=found[0].text if found else UNSPOKEN,
        )  # fmt: skip


def _names(said: StoredSentence, about: Collection[str]) -> bool:
    """Whether a number in a sentence is one of these facts and quantities, or a part of one."""
    named = (str(ref["name"]).split(".") for ref in json.loads(said.refs))
    return any(".".join(parts[:2]) in about for parts in named)


def of_series(book: RuleBook, series: str) -> tuple[str, ...]:
    """The facts that pages read of a series, and the quantities that are made of these directly."""
    return tuple(node.path for node in _of_series(book, series))


def _of_series(book: RuleBook, series: str) -> Iterator[Node]:
    read = [
        Node(page.claim, fact.name)
        for page in book.pages
        for fact in page.facts
        if series in fact.request.reads
    ]
    yield from read
    for page in book.pages:
        made = (Node(page.claim, quantity.name) for quantity in page.let)
        yield from (node for node in made if set(read) & set(book.graph.inputs(node)))
