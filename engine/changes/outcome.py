"""What a run comes to, item by item: executed just now, or as the ledger holds it.

An item is the headline, a claim's finding, one of its quantities, or its sentences. Outcomes are
compared item by item, wherever each comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from engine.judge.run import Run
from engine.pages.order import Order
from engine.words.of_other_days import of_other_days
from engine.words.sentences import Writer
from kb import ledger
from kb.finding_rows import finding_row
from kb.frozen import dataclass
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


@dataclass(frozen=True)
class FindingValue:
    """A finding: its status, and why where it is unknown."""

    status: str
    reason: str = ""


class Amount(NamedTuple):
    """A quantity over the scenarios, in canonical units."""

    low: float
    mid: float
    high: float
    unit: str


@dataclass(frozen=True)
class Sentences:
    """What is said of a claim, sentence by sentence."""

    sentences: tuple[str, ...]


Value = str | FindingValue | Amount | Sentences | None


@dataclass(frozen=True)
class Outcome:
    """Every item of a run, in the order of its pages; what is missing or unknown is None."""

    items: Mapping[Item, Value]

    def __getitem__(self, item: Item) -> Value:
        return self.items.get(item)


def is_known(value: Value) -> bool:
    """Whether something is said at all: a finding that is unknown is as good as none."""
    return value.status != "unknown" if isinstance(value, FindingValue) else value is not None


def recorded_findings(kb: KnowledgeBase, run: str, order: Order) -> Outcome:
    """The headline and the findings that the ledger holds of a run, headlines in this order."""
    return _judged(order, {each.claim: FindingValue(each.status, each.reason)
                          for each in ledger.findings(kb, run)})  # fmt: skip


def recorded_outcome(kb: KnowledgeBase, run: str, order: Order) -> Outcome:
    """What the ledger holds of a run on pages so ordered; StoreError where later code wrote it."""
    items = dict(recorded_findings(kb, run, order).items)
    texts: dict[str, list[str]] = {}
    for sentence in ledger.sentences(kb, run):
        if not sentence.short:
            texts.setdefault(sentence.claim, []).append(sentence.text)
    for record in ledger.findings(kb, run):
        for name, (low, mid, high, unit) in finding_row(record.json).quantities.items():
            amount = None
            if low is not None and mid is not None and high is not None:
                amount = Amount(low, mid, high, unit)
            items[Item("quantity", record.claim, name)] = amount
        if record.status != "not_judged":  # why it is not judged is no sentence on the day
            items[Item("sentence", record.claim)] = _sentences(texts.get(record.claim, ()))
    return Outcome(items)


def findings_of(run: Run) -> Outcome:
    """The headline and the findings of a run that was just executed."""
    found = run.findings.values()
    values = {each.claim: FindingValue(each.status, each.reason or "") for each in found}
    return _judged(run.book.order, values)


def outcome_of(run: Run, *, details: bool = True) -> Outcome:
    """What a run that was just executed comes to, in the words of its briefing.

    details  with what a page adds for the annex, as the ledger keeps it
    """
    items = dict(findings_of(run).items)
    items.update(_quantities(run))
    writer = Writer(run)
    for claim in _claims_with_sentences(run):
        said = (*writer.sentences(claim), *(writer.details(claim) if details else ()))
        items[Item("sentence", claim)] = _sentences(sentence.text for sentence in said)
    return Outcome(items)


def _judged(order: Order, found: Mapping[str, FindingValue]) -> Outcome:
    """The first headline that holds, and every finding but those of headlines."""
    headlines = order.headline
    speaks = (c for c in headlines if c in found and found[c].status == "holds")
    items: dict[Item, Value] = {Item("headline"): next(speaks, None)}
    own = {Item("finding", claim): each for claim, each in found.items() if claim not in headlines}
    return Outcome(items | own)


def _sentences(sentences: Iterable[str]) -> Sentences | None:
    found = tuple(sentences)
    return Sentences(found) if found else None


def _quantities(run: Run) -> Iterator[tuple[Item, Value]]:
    for page in run.book.pages:
        for name in page.names:
            values = run.evaluation.value(page.claim, name)
            unit = spell(run.book.dimensions[page.claim][name])
            amount = Amount(*values.ends(0), unit) if values.known[0] else None
            yield Item("quantity", page.claim, name), amount


def _claims_with_sentences(run: Run) -> Iterator[str]:
    """The claims a briefing gives sentences to, in its order."""
    if run.headline:
        yield run.headline
    order = run.book.order
    claims = [claim for chapter in (*order.why, *order.where) for claim in chapter.claims]
    untimely = of_other_days(run, claims)
    yield from (claim for claim in claims if claim not in untimely)
