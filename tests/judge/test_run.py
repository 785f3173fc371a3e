"""The run: the same question to the same facts is the same run, in other words byte for byte."""

from __future__ import annotations

import random
import re

import pytest

from engine.briefing.compose import compose
from engine.briefing.export import as_json
from engine.briefing.render import render
from engine.judge.run import Question, answer, content_id, load_panel, question
from engine.ledger.late_notes import late_notes
from engine.ledger.write import write_run
from engine.pages.book import RuleBook
from kb import ledger
from kb.built_in import catalog
from kb.clock import day_number
from kb.facts import Fact
from kb.store import KnowledgeBase
from tests.desk import ask, book, book_of, composed, edited, fact, facts, instead, kb, without

__all__ = ["book", "kb"]

FORMS = ("text", "md", "html")


_BATCHES = re.compile(r", batch(es)? \d+(, \d+| to \d+|, \d+ of them)*")


def documents(kb: KnowledgeBase, book: RuleBook) -> tuple[str, ...]:
    """The run's id, and its briefing in every form; a page alone names the batches of its facts."""
    briefing = composed(kb, book)
    forms = (_BATCHES.sub("", render(briefing, form)) for form in FORMS)
    return (briefing.run.id, *forms, as_json(briefing))


def told_by(*batches: list[Fact], rules: RuleBook | None = None) -> tuple[str, ...]:
    """The same of a new base, filled batch by batch."""
    with KnowledgeBase.in_memory() as base:
        for batch in batches:
            base.add(batch)
        return documents(base, rules or book_of())


class TestTheSameQuestion:
    """What must not matter, and what must."""

    def test_asked_twice_it_is_the_same_run_and_the_same_bytes(self, kb, book):
        assert documents(kb, book) == documents(kb, book)

    @pytest.mark.parametrize("seed", range(3))
    def test_the_order_of_the_facts_does_not_matter(self, seed):
        shuffled = facts()
        random.Random(seed).shuffle(shuffled)
        assert told_by(shuffled) == told_by(facts())

    def test_the_batches_the_facts_came_in_do_not_matter(self):
        assert told_by(facts()[5:], facts()[:5]) == told_by(facts())
        assert told_by(*([each] for each in facts())) == told_by(facts())

    def test_facts_added_twice_do_not_matter(self):
        assert told_by(facts(), facts()) == told_by(facts())

    def test_facts_that_cannot_be_seen_then_do_not_matter(self):
        unseen = [
            fact("etf.net_flow", 80, "USD m", "2025-11-18"),
            fact("etf.net_flow", 80, "USD m", "2025-11-14", known_at="2025-11-18"),
            fact("etf.net_flow", 80, "USD m", asset="eth"),
        ]
        assert told_by(unseen, facts()) == told_by(facts(), unseen) == told_by(facts())

    def test_a_long_window_is_the_same_from_whatever_order(self):
        """Many facts behind one number are given by their digest, which knows no rows."""
        days = [fact("etf.net_flow", -i, "USD m", f"2025-11-{i:02}") for i in range(1, 15)]
        weeks = edited(
            book_of().texts["etf/funds_left.md"],
            "flow: etf.net_flow",
            "flow: mean(etf.net_flow, 21d)",
        )
        rules = book_of(funds_left=weeks)
        once = told_by(instead(*days), rules=rules)
        assert told_by(instead(*reversed(days)), rules=rules) == once
        assert told_by(days[7:], without("etf.net_flow"), days[:7], rules=rules) == once

    def test_a_fact_that_can_be_seen_makes_another_run(self):
        more = fact("etf.net_flow", 80, "USD m")
        assert told_by([*facts(), more])[0] != told_by(facts())[0]

    def test_a_fact_no_page_reads_makes_another_run_too(self):
        """The digest is of what could be seen, not of what was looked at."""
        more = fact("network.hash_rate", 1000, "EH/s")
        assert told_by([*facts(), more])[0] != told_by(facts())[0]

    def test_another_rule_book_makes_another_run(self, kb, book):
        other = book_of(funds_left=edited(book.texts["etf/funds_left.md"], "no more", "not more"))
        assert ask(kb, other).id != ask(kb, book).id

    def test_every_part_of_the_question_makes_another_run(self):
        asked = Question("btc", 20_000, 1_700_000_000)
        others = [
            Question("eth", 20_000, 1_700_000_000),
            Question("btc", 20_001, 1_700_000_000),
            Question("btc", 20_000, 1_700_000_001),
        ]
        ids = {content_id(each.key, "facts", "rules", "1") for each in (asked, *others)}
        more = {
            content_id(asked.key, *p) for p in (("facts2", "rules", "1"), ("facts", "rules2", "1"))
        }
        assert len(ids | more) == 6

    def test_the_batch_a_replay_stops_at_is_no_part_of_the_id(self, kb, book):
        """A replay of the same facts is the same run."""
        asked = question(kb, "btc", day_number("2025-11-17"))
        stopped = Question(asked.asset, asked.as_of, asked.known_at, batch=1)
        runs = [answer(kb, book, catalog(), each) for each in (asked, stopped)]
        assert runs[0].id == runs[1].id

    def test_another_engine_makes_another_run(self, kb, book, monkeypatch):
        before = ask(kb, book).id
        monkeypatch.setattr(RuleBook, "engine", "another engine")
        assert ask(kb, book).id != before

    def test_a_run_says_which_batch_was_the_last_it_saw(self, kb, book):
        assert ask(kb, book).question.batch == kb.last_batch() == 1
        kb.add(fact("etf.net_flow", 80, "USD m", "2025-11-18"))
        assert ask(kb, book).question.batch == 2

    def test_a_batch_that_comes_in_meanwhile_is_in_no_part_of_a_run(self, kb, book, monkeypatch):
        before = ask(kb, book)

        def meanwhile(*asked):
            kb.add(fact("etf.net_flow", 80, "USD m", source="farside"))
            return load_panel(*asked)

        monkeypatch.setattr("engine.judge.run.load_panel", meanwhile)
        again = ask(kb, book)
        assert kb.last_batch() == 2
        assert (again.id, again.facts_digest) == (before.id, before.facts_digest)
        assert again.findings == before.findings


class TestTheClocks:
    """Corrections, late facts, and the past as it was."""

    def test_a_correction_known_later_leaves_the_old_answer_as_it_was(self, kb, book):
        before = documents(kb, book)
        kb.add(fact("etf.net_flow", 80, "USD m", "2025-11-14", source="farside",
                    known_at="2025-11-20"))  # fmt: skip
        assert documents(kb, book) == before
        assert ask(kb, book, known_at="2025-11-20").findings["funds_left"].status == "fails"

    def test_a_late_fact_changes_the_answer_and_names_the_run(self, kb, book):
        old = ask(kb, book)
        write_run(kb, compose(old, kb))
        receipt = kb.add(fact("etf.net_flow", 80, "USD m", source="farside"))
        assert receipt.late_for == (old.id,)
        [note] = late_notes(kb, receipt.late_for)
        assert "“Money left the funds” (funds_left) holds → fails" in note
        assert ask(kb, book).id != old.id

    def test_a_batch_number_brings_back_what_was_known_before_a_late_fact(self, kb, book):
        old = ask(kb, book)
        write_run(kb, compose(old, kb))
        kb.add(fact("etf.net_flow", 80, "USD m", source="farside"))
        stored = ledger.run(kb, old.id)
        asked = Question(stored.asset, stored.as_of, stored.known_at, stored.batch)
        again = answer(kb, book, catalog(), asked)
        assert (again.id, again.findings) == (old.id, old.findings)

    def test_no_question_sees_a_fact_before_it_was_known(self, kb, book):
        """At noon, the closes of the day are not known yet."""
        noon = ask(kb, book, known_at="2025-11-17T12:00Z")
        assert noon.evaluation.value("floor_value", "price").middle(0) == 94_000

    def test_a_past_day_is_answered_from_its_own_past(self, kb, book):
        old = ask(kb, book, "2025-11-01")
        assert old.findings["funds_left"].status == "unknown"
        assert old.findings["odds_fell"].reason == "stale"
