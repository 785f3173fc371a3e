"""What a run comes to, claim by claim: from the ledger as recorded, or from a run just executed.

Two outcomes are compared item by item: a finding, a quantity, a claim's sentences.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from engine.judge.run import Run
from engine.pages.book import RuleBook
from engine.words.sentences import Writer
from kb import ledger
from kb.store import KnowledgeBase
from kb.units import spell


class Item(NamedTuple):
    """One thing a run says: `kind` is headline, finding, quantity or sentence.

    claim  of which it is said; none for the headline, whose value is a claim
    name   that of a quantity
    """

    kind: str
    claim: str = ""
    name: str = ""


class Amount(NamedTuple):
    """A quantity over the scenarios, in canonical units."""

    low: float
    mid: float
    high: float
    unit: str


Value = str | Amount | None


@dataclass(frozen=True)
class Outcome:
    """Every item of a run; what is missing or unknown is None."""

    items: Mapping[Item, Value]

    def __getitem__(self, item: Item) -> Value:
        return self.items.get(item)


def recorded_outcome(kb: KnowledgeBase, run: str, book: RuleBook) -> Outcome:
    """What the ledger holds of a run on this rule book."""
    records = {record.claim: record for record in ledger.findings(kb, run)}
    spoken = (claim for claim in book.order.headline if records[claim].status == "holds")
    items: dict[Item, Value] = {Item("headline"): next(spoken, None)}
    for record in records.values():
        found = json.loads(record.json)
        if record.claim not in book.order.headline:
            items[Item("finding", record.claim)] = _finding(record.status, record.reason)
        items[Item("sentence", record.claim)] = found["sentence"]
        for name, said in found["quantities"].items():
            amount = Amount(said["low"], said["mid"], said["high"], said["unit"])
            known = said["mid"] is not None
            items[Item("quantity", record.claim, name)] = amount if known else None
    return Outcome(items)


def outcome_of(run: Run) -> Outcome:
    """What a run that was just executed comes to, in the words of its briefing."""
    items: dict[Item, Value] = {Item("headline"): run.headline}
    for claim, found in run.findings.items():
        if claim not in run.book.order.headline:
            items[Item("finding", claim)] = _finding(found.status, found.reason or "")
    items.update(_quantities(run))
    writer = Writer(run)
    for claim in _told(run):
        said = (*writer.sentences(claim), *writer.details(claim))  # as the ledger keeps them
        text = " ".join(sentence.text for sentence in said)
        items[Item("sentence", claim)] = text or None
    return Outcome(items)


def is_known(item: Item, value: Value) -> bool:
    """Whether something is said at all: a finding that is unknown is as good as none."""
    return value is not None and not (item.kind == "finding" and str(value).startswith("unknown"))


def _finding(status: str, reason: str) -> str:
    return f"{status} ({reason})" if reason else status


def _quantities(run: Run) -> Iterator[tuple[Item, Value]]:
    for page in run.book.pages:
        for name in page.names:
            values = run.evaluation.value(page.claim, name)
            unit = spell(run.book.dimensions[page.claim][name])
            ends = (values.low(0), values.middle(0), values.high(0)) if values.known[0] else None
            yield Item("quantity", page.claim, name), ends and Amount(*ends, unit)


def _told(run: Run) -> Iterator[str]:
    """The claims a briefing gives sentences to, in its order."""
    order = run.book.order
    if run.headline:
        yield run.headline
    for chapter in (*order.why, *order.where):
        yield from chapter.claims
