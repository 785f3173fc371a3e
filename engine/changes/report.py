"""The whole difference between two runs, as a tree for programs; `text` writes it for a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.changes.causes import Change, changes
from engine.changes.outcome import Amount, Value, recorded_outcome
from engine.changes.rows import Aged, Beneath
from engine.changes.variants import GONE, NEW, REVISED, Variants
from kb.clock import day_date, moment
from kb.errors import StoreError
from kb.ledger import StoredRun
from kb.store import KnowledgeBase, StoredFact

Tree = dict[str, object]


@dataclass(frozen=True)
class Cause:
    """A changed item with the fact rows and the files behind its causes."""

    change: Change
    rows: dict[str, list[int]]
    pages: list[str]


@dataclass(frozen=True)
class Diff:
    """Two recorded runs, what differs between their inputs, and what that changed.

    engines  the code of the first run, of the second, and today's
    facts    how many observations that a page reads are new, revised or gone
    read     of those, the rows that some changed item rests on, by cause
    revised  for each revised row that is read, the row that stood before it
    """

    first: StoredRun
    second: StoredRun
    differing: tuple[str, ...]
    changes: tuple[Cause, ...]
    files: dict[str, str]
    aged: tuple[Aged, ...]
    facts: dict[str, int]
    read: dict[str, list[int]]
    revised: dict[int, int]
    engines: tuple[str, str, str]

    def of(self, kind: str) -> list[Cause]:
        """The changes of a kind: headline, finding, quantity or sentence."""
        return [cause for cause in self.changes if cause.change.item.kind == kind]


def diff(kb: KnowledgeBase, first: StoredRun, second: StoredRun) -> Diff:
    """What differs between two recorded runs of one asset, and why."""
    if first.asset != second.asset:
        raise StoreError(
            f"run {first.id[:12]} is of {first.asset} and run {second.id[:12]} of {second.asset}; "
            "compare runs of one asset"
        )
    variants = Variants(kb, first, second)
    beneath, facts = Beneath(variants), variants.facts
    then, now = (
        recorded_outcome(kb, run.id, book)
        for run, book in zip((first, second), variants.books, strict=True)
    )
    found = tuple(
        Cause(change, beneath.rows(change), beneath.pages(change))
        for change in changes(then, now, variants)
    )
    before = {now_row: was_row for was_row, now_row in facts.standing}
    read = {cause: _read(found, cause) for cause in (NEW, REVISED, GONE)}
    return Diff(
        first=first, second=second, differing=variants.differing, changes=found,
        files=beneath.changed_files, aged=beneath.aged,
        facts={NEW: int(facts.new.sum()), REVISED: len(before), GONE: int(facts.gone.sum())},
        read=read, revised={row: before[row] for row in read[REVISED] if row in before},
        engines=(first.engine, second.engine, variants.books[1].recorded_engine),
    )  # fmt: skip


def _read(found: tuple[Cause, ...], cause: str) -> list[int]:
    return sorted({row for each in found for row in each.rows.get(cause, ())})


def as_tree(kb: KnowledgeBase, found: Diff) -> Tree:
    """A difference for programs."""
    then, now, today = found.engines
    return {
        "from": _run(found.first),
        "to": _run(found.second),
        "differs": list(found.differing),
        "code": {"from": then, "to": now, "today": today},
        "headline": next((_item(each) for each in found.of("headline")), None),
        "findings": [_item(each) for each in found.of("finding")],
        "quantities": [_item(each) for each in found.of("quantity")],
        "sentences": [_item(each) for each in found.of("sentence")],
        "facts": {
            cause.split(" ")[0] if cause != GONE else "gone": {
                "observations": found.facts[cause],
                "rows": list(_facts(kb, found.read[cause], found.revised)),
            }
            for cause in (NEW, REVISED, GONE)
        },
        "aged": [
            {"claim": a.claim, "name": a.name, "why": a.why, "rows": list(a.rows)}
            for a in found.aged
        ],
        "pages": [{"file": name, "change": how} for name, how in found.files.items()],
    }


def _run(run: StoredRun) -> Tree:
    return {
        "run": run.id, "asset": run.asset, "as_of": day_date(run.as_of).isoformat(),
        "known_at": moment(run.known_at).isoformat(), "batch": run.batch,
        "rulebook": run.rulebook,
    }  # fmt: skip


def _item(cause: Cause) -> Tree:
    change = cause.change
    named = {"name": change.item.name} if change.item.name else {}
    return {
        "claim": change.item.claim, **named, "from": _value(change.then),
        "to": _value(change.now), "causes": dict(change.causes), "rows": cause.rows,
        "pages": cause.pages,
    }  # fmt: skip


def _value(value: Value) -> object:
    return value._asdict() if isinstance(value, Amount) else value


def _facts(kb: KnowledgeBase, rows: list[int], revised: dict[int, int]) -> Iterator[Tree]:
    was = {fact.id: fact for fact in kb.facts(revised.values())}
    for fact in kb.facts(rows):
        before = was.get(revised.get(fact.id, -1))
        yield {**_fact(fact), **({"before": _fact(before)} if before else {})}


def _fact(fact: StoredFact) -> Tree:
    return fact.model_dump(mode="json")
