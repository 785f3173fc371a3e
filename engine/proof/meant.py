"""What is asked about by name: "cascade", "cascade.closed" or "S4" in; its page and proof out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from engine.pages.book import RuleBook
from engine.pages.errors import UnknownClaim, UnknownName
from engine.pages.page import Page
from engine.proof.node import Node
from engine.proof.tree import Prover
from kb.listed import listed
from kb.run_entries import StoredSentence

_SENTENCE = re.compile(r"[Ss]\d+\Z")
Told = Callable[[], Sequence[StoredSentence]]
"""The sentences of a briefing, composed only where one is asked about."""


def is_sentence(what: str) -> bool:
    """Whether it is the number of a sentence, such as S4."""
    return bool(_SENTENCE.match(what))


def sentence_of(told: Sequence[StoredSentence], what: str) -> StoredSentence:
    """The sentence of a number; UnknownName says which there are."""
    found = next((each for each in told if f"S{each.n}" == what.upper()), None)
    if found is None:
        there = f"sentences S1 to S{len(told)}" if told else "no sentence"
        raise UnknownName(f"the briefing has {there}, not {what.upper()[:20]}")
    return found


def page_of(book: RuleBook, claim: str) -> Page:
    """The page of a claim; where it is the name of a quantity, the error says of which claims."""
    try:
        return book.page(claim)
    except UnknownClaim:
        meant = [f"{page.claim}.{claim}" for page in book.pages if claim in page.names]
        if not meant:
            raise
        problem = f"no claim is named {claim!r}; did you mean {listed(meant)}"
        raise UnknownClaim(problem) from None


def refuse_unknown(book: RuleBook, what: str) -> None:
    """Refuse a claim that no page has, before anything is judged; of sentences nothing is known."""
    if not is_sentence(what):
        page_of(book, what)


def claim_of(book: RuleBook, what: str, told: Told) -> Page:
    """The page of a claim, or of the claim that a sentence speaks of."""
    return page_of(book, sentence_of(told(), what).claim if is_sentence(what) else what)


def proof_of(prover: Prover, what: str, told: Told) -> tuple[Page, Node]:
    """The proof of a claim, a quantity or a sentence, and the page it is of.

    raises  UnknownName for what there is not
    """
    if is_sentence(what):
        sentence = sentence_of(told(), what)
        return prover.run.book.page(sentence.claim), prover.sentence(sentence)
    claim, _, name = what.partition(".")
    page = page_of(prover.run.book, claim)
    return page, prover.name(page, name) if name else prover.claim(claim)
