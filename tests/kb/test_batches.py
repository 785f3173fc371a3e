"""A batch: all or nothing, once, and named by what it says."""

from __future__ import annotations

from itertools import count

import pytest

from kb import fact_columns, histories, ledger
from kb.batch_digest import BatchContent
from kb.chain import GENESIS, link
from kb.clock import day_number
from kb.conflicts import shown
from kb.fact_columns import FactReader
from kb.store import ConflictError, KnowledgeBase
from kb.verify.base import problems
from tests.kb.asked import batches, last_link, value


def digest_of(facts, chunk=3):
    """The digest of facts in their order."""
    content, reader = BatchContent(), FactReader()
    for start in range(0, len(facts), chunk):
        content.take(reader.read(facts[start : start + chunk]))
    return content.digest()


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    """Chunks of three rows, so that a handful of facts crosses their borders."""
    monkeypatch.setattr("kb.batch_digest.CHUNK", 3)
    monkeypatch.setattr("kb.stored_batches.CHUNK", 3)


def days(flow, *numbers, **other):
    return [flow(n, as_of=f"2025-11-{n:02}", **other) for n in numbers]


def test_a_receipt_says_what_was_added(kb, flow):
    receipt = kb.add(days(flow, *range(1, 9)), label="eight days")
    assert (receipt.batch, receipt.added, receipt.skipped) == (1, 8, 0)
    (batch,) = batches(kb)
    assert (batch.rows, batch.label, batch.digest) == (8, "eight days", receipt.digest)


def test_the_same_facts_twice_are_one_batch(kb, flow):
    first = kb.add(days(flow, 1, 2, 3, 4, 5))
    again = kb.add(days(flow, 1, 2, 3, 4, 5))
    assert (again.batch, again.added, again.skipped) == (None, 0, 5)
    assert again.digest == first.digest
    assert kb.last_batch() == 1


def test_rows_that_are_there_already_are_counted_and_the_others_added(kb, flow):
    kb.add(days(flow, 2, 4))
    receipt = kb.add(days(flow, 1, 2, 3, 4, 5, 5))
    assert (receipt.batch, receipt.added, receipt.skipped) == (2, 3, 3)


def test_a_batch_without_facts_is_no_batch(kb):
    assert kb.add([]).batch is None


def test_a_batch_is_named_by_its_rows_in_any_base(kb, flow):
    kb.add(days(flow, 9, source="earlier"))
    facts = days(flow, 1, 2, 3, 4, note="read twice")
    with KnowledgeBase.in_memory() as other:
        assert kb.add(facts).digest == other.add(facts).digest == digest_of(facts)


def test_a_batch_that_skipped_rows_is_named_by_those_it_added(kb, flow):
    kb.add(days(flow, 2, source="bureau"))
    digest = kb.add([*days(flow, 2, source="bureau"), *days(flow, 1, 3, 4)]).digest
    assert digest == digest_of(days(flow, 1, 3, 4))


def test_the_digest_does_not_depend_on_chunks(flow):
    facts = [*days(flow, *range(1, 15), note="n"), *days(flow, *range(1, 9), source="bureau")]
    assert digest_of(facts, 3) == digest_of(facts, 100)


@pytest.mark.parametrize(
    "changed",
    [{"note": "x"}, {"span": 2}, {"source": "b"}, {"asset": "eth"}, {"as_of": "2025-11-12"}],
)
def test_the_digest_of_a_batch_changes_with_anything_said(flow, changed):
    assert digest_of([flow(1), flow(2, span=9)]) != digest_of([flow(1, **changed), flow(2, span=9)])


def test_the_digest_of_a_batch_changes_with_the_date_a_fact_is_about(odds):
    assert digest_of([odds(40)]) != digest_of([odds(40, "2026-01-28")])


def test_the_moments_remembered_are_let_go(flow, monkeypatch):
    facts = days(flow, *range(1, 15))
    expected = digest_of(facts)
    monkeypatch.setattr(fact_columns, "_MANY_MOMENTS", 2)
    assert digest_of(facts) == expected


def test_zero_and_minus_zero_are_one_value(kb, flow):
    facts = [flow(-0.0), *days(flow, 1)]
    digest = kb.add(facts).digest
    assert kb.facts([1])[0].value == 0
    assert digest == digest_of([kb.facts([1])[0], kb.facts([2])[0]])


def test_one_value_in_two_units_is_one_fact(kb, fact):
    kb.add(fact("etf.net_flow", -1.1, "USD bn"))
    assert kb.add(fact("etf.net_flow", -1_100, "USD m")).skipped == 1


def test_a_unit_that_only_a_known_fact_is_spelt_in_leaves_no_row(kb, fact, flow):
    """Neither where the fact is in the base, nor where it comes twice in a batch."""
    kb.add(fact("etf.net_flow", -1.1, "USD bn"))
    again = fact("etf.net_flow", -1_100, "USD m")
    other = fact("etf.net_flow", -2, "USD bn", source="other")
    known = [again, other, fact("etf.net_flow", -2_000, "USD m", source="other")]
    assert (kb.add(known).added, units(kb)) == (1, ["USD bn"])
    assert (kb.add([again, flow(-1, source="bureau")]).added, units(kb)) == (1, ["USD bn", "USD m"])
    assert list(problems(kb.connection)) == []


def units(kb):
    return [name for (name,) in kb.connection.execute("SELECT name FROM unit ORDER BY id")]


def test_two_values_for_one_fact_are_refused_with_both(kb, flow):
    kb.add(days(flow, 1, 2))
    with pytest.raises(ConflictError) as refused:
        kb.add([*days(flow, 3, 4), flow(-870, as_of="2025-11-02")])
    assert str(refused.value) == (
        "two values for etf.net_flow on 2025-11-02 from desk, known at 2025-11-03T04:00:00Z: "
        "2 USD m in batch 1 and -870 USD m here; a correction must state a later known_at"
    )
    assert kb.last_batch() == 1
    assert value(kb, "etf.net_flow", as_of="2025-11-10", known_at="2025-11-12") == 2e6


def test_two_values_within_one_batch_are_refused_too(kb, flow, fact):
    odds = [fact("policy.cut_odds", n, "%", target="2025-12-10") for n in (40, 44)]
    with pytest.raises(
        ConflictError, match=r"for 2025-12-10 .* 40 % earlier in this batch and 44 %"
    ):
        kb.add([flow(1), *odds])
    assert batches(kb) == []


def test_an_error_among_the_facts_leaves_nothing_behind(kb, flow):
    def failing():
        yield from days(flow, 1, 2, 3, 4, 5)
        raise RuntimeError("the wire broke")

    with pytest.raises(RuntimeError):
        kb.add(failing())
    assert kb.connection.execute("SELECT count(*) FROM strand").fetchone() == (0,)
    assert kb.add(days(flow, 1)).batch == 1


def test_a_label_cannot_disturb_a_terminal(kb, flow):
    kb.add(flow(1), label="a\x1b[2Jb\n" + "c" * 300)
    assert batches(kb)[0].label.startswith("a?[2Jb?ccc")
    assert len(batches(kb)[0].label) == 200


def test_batches_are_linked(kb, flow):
    for number in range(1, 4):
        kb.add(days(flow, number))
    before = [previous for (previous,) in kb.rows("SELECT previous FROM batch ORDER BY id")]
    said = [(b.chain, (b.digest, b.rows, b.label, b.added_at)) for b in batches(kb)]
    rows = [(previous, *each) for previous, each in zip(before, said, strict=True)]
    assert rows[0][0] == GENESIS
    assert [rows[n][0] for n in (1, 2)] == [rows[n][1] for n in (0, 1)]
    assert rows[2][1] == link("batch", rows[1][1], *rows[2][2]) == last_link(kb, "batch")


def test_a_value_is_shown_in_the_unit_it_was_given_in():
    assert [shown(0.4, "%"), shown(-867e6, "USD m"), shown(2, "ell")] == ["40 %", "-867 USD m", "2"]


# --- late facts -------------------------------------------------------------------------------


@pytest.fixture
def recorded(kb, flow):
    """A base with a fact, and a way to record that a question was asked."""
    kb.add(flow(0, as_of="2025-10-01", source="opening"))
    numbers = count(1)

    def ask(as_of, known_at, asset="btc"):
        from kb.clock import day_number, moment_number

        run = ledger.RunEntry(
            f"run{next(numbers)}",
            asset,
            day_number(as_of),
            moment_number(known_at),
            1,
            "f",
            "r",
            "e",
        )
        ledger.record_run(kb, run)
        return run.id

    return ask


def test_a_late_fact_names_the_runs_that_would_have_seen_it(kb, flow, recorded):
    seen = recorded("2025-11-17", "2025-11-17")
    recorded("2025-11-17", "2025-11-13")  # before the fact was known
    recorded("2025-11-12", "2025-11-20")  # before its day
    recorded("2025-11-17", "2025-11-17", asset="eth")
    later = recorded("2025-11-20", "2025-11-20")
    assert kb.add(flow(-867)).late_for == (seen, later)


def test_a_late_global_fact_concerns_every_asset(kb, odds, recorded):
    runs = (recorded("2025-11-17", "2025-11-17"), recorded("2025-11-17", "2025-11-17", asset="eth"))
    assert kb.add(odds(40)).late_for == runs


def test_one_fact_early_in_knowledge_and_another_early_in_time_do_not_add_up(kb, flow, recorded):
    recorded("2025-11-12", "2025-11-12T12:00Z")
    facts = [flow(1, as_of="2025-11-10", known_at="2025-11-20"), flow(2, as_of="2025-11-13")]
    assert kb.add(facts).late_for == ()


def test_facts_that_were_there_already_are_not_late(kb, flow, recorded):
    kb.add(flow(-867))
    recorded("2025-11-17", "2025-11-17")
    assert kb.add(flow(-867)).late_for == ()


@pytest.mark.parametrize(
    ("late", "days"),
    [
        ({"as_of": "2025-11-13"}, ("2025-11-13", "2025-11-16")),
        ({"as_of": "2025-11-13", "known_at": "2025-11-15"}, ("2025-11-15", "2025-11-16")),
        ({"as_of": "2025-11-13", "known_at": "2025-11-15T00:00:00Z"}, ("2025-11-15", "2025-11-16")),
        ({"as_of": "2025-11-02"}, ("2025-11-10", "2025-11-16")),
        ({"as_of": "2025-11-16"}, ("2025-11-16", "2025-11-16")),
        ({"as_of": "2025-11-17"}, None),
        ({"as_of": "2025-11-13", "known_at": "2025-11-17T00:00:00Z"}, None),
        ({"as_of": "2025-11-13", "asset": "eth"}, None),
    ],
)
def test_a_late_fact_names_the_days_of_a_history_that_would_have_seen_it(kb, flow, late, days):
    first, last = day_number("2025-11-10"), day_number("2025-11-16")
    past = histories.HistoryEntry("h", "btc", first, last, 1, "f", "r", "e")
    histories.record_history(kb, past)
    known = {"known_at": late["as_of"]} | late
    expected = [("h", "btc", *map(day_number, days))] if days else []
    assert list(kb.add(flow(-867, **known)).late_histories) == expected


def test_the_earliest_late_fact_says_where_the_days_begin(kb, flow, odds):
    first, last = day_number("2025-11-10"), day_number("2025-11-16")
    past = histories.HistoryEntry("h", "btc", first, last, 1, "f", "r", "e")
    histories.record_history(kb, past)
    facts = [flow(1, as_of="2025-11-15"), odds(40, as_of="2025-11-12", known_at="2025-11-14")]
    [late] = kb.add(facts).late_histories
    assert late.first == day_number("2025-11-14")
