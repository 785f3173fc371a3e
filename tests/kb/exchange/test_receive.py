"""Bases exchange batches: the same facts on both sides, each batch under the link of its origin."""

from __future__ import annotations

import shutil
from itertools import permutations

import pytest

from kb import connection, ledger
from kb.errors import ConflictError, StoreError
from kb.exchange.known import Known
from kb.exchange.offers import BaseSource
from kb.exchange.rebuilt import rebuilt
from kb.late_runs import late_by_now
from kb.store import KnowledgeBase
from kb.withdrawals import withdraw
from tests.kb.exchange.conftest import days, pull, record, seen, sound, state
from tests.kb.verified import flow_of


def test_both_hold_the_same_facts_after_both_pulled_and_a_second_time_changes_nothing(office):
    one, other = office(days(1, 9), days(9, 12)), office(days(1, 5, "bureau"), days(12, 15))
    done = pull(one, other)
    assert (done.came["batches"], done.facts, done.there) == (2, 7, 0)
    assert pull(other, one).facts == 11
    assert seen(one) == seen(other)
    assert pull(one, other).facts == 0  # what the other made of ours: links alone
    kept = state(one), state(other)
    assert not any(pull(one, other).came.values())
    assert not any(pull(other, one).came.values())
    assert (state(one), state(other)) == kept
    assert sound(one)
    assert sound(other)


def test_in_whatever_order_bases_meet_each_ends_with_the_same_facts(office):
    def met(order):
        three = [office(days(1, 9)), office(days(4, 12)), office(days(2, 6, "bureau"))]
        withdraw(three[0], [2], "misread", known_at=1_763_000_000)
        for into, of in [*order, *order]:
            pull(three[into], three[of])
        assert all(map(sound, three))
        return {seen(kb) for kb in three}

    ways = list(permutations([(0, 1), (1, 2), (2, 0)]))
    assert len(set.union(*map(met, ways[:4]))) == 1


def test_a_batch_keeps_its_digest_its_link_and_its_moment(office):
    one, other = office(days(1, 4)), office(days(2, 6), label="flows.csv")
    pull(one, other)
    [row] = one.rows("SELECT link, before, json_extract(said, '$[2]') FROM received")
    assert row == other.rows("SELECT chain, previous, label FROM batch")[0]
    [said] = one.rows("SELECT said FROM received")[0]
    [written] = other.rows("SELECT json_array(digest, rows, label, added_at) FROM batch")[0]
    assert said == written
    assert one.rows("SELECT rows, label FROM batch WHERE id = 2") == [(2, "flows.csv")]


def test_what_a_base_received_it_passes_on_under_the_first_link(office):
    first, second, third = office(days(1, 4)), office(days(4, 6)), office(days(6, 8))
    pull(second, first)
    pull(third, second)
    [link] = first.rows("SELECT chain FROM batch")[0]
    assert Known(third.connection).has("batch", link)
    assert not any(pull(third, first).came.values())
    assert sound(third)


def test_a_copy_that_went_its_own_way_shares_what_was_before(office):
    one = office(days(1, 4), days(4, 6))
    copy = KnowledgeBase(connection.of_image(one.connection.serialize()), "copy")
    copy.add(days(6, 8))
    one.add(days(8, 10))
    assert pull(one, copy).came["batches"] == 1
    assert pull(copy, one).came["batches"] == 2  # ours, and what we made of theirs
    assert seen(one) == seen(copy)
    assert sound(one)
    assert sound(copy)


def test_what_contradicts_a_fact_is_refused_with_its_batch_and_all_before_it_stays(office):
    one = office([flow_of(7, "2025-11-14", known_at="2025-11-15")])
    wrong = flow_of(9, "2025-11-14", known_at="2025-11-15")
    other = office(days(1, 4), [*days(4, 6), wrong], days(8, 9), label="flows.csv")
    with pytest.raises(ConflictError, match=r"\(flows.csv\) contradicts what is here: two values"):
        pull(one, other)
    assert one.last_fact() == 4
    with pytest.raises(ConflictError):
        pull(one, other)
    assert one.last_fact() == 4
    assert sound(one)


def test_the_rest_of_it_is_taken_where_asked_and_what_contradicts_stands_aside(office):
    one = office([flow_of(7, "2025-11-14", known_at="2025-11-15")])
    wrong = flow_of(9, "2025-11-14", known_at="2025-11-15")
    other = office([*days(4, 6), wrong], days(8, 9))
    withdraw(other, [3], "misread")
    done = pull(one, other, keep_good=True)
    assert (done.facts, len(done.set_aside), done.withdrawn) == (3, 1, 0)
    assert sound(one)
    third = office()
    assert pull(third, one, keep_good=True).facts == 4
    assert seen(third) == seen(one)
    assert sound(third)


def test_the_same_in_other_words_is_one_fact_and_the_batch_is_proved_all_the_same(office):
    known = {"known_at": "2025-11-15"}
    one = office([flow_of(1000, "2025-11-14", note="by hand", **known)])
    other = office([flow_of(1, "2025-11-14", unit="USD bn", **known), *days(1, 3)])
    withdraw(other, [1], "misread")
    done = pull(one, other)
    assert (done.facts, done.there, done.otherwise, done.withdrawn) == (2, 1, 1, 1)
    assert one.facts([1])[0].unit == "USD m"
    assert one.facts([1])[0].why == "misread"
    assert sound(one)


def test_new_facts_that_the_catalogue_does_not_know_or_measures_otherwise_are_counted(office):
    own = {"series": "desk.own", "unit": "ratio"}
    odd = [fact.model_copy(update=own) for fact in days(4, 6)]
    odd += [fact.model_copy(update={"unit": "day"}) for fact in days(6, 7)]
    other = office([*days(1, 4), *odd])
    done = pull(one := office(), other)
    assert (done.facts, done.unknown, done.misfits) == (
        6,
        {"desk.own": 2},
        {"etf.net_flow in day": 1},
    )
    again = pull(office(days(1, 4), odd), other)
    assert (again.there, again.unknown, again.misfits) == (6, {}, {})
    assert sound(one)


def test_a_fact_taken_back_on_both_sides_for_other_reasons_is_a_contradiction(office):
    one, other = office(days(1, 4)), office(days(1, 4))
    withdraw(one, [2], "misread")
    withdraw(other, [2], "a typing error")
    with pytest.raises(ConflictError, match="fact 2 is withdrawn here for 'misread' and there for"):
        pull(one, other)
    assert len(pull(one, other, keep_good=True).set_aside) == 1
    assert sound(one)


class TestKnownWhen:
    def test_a_run_sees_through_its_batch_what_it_saw_and_late_facts_are_told(self, office):
        one = office(days(1, 9))
        record(one, "ab12", 1)
        before = seen(one, "2025-11-17", batch=1)
        done = pull(one, office(days(9, 12, known_at="2025-11-16")))
        assert done.late_for == ("ab12",)
        assert seen(one, "2025-11-17", batch=1) == before
        assert seen(one, "2025-11-17") != before
        assert seen(one, "2025-11-15") == seen(one, "2025-11-15", batch=1)
        assert sound(one)

    def test_a_withdrawal_that_comes_is_told_and_hides_nothing_from_before(self, office):
        one, other = office(days(1, 9)), office(days(1, 9))
        record(one, "ab12", 1)
        before = seen(one, batch=1)
        withdraw(other, [2], "misread", known_at=1_763_200_000)
        assert pull(one, other).late_for == ("ab12",)
        assert seen(one, batch=1) == before != seen(one)

    def test_a_run_that_comes_with_what_it_saw_is_late_only_for_what_came_after(self, office):
        other = office(days(1, 9), days(9, 12))
        withdraw(other, [2], "misread", known_at=1_763_000_000)
        record(other, "ab12", 3)
        one = office()
        assert pull(one, other).late_for == late_by_now(other) == ()
        other.add(days(12, 14, known_at="2025-11-16"))
        record(other, "cd34", 4)
        assert pull(one, other).late_for == ("ab12",)
        third = office()
        assert pull(third, other).late_for == late_by_now(third) == ("ab12",)

    def test_a_fact_is_known_since_the_moment_that_its_origin_says(self, office):
        one, other = office(), office(days(1, 4, known_at="2025-11-20"))
        pull(one, other)
        assert seen(one, "2025-11-19") == seen(office(), "2025-11-19")
        assert {f"{each.known_at:%d %H:%M}" for each in one.facts([1, 2, 3])} == {"20 23:59"}


class TestRuns:
    def test_a_run_comes_with_its_rule_book_and_its_documents(self, office):
        one, other = office(days(1, 3)), office(days(3, 9))
        record(other, "ab12", 1)
        done = pull(one, other)
        assert (done.came["runs"], done.came["documents"], done.runs) == (1, 1, ["ab12"])
        assert ledger.runs(one) == []
        assert sound(one)

    def test_the_base_that_a_run_saw_comes_out_with_its_numbers_and_links(self, office):
        one, other = office(days(1, 3)), office(days(2, 9))
        withdraw(other, [2], "misread")
        entry = record(other, "ab12", 2)
        other.add(days(20, 22))
        pull(one, other)
        base = rebuilt(one, "ab")
        query = "SELECT id, digest, last_fact, label, added_at, chain FROM batch"
        assert base.rows(query) == other.rows(f"{query} WHERE id <= 2")
        assert seen(base) == seen(other, batch=2)
        assert ledger.parts(base, "ab12") == ledger.parts(other, "ab12")
        assert ledger.renderings(base, entry.id) == ledger.renderings(other, entry.id)
        assert sound(base)
        assert rebuilt(one, "none") is None


def test_an_older_base_takes_part_once_it_is_brought_up_to_date(made_once, tmp_path, office):
    from kb.verify.base import verify
    from tests.kb.older import make_older

    path = tmp_path / "older.db"
    shutil.copy(made_once, path)
    kept = verify(path).head
    make_older(path, 6)
    with KnowledgeBase.open(path) as kb:
        assert not list(verify(path, kept).problems)
        pull(kb, office(days(20, 22)))
        assert sound(kb)


def test_a_source_in_its_own_name_is_nothing_new(office):
    one = office(days(1, 3))
    assert not any(pull(one, one).came.values())
    assert list(BaseSource(one.connection, "x").contents([])) == []


def test_a_run_on_what_is_not_here_any_more_is_not_executed(office):
    one, other = office(days(5, 7)), office(days(1, 3))
    record(other, "ab12", 1)
    pull(one, other)
    one.connection.execute("DROP TRIGGER received_refuses_delete")
    one.connection.execute("DELETE FROM received WHERE kind = 'batch'")
    with pytest.raises(StoreError, match="is missing; pull it"):
        rebuilt(one, "ab12")


def test_a_base_that_only_pulls_has_the_chains_of_its_origin(office):
    one, replica = office(days(1, 9), days(9, 12)), office()
    record(one, "ab12", 1)
    withdraw(one, [2], "misread", known_at=1_763_000_000)
    pull(replica, one)
    query = "SELECT id, digest, last_fact, label, added_at, chain FROM batch"
    assert replica.rows(query) == one.rows(query)
    assert replica.rows("SELECT count(*) FROM received") == [(0,)]
    one.add(days(12, 14))
    record(one, "cd34", 4)
    pull(replica, one)
    assert state(replica) == state(one)
    assert ledger.parts(replica, "cd34") == ledger.parts(one, "cd34")
    assert sound(replica)
