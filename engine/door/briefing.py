"""A briefing as an object: its documents, its front page, its findings, and the proof of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from engine.briefing.export import contract
from engine.briefing.parts import Briefing as Composed
from engine.contract.findings import FindingOut, SentenceOut
from engine.contract.front import FrontOut
from engine.door.asked import word
from engine.door.opened import Opened, for_python
from engine.door.table import Table

FINDING = ("claim", "title", "status", "reason", "sentence")
"""What a row of findings shows."""

if TYPE_CHECKING:
    from engine.contract.briefing import BriefingOut
    from engine.proof.node import Node
    from kb.ledger import StoredRun, StoredSentence
    from kb.store import KnowledgeBase


@dataclass(frozen=True, repr=False)
class Told:
    """A text with the same as plain values: a proof, or what a supposition changes."""

    text: str
    tree: dict[str, Any]

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        first = self.text.strip().partition("\n")[0]
        return f"<{first} ({len(self.text.splitlines())} lines)>"

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.text)}</pre>"


class Briefing:
    """What one question came to. Proofs and a page of HTML read the base, which has to be open."""

    def __init__(self, opened: Opened, composed: Composed, stored: StoredRun | None = None) -> None:
        self._opened = opened
        self._composed = composed
        self._stored = stored
        _ = composed.evidence  # read now, so that its documents outlive the open base

    @property
    def run(self) -> str:
        """The id of the run: the hash of the question and of all that the answer depends on."""
        return self._composed.run.id

    @property
    def recorded(self) -> bool:
        """Whether the run stands in the ledger."""
        return bool(self._base.rows("SELECT 1 FROM run WHERE id = ?", self.run))

    @property
    def asset(self) -> str:
        """The asset it is of."""
        return self._out.asset

    @property
    def as_of(self) -> str:
        """The day judged, in ISO form."""
        return self._out.as_of

    @property
    def headline(self) -> str:
        """What the headline's claim says; "" where none holds."""
        return self._out.headline_words or ""

    @property
    def front(self) -> FrontOut | None:
        """The front page as texts and canonical numbers; None where the book describes none."""
        return self._out.front

    @property
    def tree(self) -> dict[str, Any]:
        """The whole as `brief --format json` gives it: docs/briefing.schema.json."""
        found: dict[str, Any] = self._out.model_dump(by_alias=True, mode="json")
        return found

    @cached_property
    def findings(self) -> Table[FindingOut]:
        """What became of each claim, found by its name."""
        return Table("findings", self._out.findings, _finding, lambda found: found.claim)

    @cached_property
    def quantities(self) -> Table[dict[str, object]]:
        """Every number of every claim over the scenarios, in canonical units."""
        rows = [
            {"claim": found.claim, "quantity": name, **number.model_dump()}
            for found in self._out.findings
            for name, number in found.quantities.items()
        ]
        return Table("quantities", rows, dict)

    @cached_property
    def sentences(self) -> Table[SentenceOut]:
        """Every sentence, found by its number: S4."""
        return Table("sentences", self._out.sentences, _sentence, lambda said: said.id)

    def document(self, form: str = "front") -> str:
        """The briefing as front, text, md, html, json or csv.

        raises  ValueError for another form, StoreError for html where the base is closed
        """
        from engine.briefing.formats import FORMATS, WORKBOOK
        from engine.briefing.render import render

        forms = [name for name in FORMATS if name != WORKBOOK]
        if form not in forms:
            raise ValueError(f"form {form!r} is not one of {', '.join(forms)}")
        if form == "html":
            _ = self._opened.base  # which the findings of the year are read from
        return render(self._composed, form)

    @for_python
    def why(self, what: str, *, full: bool = False) -> Told:
        """The proof of a claim, a quantity (claim.name) or a sentence (S4).

        full    everything it rests on, not the least that suffices
        raises  UnknownName for what there is not
        """
        from engine.proof.meant import proof_of
        from engine.proof.tree import Prover

        prover = Prover(self._composed.run, self._base, "all" if full else "smallest")
        return _told(proof_of(prover, word("what", what), self._sentences)[1])

    @for_python
    def why_not(self, claim: str) -> Told:
        """Why a claim, or that of a sentence (S4), fails or is unknown, and what would turn it."""
        from engine.proof.meant import claim_of
        from engine.proof.why_not import why_not

        page = claim_of(self._composed.run.book, word("claim", claim), self._sentences)
        return _told(why_not(self._composed.run, self._base, page.claim))

    @for_python
    def what_if(self, *supposed: str | Mapping[str, object]) -> Told:
        """What would be different if series had other values on the day; nothing is written.

        supposed  as on the command line, "etf.net_flow=-2bn", or {"etf.net_flow": "-2bn"}
        raises    NotASupposition for what is none
        """
        from engine.changes.what_if import as_text, as_tree, what_if
        from engine.counterfactual.supposed import suppose
        from engine.counterfactual.suppositions import suppositions

        run, texts = self._composed.run, [text for given in supposed for text in _typed(given)]
        found = what_if(run, suppose(run, suppositions(run, texts)))
        return Told("\n".join(as_text(found)) + "\n", as_tree(found))

    def _sentences(self) -> Sequence[StoredSentence]:
        from engine.ledger.write import record_of
        from kb import ledger

        kept = self._stored and ledger.sentences(self._base, self._stored.id)
        return kept or record_of(self._composed).sentences

    @property
    def _base(self) -> KnowledgeBase:
        return self._opened.base.under(self._composed.run.book.catalog)

    @cached_property
    def _out(self) -> BriefingOut:
        return contract(self._composed)

    def __repr__(self) -> str:
        return f"<briefing of {self._out.asset}, {self.as_of}, run {self.run[:8]}>"

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.document())}</pre>"


def _told(node: Node) -> Told:
    from engine.proof.text import as_text

    return Told(as_text(node), node.as_tree())


def _typed(supposed: str | Mapping[str, object]) -> list[str]:
    """Suppositions as they are typed on the command line."""
    if not isinstance(supposed, Mapping):
        return [word("supposed", supposed)]
    return [f"{series}={value}" for series, value in supposed.items()]


def _finding(found: FindingOut) -> dict[str, object]:
    return {name: getattr(found, name) for name in FINDING}


def _sentence(said: SentenceOut) -> dict[str, object]:
    return {"id": said.id, "claim": said.claim, "text": said.text}
