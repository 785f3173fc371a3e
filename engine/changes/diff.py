"""The whole difference between two runs, with causes; as a tree for programs.

`diff_text` writes it for a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.changes.difference import Change, differing, of_kind, spelt
from engine.changes.fact_changes import GONE, NEW, REVISED, facts_between
from engine.changes.outcome import Amount, Value
from engine.changes.recorded import of_one_asset, question_of
from engine.changes.sides import JudgedRun, outcome_on, texts_of
from engine.changes.underlying import Aged, Underlying, changed_files
from engine.changes.variants import caused, moved, recorded_variants
from engine.fingerprint import recorded_version
from engine.pages.book import RuleBook
from engine.pages.order import ORDER
from engine.pages.shared_files import read_order
from kb.clock import day_date, moment
from kb.errors import AlteredError, StoreError
from kb.ledger import AskedRun
from kb.store import KnowledgeBase, StoredFact

Tree = dict[str, object]
FactRead = tuple[StoredFact, StoredFact | None]


@dataclass(frozen=True)
class Diff:
    """Two runs, what differs between their inputs, and what that changed.

    engines  the code of the first run, of the second, and today's
    facts    how many observations that a page reads are new, revised or gone
    read     of those, the rows that some changed item rests on, by cause
    revised  for each revised row that is read, the row that stood before it
    titles   of the claims, where their pages can be read
    unread   why today's code cannot read the pages of a run, "" where it can. Then nothing is
             executed again: what the ledger holds is compared, and no cause is told
    """

    first: AskedRun
    second: AskedRun
    differing: tuple[str, ...]
    changes: tuple[Change, ...]
    files: dict[str, str]
    aged: tuple[Aged, ...]
    facts: dict[str, int]
    read: dict[str, list[int]]
    revised: dict[int, int]
    engines: tuple[str, str, str]
    titles: Mapping[str, str] = field(default_factory=dict)
    unread: str = ""

    def of(self, kind: str) -> list[Change]:
        """The changes of a kind: headline, finding, quantity or sentence."""
        return of_kind(self.changes, kind)

    def facts_read(self, kb: KnowledgeBase, cause: str) -> Iterator[FactRead]:
        """The facts of a cause that some changed item rests on, each with what stood before it."""
        was = {fact.id: fact for fact in kb.facts(self.revised.values())}
        for fact in kb.facts(self.read[cause]):
            yield fact, was.get(self.revised.get(fact.id, -1))


def diff(kb: KnowledgeBase, first: AskedRun, second: AskedRun) -> Diff:
    """What differs between two runs of one asset, and why; StoreError where of two."""
    of_one_asset(first, second.asset, f"run {second.id[:12]}")
    try:
        variants = recorded_variants(kb, first, second)
    except AlteredError:
        raise
    except StoreError as unread:
        return _as_recorded(kb, first, second, str(unread))
    under, facts = Underlying(variants), variants.facts
    then, now = (
        outcome_on(kb, side, book.order)
        for side, book in zip((first, second), variants.books, strict=True)
    )
    found = tuple(map(under.named, caused(then, now, variants)))
    before = {now_row: was_row for was_row, now_row in facts.standing}
    read = {cause: _read(found, cause) for cause in (NEW, REVISED, GONE)}
    revised = {row: before[row] for row in read[REVISED] if row in before}
    engines = (first.engine, second.engine, variants.books[1].recorded_engine)
    return Diff(
        first, second, variants.differing, found, under.changed_files, under.aged, facts.counts,
        read, revised, engines, _titles(variants.books),
    )  # fmt: skip


def _as_recorded(kb: KnowledgeBase, first: AskedRun, second: AskedRun, why: str) -> Diff:
    """What the ledger holds of two runs, where today's code cannot execute them again."""
    runs = (first, second)
    texts = [texts_of(kb, run) for run in runs]
    orders = [read_order(each.get(ORDER, ""), f"rules/{ORDER}") for each in texts]
    then, now = (outcome_on(kb, run, o) for run, o in zip(runs, orders, strict=True))
    asked = question_of(first), question_of(second)
    facts = facts_between(kb, *asked, sorted(kb.catalog.series))
    differs = moved(*asked, facts, first.rulebook != second.rulebook)
    return Diff(
        first, second, differs, tuple(differing(then, now)), changed_files(*texts), (),
        facts.counts, {NEW: [], REVISED: [], GONE: []}, {},
        (first.engine, second.engine, recorded_version()), unread=why,
    )  # fmt: skip


def _titles(books: Iterable[RuleBook]) -> dict[str, str]:
    """The title of each claim, by the later pages where both have it."""
    return {page.claim: page.title for book in books for page in book.pages}


def _read(found: Sequence[Change], cause: str) -> list[int]:
    return sorted({row for each in found for row in each.rows.get(cause, ())})


def as_tree(kb: KnowledgeBase, found: Diff) -> Tree:
    """A difference for programs."""
    then, now, today = found.engines
    unread = {"unread": found.unread} if found.unread else {}
    return {
        "from": _run(found.first),
        "to": _run(found.second),
        **unread,
        "differs": list(found.differing),
        "code": {"from": then, "to": now, "today": today},
        "headline": next((_item(each) for each in found.of("headline")), None),
        "findings": [_item(each) | {"became": each.became} for each in found.of("finding")],
        "quantities": list(map(_item, found.of("quantity"))),
        "sentences": list(map(_item, found.of("sentence"))),
        "facts": {
            cause.split(" ")[0] if cause != GONE else "gone": {
                "observations": found.facts[cause],
                "rows": [
                    fact.written() | ({"before": before.written()} if before else {})
                    for fact, before in found.facts_read(kb, cause)
                ],
            }
            for cause in (NEW, REVISED, GONE)
        },
        "aged": [
            {"claim": a.claim, "name": a.name, "why": a.why, "rows": list(a.rows)}
            for a in found.aged
        ],
        "pages": [{"file": name, "change": how} for name, how in found.files.items()],
    }


def _run(run: AskedRun) -> Tree:
    return {
        "run": run.id, "asset": run.asset, "as_of": day_date(run.as_of).isoformat(),
        "known_at": moment(run.known_at).isoformat(), "batch": run.batch,
        "rulebook": run.rulebook, "recorded": not isinstance(run, JudgedRun),
    }  # fmt: skip


def _item(change: Change) -> Tree:
    named = {"name": change.item.name} if change.item.name else {}
    return {
        "claim": change.item.claim, **named, "from": _value(change.then),
        "to": _value(change.now), "causes": dict(change.causes), "rows": change.rows,
        "pages": change.pages,
    }  # fmt: skip


def _value(value: Value) -> object:
    return value._asdict() if isinstance(value, Amount) else spelt(value)
