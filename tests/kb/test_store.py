"""A knowledge base as its users meet it: both clocks, corrections, sources, snapshots, digests."""

from __future__ import annotations

import random
from datetime import date
from itertools import chain, product
from pathlib import Path

import numpy as np
import pytest

from kb import all_facts, kept_rows
from kb.cache import cache_folder, without_cache
from kb.clock import day_number
from kb.store import ConflictError, KnowledgeBase, StoreError
from kb.withdrawals import withdraw
from tests.kb.asked import batches, last_link, value

THEN = {"as_of": "2025-11-17", "known_at": "2025-11-17"}


def test_a_fact_is_seen_from_the_day_it_is_known(kb, flow):
    kb.add(flow(-867))
    assert value(kb, "etf.net_flow", as_of="2025-11-13", known_at="2025-11-13") is None
    assert value(kb, "etf.net_flow", as_of="2025-11-13", known_at="2025-11-14") == -867e6


def test_a_correction_leaves_the_old_answer_as_it_was(kb, flow):
    kb.add(flow(-867, known_at="2025-11-14"))
    kb.add(flow(-870, known_at="2025-11-20"))
    assert value(kb, "etf.net_flow", as_of="2025-11-13", known_at="2025-11-15") == -867e6
    assert value(kb, "etf.net_flow", as_of="2025-11-13", known_at="2025-11-20") == -870e6


def test_a_batch_number_shows_the_base_as_it_was(kb, flow):
    kb.add(flow(-867))
    kb.add(flow(-492, as_of="2025-11-14"))
    assert value(kb, "etf.net_flow", **THEN, batch=1) == -867e6
    assert value(kb, "etf.net_flow", **THEN, batch=0) is None
    with pytest.raises(StoreError, match="no batch 9"):
        value(kb, "etf.net_flow", **THEN, batch=9)


def test_the_best_source_speaks_and_all_are_kept(kb, flow):
    kb.add([flow(-900, source="essay"), flow(-867, source="farside"), flow(-850, source="desk")])
    assert value(kb, "etf.net_flow", **THEN) == -867e6
    assert kb.snapshot("btc", **THEN).source_names == ("desk", "essay", "farside")


def test_an_asset_sees_its_own_facts_and_the_global_ones(kb, flow, odds):
    kb.add([flow(-867), flow(-50, asset="eth"), odds(40)])
    assert value(kb, "etf.net_flow", **THEN, asset="eth") == -50e6
    assert value(kb, "policy.cut_odds", **THEN, asset="eth") == 0.4
    assert kb.snapshot("eth", **THEN).series_names == ("etf.net_flow", "policy.cut_odds")


def test_of_several_targets_the_nearest_to_come_is_meant(kb, odds):
    kb.add(odds(99, "2025-10-29", as_of="2025-10-28"))
    for target, percent in (("2025-12-10", 40), ("2026-01-28", 60)):
        kb.add(odds(percent, target))
    assert value(kb, "policy.cut_odds", **THEN) == 0.4


def test_the_last_day_is_that_of_any_source(kb, fact):
    assert kb.last_day("btc") is None
    kb.add(fact("price.close", 99_000, "USD/coin", as_of="2025-11-12"))
    kb.add(fact("price.close", 98_000, "USD/coin", source="binance"))
    assert kb.last_day("btc") == day_number("2025-11-13")


def test_the_last_day_of_any_asset_is_the_latest_that_one_of_them_has(kb, fact):
    for asset, day in (("btc", "2025-11-13"), ("sol", "2025-11-15"), ("eth", "2025-11-14")):
        kb.add(fact("price.close", 1, "USD/coin", as_of=day, asset=asset))
    kb.add(fact("price.close", 1, "USD/coin", as_of="2025-11-16", asset="sol"))
    withdraw(kb, [4], "a wrong day")
    for some in ([], ["btc"], ["btc", "eth"], ["btc", "sol", "nobody"]):
        each = [day for asset in some if (day := kb.last_day(asset)) is not None]
        assert kb.last_day_of_any(some, "price.close") == max(each, default=None)


def test_the_keys_of_many_assets_are_those_of_each(kb, flow):
    kb.add(flow(-492, asset="xbt"))
    names = ("BTC", "xbt", "btc", "Bitcoin", "nobody")
    assert kb.assets(names) == tuple(dict.fromkeys(map(kb.asset, names)))


def test_the_last_day_is_of_what_was_known_by_then(kb, fact):
    kb.add(fact("price.close", 99_000, "USD/coin", as_of="2025-11-10"))
    kb.add(fact("price.close", 98_000, "USD/coin", as_of="2025-11-12", known_at="2025-11-15"))
    last = {known: kb.last_day("btc", known_at=known) for known in ("2025-11-14", "2025-11-15")}
    assert list(last.values()) == [day_number("2025-11-10"), day_number("2025-11-12")]
    assert kb.last_day("btc", known_at="2025-11-09") is None


def test_an_asset_is_spoken_of_when_a_fact_bears_its_name(kb, flow, odds):
    kb.add(odds(40))
    assert not kb.spoken_of("btc")
    kb.add(flow(-50, asset="eth"))
    assert (kb.spoken_of("btc"), kb.spoken_of("eth")) == (False, True)


def test_observations_hold_every_vintage_in_order(kb, flow):
    kb.add(flow(-870, known_at="2025-11-20"))
    kb.add([flow(1, as_of="2025-11-10"), flow(-867), flow(-1, source="aaa"), flow(-5, span=5)])
    seen = kb.observations("btc", as_of="2025-11-17", known_at="2025-11-21")
    assert seen.value.tolist() == [-1e6, 1e6, -867e6, -5e6, -870e6]
    assert [seen.source_names[n] for n in seen.source] == ["aaa", "desk", "desk", "desk", "desk"]
    assert seen.span.tolist() == [1, 1, 1, 5, 1]
    assert set(seen.target.tolist()) == {-1}
    assert [str(column.dtype) for column in (seen.ids, seen.as_of, seen.known_at, seen.value)] == [
        "int64", "int32", "int64", "float64",
    ]  # fmt: skip


def test_observations_of_some_series_are_those_of_all_that_bear_their_name(kb, flow, odds, fact):
    kb.add([flow(-867), odds(40), fact("dollar.index", 99, "index")])
    some = kb.observations("btc", **THEN, series=["dollar.index", "etf.net_flow"])
    assert some.series_names == ("dollar.index", "etf.net_flow")
    assert some.value.tolist() == [99, -867e6]
    assert len(kb.observations("btc", **THEN, series=[])) == 0


def test_some_series_are_the_same_whether_all_were_read_before_or_not(kb, flow, odds, fact):
    kb.add([flow(-867), flow(3, source="aaa"), odds(40), fact("dollar.index", 99, "index")])
    named = ["dollar.index", "etf.net_flow"]
    alone = kb.observations("btc", **THEN, series=named)
    kb.observations("btc", **THEN)
    after = kb.observations("btc", **THEN, series=named)
    assert vars(alone).keys() == vars(after).keys()
    for name, column in vars(alone).items():
        np.testing.assert_array_equal(column, vars(after)[name], err_msg=name)


def test_a_snapshot_is_what_a_plain_walk_over_the_facts_finds(kb, flow):
    chance = random.Random(20251117)
    batches = []
    for batch in range(4):
        facts = [
            flow(chance.randint(1, 10**6), as_of=f"2025-11-{day:02}", source=source, span=span,
                 known_at=f"2025-11-{chance.randint(day + 1, 20):02}T{batch:02}:00:{n:02}Z")
            for n, day in enumerate(chance.sample(range(1, 15), 9))
            for source, span in (("farside", 1), ("desk", 1), ("desk", 5))
        ]  # fmt: skip
        batches.append(facts)
        kb.add(facts)
    for as_of, known, batch in product(range(1, 21, 2), range(10, 21, 5), (2, 4)):
        question = {"as_of": date(2025, 11, as_of), "known_at": date(2025, 11, known)}
        newest = {}
        for one in chain.from_iterable(batches[:batch]):
            if one.as_of <= question["as_of"] and one.known_at.date() <= question["known_at"]:
                place = (one.as_of, one.known_at, -one.span, one.value)
                newest[one.source] = max(newest.get(one.source, place), place)
        seen = kb.snapshot("btc", **question, batch=batch)
        found = {
            seen.source_names[n]: value for n, value in zip(seen.source, seen.value, strict=True)
        }
        assert found == {source: place[-1] for source, place in newest.items()}
        every = kb.observations("btc", **question, batch=batch)
        assert len(every) == sum(
            one.as_of <= question["as_of"] and one.known_at.date() <= question["known_at"]
            for one in chain.from_iterable(batches[:batch])
        )


def test_an_empty_base_answers_with_nothing(kb):
    assert len(kb.snapshot("btc", **THEN)) == 0
    assert kb.observations("btc", **THEN).series_names == ()
    assert len(kb.digest("btc", **THEN)) == 64
    assert (batches(kb), kb.last_batch(), last_link(kb, "batch")) == ([], 0, None)


def test_a_stored_fact_is_the_fact_with_its_row_and_batch(kb, flow, odds):
    for row, given in enumerate((flow(-867, note="preliminary", span=5), odds(40)), start=1):
        kb.add(given)
        stored = kb.facts([row])[0]
        assert (stored.id, stored.batch) == (row, row)
        own = {"id": row, "batch": row, "withdrawn": None, "why": ""}
        assert vars(stored) == given.model_dump() | own
    with pytest.raises(StoreError, match="no fact 7"):
        kb.facts([7])[0]


def test_facts_come_in_the_order_asked_for(kb, flow):
    kb.add([flow(1), flow(2, as_of="2025-11-12")])
    assert [one.value for one in kb.facts(np.array([2, 1, 2]))] == [2e6, 1e6, 2e6]


# --- the digest of what is seen ---------------------------------------------------------------


def some_facts(flow, odds):
    days = [flow(n, as_of=f"2025-11-{n:02}", note=f"no {n}" if n % 3 else "") for n in range(1, 15)]
    return [*days, odds(40), flow(7, asset="eth")]


def test_the_same_facts_have_one_digest_in_any_order_and_any_batches(kb, flow, odds):
    facts = some_facts(flow, odds)
    kb.add(facts)
    other = KnowledgeBase.in_memory()
    random.Random(1).shuffle(facts)
    for one in facts:
        other.add(one)
    assert kb.digest("btc", **THEN) == other.digest("btc", **THEN)


def test_the_digest_does_not_see_what_the_question_does_not(kb, flow, odds):
    kb.add(some_facts(flow, odds))
    before = kb.digest("btc", **THEN)
    kb.add(flow(5, as_of="2025-11-18"))
    kb.add(flow(8, known_at="2025-11-20"))
    kb.add(flow(8, asset="sol", as_of="2025-11-12"))
    assert kb.digest("btc", **THEN) == before
    kb.add(flow(5, as_of="2025-11-09", source="late"))
    assert kb.digest("btc", **THEN) != before
    assert kb.digest("btc", **THEN, batch=1) == before


@pytest.mark.parametrize(
    "changed",
    [
        {"millions": -868}, {"source": "bureau"}, {"note": "x"}, {"span": 2}, {"asset": "eth"},
        {"known_at": "2025-11-15"}, {"as_of": "2025-11-12"},
    ],
)  # fmt: skip
def test_the_digest_changes_with_anything_a_fact_says(flow, changed):
    def digest(**other):
        with KnowledgeBase.in_memory() as kb:
            kb.add([flow(1, as_of="2025-11-10"), flow(**{"millions": -867, **other})])
            return kb.digest("btc", **THEN)

    assert digest(**changed) != digest()


def test_the_digest_changes_with_the_date_a_fact_is_about(odds):
    def digest(target):
        with KnowledgeBase.in_memory() as kb:
            kb.add(odds(40, target))
            return kb.digest("btc", **THEN)

    assert digest("2025-12-10") != digest("2026-01-28")


def test_the_unit_a_value_was_given_in_belongs_to_what_was_said(fact):
    def digest(value, unit):
        with KnowledgeBase.in_memory() as kb:
            kb.add(fact("etf.net_flow", value, unit))
            return kb.digest("btc", **THEN)

    assert digest(1, "USD bn") != digest(1_000, "USD m")


def test_an_answer_that_was_kept_does_not_outlive_the_next_batch(kb, flow):
    kb.add(flow(-867))
    assert len(kb.observations("btc", **THEN)) == 1
    with pytest.raises(ConflictError):
        kb.add([flow(1, source="newcomer"), flow(-868)])
    kb.add([flow(1, source="other"), flow(2, source="third")])
    assert kb.observations("btc", **THEN).source_names == ("desk", "other", "third")


@pytest.mark.parametrize(  # what came since is kept with all, by itself, or read from the base
    ("grown", "new", "files"), [(0.0, 0, [1, 1]), (9.0, 0, [1, 2]), (9.0, 9, [0, 0])]
)
def test_facts_kept_in_the_cache_are_seen_as_those_of_the_base(
    kb, flow, odds, tmp_path, monkeypatch, grown, new, files
):
    monkeypatch.setenv("DOWNDRAFT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(all_facts, "MANY", 1)
    monkeypatch.setattr(all_facts, "NEW", new)
    monkeypatch.setattr(kept_rows, "GROWN", grown)
    cache_folder.cache_clear()
    kb.add([flow(-867), odds(40), flow(5, asset="eth"), flow(-9, as_of="2025-11-12")])
    kb.add(flow(-870, known_at="2025-11-16"))
    earlier = {"known_at": "2025-11-15"}, {"as_of": "2025-11-12"}, {"batch": 1}
    asked = [("eth", THEN), *(("btc", THEN | other) for other in ({}, *earlier))]

    def digests() -> list[str]:
        return [kb.digest(asset, **then) for asset, then in asked]

    def kept() -> list[Path]:
        return sorted(tmp_path.glob("cache/*rows-*"))

    with without_cache():
        plain = digests()
    assert not kept()
    assert digests() == digests() == plain
    assert len(kept()) == files[0]
    for amount in (1, 2):
        kb.add(flow(amount, source=f"other{amount}"))
        now = digests()
        with without_cache():
            assert now == digests() != plain
        assert len(kept()) == files[1]
    for odd in (-1, -30, 70, 200):  # how long the index is, that, and rows
        for file in kept():
            damaged = bytearray(file.read_bytes())
            damaged[odd] ^= 1
            file.write_bytes(damaged)
            assert digests() == now
            assert not file.exists() or file.read_bytes() != damaged
    cache_folder.cache_clear()
