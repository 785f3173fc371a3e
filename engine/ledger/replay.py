"""Replay: a recorded run executed again, and what it comes to against what was recorded.

Its facts are those of its batch number, its pages and their catalogue those kept by their hash.
Only the code can be another one: then what differs is the code's doing, and no failure. The code
that judges and the code that writes have a version each: where only the second is another one, a
finding and the rules that fired must be as they were, and sentences and documents need not be.
Documents are compared by the hash of their bytes, which is all that is kept of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from engine.briefing.compose import composed
from engine.briefing.parts import Briefing
from engine.briefing.render import document, render
from engine.changes.difference import Change, differing, status
from engine.changes.outcome import FindingValue, Item, Outcome, Value
from engine.changes.recorded import question_of, recorded_book
from engine.fingerprint import document_version
from engine.judge.run import Run, answer
from engine.ledger.forms import Form, form_of
from engine.ledger.write import judged_by, record_of, sha256_of, written_by
from kb import ledger
from kb.finding_rows import finding_row
from kb.ledger import RunEntry, StoredFinding, StoredPremise, StoredRun, StoredSentence
from kb.store import KnowledgeBase


@dataclass(frozen=True)
class Rendered:
    """A document of a run: its format, the hash of the bytes recorded and of those made now.

    by  the version of the code that wrote it
    """

    form: str
    recorded: str
    now: str
    by: str

    @property
    def same(self) -> bool:
        """Whether the bytes are the same."""
        return self.recorded == self.now

    @property
    def same_code(self) -> bool:
        """Whether today's code wrote it."""
        return self.by == document_version()


@dataclass(frozen=True)
class Replay:
    """A run executed again, under the id it was recorded by."""

    kb: KnowledgeBase
    stored: StoredRun
    run: Run

    @property
    def same_judge(self) -> bool:
        """Whether the code that judges is that of the run."""
        return judged_by(self.stored) == self.run.book.engine

    @property
    def same_code(self) -> bool:
        """Whether all of today's code is that of the run, that which writes too."""
        return self.same_judge and written_by(self.stored) == document_version()

    @property
    def same_facts(self) -> bool:
        """Whether the facts it saw are those of then."""
        return self.run.facts_digest == self.stored.facts_digest

    @property
    def same(self) -> bool:
        """Whether everything is as it was recorded, byte for byte."""
        said = not self.differences and all(each.same for each in self.documents)
        return said and self.same_facts

    @property
    def altered(self) -> bool:
        """Whether something differs that no change of code explains."""
        differs = any(_judged(each) or self.same_code for each in self.differences)
        differs |= any(each.same_code and not each.same for each in self.documents)
        return self.same_judge and (differs or not self.same_facts)

    @cached_property
    def documents(self) -> tuple[Rendered, ...]:
        """Every document recorded for the run, made again."""
        return tuple(
            self._rendered(form, sha256)
            for form, sha256 in ledger.renderings(self.kb, self.stored.id).items()
        )

    def _rendered(self, form: str, sha256: str) -> Rendered:
        now = sha256_of(self.content(form))
        return Rendered(form, sha256, now, form_of(form).by or written_by(self.stored))

    @cached_property
    def differences(self) -> tuple[Change, ...]:
        """Findings, rules that fired and sentences that are not those recorded."""
        return tuple(_differences(self.kb, self.stored.id, record_of(self._composed(Form("")))))

    def recorded_as(self, form: str) -> str:
        """What a format was recorded as last, on the requests of feeds that it spoke of then."""
        known = map(form_of, ledger.renderings(self.kb, self.stored.id))
        alike = (each for each in known if each[:2] == (form, ""))
        return str(max(alike, key=lambda each: each.asked, default=Form(form)))

    def document(self, form: str) -> str:
        """The text of a form; "md since RUN" is compared with that run."""
        asked = form_of(form)
        return render(self._composed(asked), asked.format)

    def content(self, form: str) -> str | bytes:
        """What a format's file holds, a workbook too."""
        asked = form_of(form)
        return document(self._composed(asked), asked.format)

    def _composed(self, form: Form) -> Briefing:
        made = form.since, form.asked
        if made not in self._briefings:
            than = ledger.run(self.kb, form.since) if form.since else None
            self._briefings[made] = composed(self.kb, self.run, than, form.asked)
        return self._briefings[made]

    @cached_property
    def _briefings(self) -> dict[tuple[str, int], Briefing]:
        return {}


def replay(kb: KnowledgeBase, stored: StoredRun) -> Replay:
    """Execute a recorded run again; StoreError when its pages cannot be read any more."""
    book = recorded_book(kb, stored.rulebook)
    kb = kb.under(book.catalog)
    run = answer(kb, book, book.catalog, question_of(stored))
    return Replay(kb, stored, replace(run, id=stored.id))


def _differences(kb: KnowledgeBase, run: str, now: RunEntry) -> list[Change]:
    """A finding differs where anything of its row does, though it comes to the same."""
    findings = ledger.findings(kb, run, checked=False)
    premises = ledger.premises(kb, run, checked=False)
    was = _outcome(findings, premises, ledger.sentences(kb, run, checked=False))
    again = _outcome(now.findings, now.premises, now.sentences)
    rows, rows_now = ({e.claim: finding_row(e.json) for e in f} for f in (findings, now.findings))

    def unlike(item: Item) -> bool:
        other_row = item.kind == "finding" and rows.get(item.claim) != rows_now.get(item.claim)
        return other_row or was[item] != again[item]

    return sorted(differing(was, again, unlike), key=lambda change: _place(change.item))


def _judged(change: Change) -> bool:
    """Whether it was judged otherwise, and not only told otherwise."""
    turned = status(change.then) != status(change.now)
    return change.item.kind == "rule" or (change.item.kind == "finding" and turned)


def _outcome(
    findings: Iterable[StoredFinding],
    premises: Iterable[StoredPremise],
    sentences: Iterable[StoredSentence],
) -> Outcome:
    """The rows of a run as items: a rule is named by all that it says, a sentence by its number."""
    items: dict[Item, Value] = {
        Item("finding", each.claim): FindingValue(each.status, each.reason) for each in findings
    }
    for each in premises:
        fired = f"{each.rule} {each.premises}"
        items[Item("rule", each.claim, fired)] = fired
    for said in sentences:
        items[Item("sentence", said.claim, f"{said.n:09}")] = said.text
    return Outcome(items)


def _place(item: Item) -> tuple[str, str, str]:
    """Findings and rules by claim, sentences in their order."""
    kind, claim, name = item
    return (kind, name, claim) if kind == "sentence" else (kind, claim, name)
