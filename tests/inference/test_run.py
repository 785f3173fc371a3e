"""The run: the same question to the same facts is the same run, in other words byte for byte."""

from __future__ import annotations

import random

import pytest

from engine.briefing.compose import Composer
from engine.briefing.documents import render
from engine.briefing.export import as_json
from engine.inference.logic import AtLeast, Atom, Premise
from engine.inference.program import claim_of, program_of, truths_of
from engine.inference.run import NothingToJudge, Question, answer, load_panel, question, run_id
from engine.pages.book import RuleBook
from engine.record.late import late_notes
from engine.record.write import write_run
from kb import ledger
from kb.catalog import catalog
from kb.clock import day_number, moment_number
from kb.facts import Fact
from kb.store import KnowledgeBase
from tests.desk import ask, book, book_of, composed, edited, fact, facts, instead, kb, without

__all__ = ["book", "kb"]

FORMS = ("text", "md", "html")


def without_asset() -> list[Fact]:
    """The desk's facts of no asset: the odds."""
    return [each for each in facts() if not each.asset]


def documents(kb: KnowledgeBase, book: RuleBook) -> tuple[str, ...]:
    """The run's id, and its briefing in every form."""
    composer, briefing = composed(kb, book)
    return (briefing.run.id, *(render(composer, briefing, f) for f in FORMS), as_json(briefing))


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
        ids = {run_id(each, "facts", "rules") for each in (asked, *others)}
        assert len(ids | {run_id(asked, "facts2", "rules"), run_id(asked, "facts", "rules2")}) == 6

    def test_the_batch_a_replay_stops_at_is_no_part_of_the_id(self, kb, book):
        """A replay of the same facts is the same run."""
        asked = question(kb, "btc", day_number("2025-11-17"))
        stopped = Question(asked.asset, asked.as_of, asked.known_at, batch=1)
        runs = [answer(kb, book, catalog(), each) for each in (asked, stopped)]
        assert runs[0].id == runs[1].id

    def test_another_engine_makes_another_run(self, monkeypatch):
        before = run_id(Question("btc", 20_000, 1_700_000_000), "facts", "rules")
        monkeypatch.setattr("engine.inference.run.engine_version", lambda: "another engine")
        assert run_id(Question("btc", 20_000, 1_700_000_000), "facts", "rules") != before

    def test_a_run_says_which_batch_was_the_last_it_saw(self, kb, book):
        assert ask(kb, book).question.batch == kb.last_batch() == 1
        kb.add(fact("etf.net_flow", 80, "USD m", "2025-11-18"))
        assert ask(kb, book).question.batch == 2

    def test_a_batch_that_comes_in_meanwhile_is_in_no_part_of_a_run(self, kb, book, monkeypatch):
        before = ask(kb, book)

        def meanwhile(*asked):
            kb.add(fact("etf.net_flow", 80, "USD m", source="farside"))
            return load_panel(*asked)

        monkeypatch.setattr("engine.inference.run.load_panel", meanwhile)
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
        write_run(kb, Composer(old, kb).compose(()))
        receipt = kb.add(fact("etf.net_flow", 80, "USD m", source="farside"))
        assert receipt.late_for == (old.id,)
        [note] = late_notes(kb, receipt.late_for)
        assert "funds_left holds → fails" in note
        assert ask(kb, book).id != old.id

    def test_a_batch_number_brings_back_what_was_known_before_a_late_fact(self, kb, book):
        old = ask(kb, book)
        write_run(kb, Composer(old, kb).compose(()))
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


class TestTheDefaultQuestion:
    """What is asked when nothing is said."""

    def test_it_is_about_the_last_day_with_a_price_known_by_its_end(self, kb):
        asked = question(kb, "btc")
        assert asked == Question("btc", day_number("2025-11-17"), moment_number("2025-11-17"))

    def test_a_given_day_is_known_by_its_own_end(self, kb):
        asked = question(kb, "btc", day_number("2025-11-14"))
        assert asked.known_at == moment_number("2025-11-14")

    def test_an_asset_is_found_however_its_name_is_written(self, kb):
        assert question(kb, "BTC") == question(kb, "btc")

    def test_an_asset_without_a_price_says_what_to_do(self, kb):
        with pytest.raises(NothingToJudge, match="no price of 'eth' here; add facts with"):
            question(kb, "eth")

    def test_one_known_early_is_about_the_last_day_priced_by_then(self, kb):
        noon = moment_number("2025-11-17T12:00Z")
        assert question(kb, "btc", known_at=noon) == Question("btc", day_number("2025-11-16"), noon)
        with pytest.raises(NothingToJudge, match="no price of 'btc' here"):
            question(kb, "btc", known_at=moment_number("2025-11-15"))

    @pytest.mark.parametrize("given", [[], [*without_asset()]], ids=["empty", "global only"])
    def test_a_day_of_an_asset_nobody_speaks_of_says_what_to_do(self, given):
        with KnowledgeBase.in_memory() as base:
            base.add(given)
            with pytest.raises(NothingToJudge, match="no fact of 'btc' here; add facts with"):
                question(base, "btc", 20_000)

    def test_what_is_no_asset_is_refused(self, kb):
        with pytest.raises(ValueError, match="is not a name"):
            question(kb, "<b>", 20_000)


class TestFindings:
    """What became of a claim, why, and what it lacks."""

    def test_every_page_has_a_finding(self, kb, book):
        assert {name: found.status for name, found in ask(kb, book).findings.items()} == {
            "odds_fell": "holds", "funds_left": "holds", "coins_moved": "holds",
            "new_gold": "not_judged", "positions_heavy": "holds", "leverage_offered": "unknown",
            "floor_flows": "fails", "floor_value": "fails", "floor_reached": "fails",
            "how_low": "stated", "slide": "holds",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("given", "claim", "reason", "lack"),
        [
            (without("etf.net_flow"), "funds_left", "missing", "etf.net_flow"),
            (without("etf.net_flow"), "floor_flows", "upstream", "funds_left"),
            (instead(fact("etf.net_flow", -1, "USD m", "2025-10-01")), "funds_left", "stale",
             "etf.net_flow"),
            (instead(fact("derivatives.open_interest", 30, "USD bn")), "positions_heavy",
             "straddles", "forced >= 2 USD bn"),
            (without("volatility.realised_365d"), "how_low", "missing", "volatility.realised_365d"),
        ],
    )  # fmt: skip
    def test_the_unknown_says_why_and_what_it_lacks(self, given, claim, reason, lack, book):
        with KnowledgeBase.in_memory() as base:
            base.add(given)
            found = ask(base, book).findings[claim]
        assert (found.status, found.reason) == ("unknown", reason)
        assert [each.what for each in found.lacks] == [lack]

    def test_a_formula_that_refuses_its_numbers_is_an_error_and_not_a_failure(self, kb):
        broken = edited(book_of().texts["floor/how_low.md"], "90d, 10 %", "90d, 110 %")
        found = ask(kb, book_of(how_low=broken)).findings["how_low"]
        assert (found.status, found.reason) == ("unknown", "error")
        assert "probability" in found.lacks[0].detail

    def test_a_false_condition_decides_although_another_is_unknown(self, book):
        with KnowledgeBase.in_memory() as base:
            base.add(without("onchain.realised_price"))
            found = ask(base, book).findings["floor_reached"]
        assert (found.status, found.reason, found.lacks) == ("fails", None, ())
        assert [line.truth for line in found.lines] == ["false", "unknown"]

    def test_a_group_that_lacks_a_fact_says_so_and_not_upstream(self, kb):
        either = edited(
            book_of().texts["floor/floor_value.md"],
            "  - price <= basis: the average cost of all coins\n",
            "  - any of:\n      - price <= basis\n      - price <= 10,000 USD/coin\n",
        )
        with KnowledgeBase.in_memory() as base:
            base.add(without("onchain.realised_price"))
            found = ask(base, book_of(floor_value=either)).findings["floor_value"]
        assert (found.status, found.reason) == ("unknown", "missing")

    def test_a_line_has_its_worst_and_its_best_margin(self, kb, book):
        [line] = ask(kb, book).findings["positions_heavy"].lines
        assert (line.margin, line.best) == pytest.approx((1.4e9, 11.6e9))

    def test_the_headline_is_the_first_candidate_that_holds(self, kb, book):
        assert ask(kb, book).headline == "slide"


class TestConflicts:
    """Where sources disagree beyond the tolerance of a series."""

    def conflicts(self, *more: Fact) -> list[tuple]:
        with KnowledgeBase.in_memory() as base:
            base.add([*facts(), *more])
            return [(c.series, c.sources, c.values) for c in ask(base, book_of()).conflicts]

    def test_within_the_tolerance_there_is_none(self):
        assert self.conflicts(fact("price.close", 94_000, "USD/coin", source="coin_metrics")) == []

    def test_beyond_it_both_are_reported_the_better_ranked_first(self):
        other = fact("price.close", 99_000, "USD/coin", source="coin_metrics")
        assert self.conflicts(other) == [
            ("price.close", ("binance", "coin_metrics"), (92_000, 99_000))
        ]

    def test_three_sources_are_compared_pair_by_pair(self):
        others = [
            fact("price.close", 99_000, "USD/coin", source="coin_metrics"),
            fact("price.close", 85_000, "USD/coin", source="desk"),
        ]
        assert len(self.conflicts(*others)) == 3

    def test_another_day_another_span_or_a_document_is_no_conflict(self):
        assert self.conflicts(
            fact("price.close", 99_000, "USD/coin", "2025-11-15", source="coin_metrics"),
            fact("etf.net_flow", -900, "USD m", "2025-11-14", span=5, source="desk"),
            fact("price.close", 99_000, "USD/coin", source="essay"),
        ) == []  # fmt: skip

    def test_a_correction_that_agrees_ends_a_conflict(self):
        other = fact("price.close", 99_000, "USD/coin", source="coin_metrics")
        with KnowledgeBase.in_memory() as base:
            base.add([*facts(), other])
            base.add(fact("price.close", 92_100, "USD/coin", source="coin_metrics",
                          known_at="2025-11-18"))  # fmt: skip
            assert ask(base, book_of()).conflicts != ()
            assert ask(base, book_of(), known_at="2025-11-18").conflicts == ()


class TestTheProgram:
    """From pages to logic: see also test_logic, which knows no pages."""

    def test_opinions_definitions_and_forecasts_are_not_put_to_the_rules(self, book):
        claims = [claim.id for claim in program_of(book).claims]
        assert {"new_gold", "leverage_offered", "how_low"}.isdisjoint(claims)
        assert len(claims) == 8

    def test_a_condition_on_another_claim_keeps_its_sign(self, book):
        [line] = claim_of(book.page("floor_flows")).lines
        assert line == Premise("floor_flows#1", "funds_left", negated=True)

    def test_a_group_keeps_its_number_and_its_members(self):
        page = edited(
            book_of().texts["floor/floor_value.md"],
            "  - price <= basis: the average cost of all coins\n",
            "  - at least 2 of:\n      - price <= basis\n      - claim funds_left\n"
            "      - price <= 10,000 USD/coin\n",
        )
        [line] = claim_of(book_of(floor_value=page).page("floor_value")).lines
        assert line == AtLeast(
            "floor_value#1", 2, (Atom("floor_value#1.1"),
            Premise("floor_value#1.2", "funds_left"), Atom("floor_value#1.3")),
        )  # fmt: skip

    def test_the_truths_are_those_of_the_comparisons(self, kb, book):
        truths = truths_of(ask(kb, book).evaluation)
        known = dict(
            zip(truths.lines, zip(truths.true[0], truths.false[0], strict=True), strict=True)
        )
        assert known["funds_left#1"] == (True, False)
        assert known["floor_value#1"] == (False, True)
        assert "floor_flows#1" not in known
