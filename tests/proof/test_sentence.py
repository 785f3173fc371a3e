"""Proofs of the sentences of a briefing."""

from __future__ import annotations

from engine.briefing.compose import compose
from engine.ledger.write import record_of
from engine.proof.tree import Node, Prover
from kb.store import KnowledgeBase
from tests.desk import (
    SLIDE,
    ask,
    book_of,
    edited,
    facts,
)
from tests.proof.proving import texts


def sentence_proof(number: int, given: list, **changed: str) -> Node:
    """The proof of a sentence of the briefing of some facts."""
    with KnowledgeBase.in_memory() as base:
        base.add(given)
        run = ask(base, book_of(**changed))
        told = record_of(compose(run, base)).sentences
        return Prover(run, base).sentence(told[number - 1])


def test_a_sentence_is_proved_by_its_claim():
    found = sentence_proof(4, facts())
    assert found.text == "S4 “The funds lost $492m on 14 November 2025.” [E14]"
    assert [child.text.split()[0] for child in found.children] == ["funds_left"]


def test_a_fact_that_only_the_sentence_quotes_is_proved_too():
    """Here the headline quotes a quantity of another claim, which none of its conditions needs."""
    quoting = edited(
        SLIDE, "and the funds lose money.", "at {{ floor_value.price | price }}, funds losing."
    )
    found = sentence_proof(1, facts(), slide=quoting)
    assert "fact 2: price.close 92,000 USD/coin" in " ".join(texts(found, "fact"))
    assert found.children[-1].text == "price = $92,000 = price.close"
