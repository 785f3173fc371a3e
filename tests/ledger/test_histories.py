"""A history goes into the ledger with its premises, and comes out as it was found."""

from __future__ import annotations

import json

import pytest

from engine.judge.stretches import between, every_stretch
from engine.ledger.histories import read_history, record_of, write_history
from engine.pages.page import RestsOn
from kb import histories, rulebooks
from kb.verify.base import problems
from tests.desk import book
from tests.judge.days import LAST, of, world

__all__ = ["book"]


@pytest.fixture
def told(book):
    """A base with random days, and their history."""
    with world(3) as kb:
        yield kb, of(kb, book)


def test_a_history_comes_out_as_it_was_found(told, book):
    kb, past = told
    name, new = write_history(kb, past)
    read = read_history(kb, name[:10])
    assert new
    assert (read.id, read.asked, read.book.hash) == (name, past.asked, book.hash)
    key = lambda spell: (spell.claim, spell.first)  # noqa: E731
    assert sorted(read.stretches, key=key) == sorted(every_stretch(past), key=key)


def test_the_same_question_to_the_same_facts_is_the_same_history(told, book):
    kb, past = told
    assert write_history(kb, past)[1]
    assert not write_history(kb, of(kb, book))[1]
    shorter = of(kb, book, LAST - 3)
    assert write_history(kb, shorter)[1]
    assert len(histories.histories(kb)) == 2
    assert list(problems(kb.connection)) == []


def test_its_rule_book_is_kept_with_it(told, book):
    kb, past = told
    write_history(kb, past)
    assert {page.name: page.text for page in rulebooks.pages_of(kb, book.hash)} == book.texts


def test_every_finding_of_every_day_has_the_premises_that_fired(told, book):
    """A claim holds by the premises of its own rule, fails by those of its false lines."""
    kb, past = told
    name, _ = write_history(kb, past)
    for row, day in enumerate(past.asked.days.tolist()):
        fired = {(f.rule, f.premises) for f in past.judgement.inference.firings(row)}
        for page in book.pages:
            kept = histories.premises_on(kb, name, page.claim, day)
            assert {(k.rule, tuple(json.loads(k.premises))) for k in kept} <= fired
            status, _ = past.judgement.finding(page.claim, row)
            assert bool(kept) == (status in ("holds", "fails"))


def test_a_vector_says_what_was_given_to_the_rules(told, book):
    _, past = told
    record = record_of(past, "digest")
    given = {(v.chapter, v.vector): json.loads(v.truths) for v in record.vectors}
    for span in record.days:
        for page in book.pages:
            if page.chapter == span.chapter and page.judged:
                for line in page.when:
                    if not isinstance(line.condition, RestsOn):
                        true, false = past.judgement.every_line.of(line.id)
                        row = span.first - past.asked.first
                        tokens = given[span.chapter, span.vector]
                        assert (f"true:{line.id}" in tokens) == true[row]
                        assert (f"false:{line.id}" in tokens) == false[row]


def test_spells_are_cut_to_the_days_asked_for(told):
    _, past = told
    first = past.asked.first
    cut = between(every_stretch(past), first + 2, first + 3)
    assert {(spell.first, spell.last) for spell in cut} <= {
        (first + 2, first + 3), (first + 2, first + 2), (first + 3, first + 3)
    }  # fmt: skip
    assert sum(spell.days for spell in cut) == 2 * len(past.judgement.book.pages)
