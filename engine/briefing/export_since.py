"""What changed since an earlier run, for programs: the same comparison as the contract gives it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.briefing.parts import Briefing
from engine.briefing.since_section import fresh_sentences
from engine.changes.difference import Change, spelt
from engine.changes.fact_changes import FactChanges
from engine.changes.outcome import Amount, Value
from engine.changes.since import Since
from engine.contract.changed import ChangedFactOut, ChangedOut, ChangeOut
from engine.contract.model import Range
from engine.words.numbers import iso_date, iso_moment
from kb.store import KnowledgeBase, StoredFact


def changed_out(kb: KnowledgeBase, briefing: Briefing, since: Since) -> ChangedOut | None:
    """The contract's model of a comparison; None where only findings could be compared."""
    if since.facts is None:
        return None
    now = {sentence.text for sentence in briefing.sentences}
    return ChangedOut(
        since=since.run.id,
        as_of=iso_date(since.run.as_of),
        known_at=iso_moment(since.run.known_at),
        changes=list(map(_change, since.changes)),
        facts=list(_facts(kb, since.facts)),
        sentences=[sentence.id for sentence in fresh_sentences(briefing, since)],
        gone=sorted(since.before - now),
    )


def _change(change: Change) -> ChangeOut:
    return ChangeOut.model_validate(
        {
            "kind": change.item.kind,
            "claim": change.item.claim or None,
            "name": change.item.name or None,
            "from": _value(change.then),
            "to": _value(change.now),
            "causes": dict(change.causes),
        }
    )


def _value(value: Value) -> str | Range | None:
    if isinstance(value, Amount):
        return Range(low=value.low, mid=value.mid, high=value.high, unit=value.unit)
    return spelt(value)


def _facts(kb: KnowledgeBase, facts: FactChanges) -> Iterator[ChangedFactOut]:
    """The observations that are new, revised and no longer seen, each in the order of its rows."""
    revised = {now: was for was, now in facts.standing}
    was = {fact.id: fact.value for fact in kb.facts(revised.values())}
    for change, rows in (
        ("new", facts.ids(facts.new)),
        ("revised", sorted(revised)),
        ("gone", facts.ids(facts.gone)),
    ):
        for fact in kb.facts(rows):
            before = was.get(revised.get(fact.id, -1)) if change != "gone" else fact.value
            yield _fact(change, fact, before)


def _fact(change: str, fact: StoredFact, before: float | None) -> ChangedFactOut:
    return ChangedFactOut.model_validate(
        {
            "change": change,
            "series": fact.series,
            "source": fact.source,
            "as_of": str(fact.as_of),
            "target": None if fact.target is None else str(fact.target),
            "from": before,
            "to": None if change == "gone" else fact.value,
        }
    )
