"""Facts taken back: unseen from then on, kept for every earlier question, bound like all else."""

from __future__ import annotations

import time

import numpy as np
import pytest

from kb.clock import FOREVER, moment_number
from kb.errors import StoreError
from kb.panel import build_tracks
from kb.store import KnowledgeBase
from kb.verify.base import verify
from kb.withdrawals import withdraw
from tests.kb.asked import head, value

NOON, EVENING = "2025-11-20T12:00Z", "2025-11-20T18:00Z"
TODAY = "2026-11-28"
WHY = "read from the wrong column"


@pytest.fixture
def taken(kb, flow) -> KnowledgeBase:
    """A base whose second fact of a day was taken back at noon of the 20th."""
    kb.add([flow(-492, known_at="2025-11-14T04:00Z"), flow(7, known_at="2025-11-15T04:00Z")])
    withdraw(kb, [2], WHY, moment_number(NOON))
    return kb


def seen(kb, known_at, batch=None):
    return value(kb, "etf.net_flow", as_of="2025-11-18", known_at=known_at, batch=batch)


def test_a_fact_taken_back_is_unseen_from_then_on_and_the_one_before_stands_again(taken):
    assert seen(taken, "2025-11-20T11:59:59Z") == 7e6
    assert seen(taken, NOON) == seen(taken, EVENING) == -492e6


def test_every_vintage_holds_it_only_where_what_was_taken_back_is_asked_for(taken):
    asked = {"as_of": "2025-11-18", "known_at": EVENING}
    assert taken.observations("btc", **asked).ids.tolist() == [1]
    every = taken.observations("btc", **asked, taken_back=True)
    assert every.ids.tolist() == [1, 2]
    assert every.withdrawn.tolist() == [FOREVER, moment_number(NOON)]


def test_days_of_a_history_before_the_withdrawal_see_it(taken):
    every = taken.observations("btc", as_of="2025-11-30", known_at="2025-11-30", taken_back=True)
    [track] = build_tracks(taken.catalog, every)["etf.net_flow"]
    day = int(track.as_of[0])
    values = [
        track.visible(day, moment_number(known)).value.tolist()
        for known in ("2025-11-14", "2025-11-19", "2025-11-20")
    ]
    assert values == [[-492e6], [7e6], [-492e6]]
    assert track.standing.ids.tolist() == [1]


def test_a_question_pinned_to_an_earlier_batch_sees_what_it_saw(taken):
    assert seen(taken, EVENING, batch=1) == 7e6
    digests = [taken.digest("btc", as_of="2025-11-18", known_at=EVENING, batch=n) for n in (1, 2)]
    assert digests[0] != digests[1]
    assert digests[1] == taken.digest("btc", as_of="2025-11-18", known_at=EVENING)


def test_the_right_value_is_added_with_a_later_known_at(taken, flow):
    taken.add(flow(-500, known_at=EVENING))
    assert seen(taken, EVENING) == -500e6
    assert seen(taken, "2025-11-20T11:00Z") == 7e6


def test_a_stored_fact_says_since_when_and_why(taken):
    first, second = taken.facts([1, 2])
    assert (first.withdrawn, first.why) == (None, "")
    assert (f"{second.withdrawn:%Y-%m-%dT%H:%MZ}", second.why) == (NOON, WHY)


def test_a_last_day_that_was_taken_back_is_no_last_day(kb, flow):
    kb.add([flow(1, as_of="2025-11-12"), flow(2, as_of="2025-11-13")])
    later = kb.last_day("btc", "etf.net_flow")
    withdraw(kb, [2], WHY)
    assert kb.last_day("btc", "etf.net_flow") == later - 1


def test_a_fact_is_taken_back_now_where_no_moment_is_given(kb, flow):
    kb.add(flow(1))
    before = int(time.time())
    [fact] = withdraw(kb, [1], WHY).facts
    assert before <= fact.withdrawn.timestamp() <= time.time()


@pytest.mark.parametrize(
    ("facts", "why", "known_at", "says"),
    [
        ([9], WHY, None, "there is no fact 9 in this base"),
        ([1, 1], WHY, None, "fact 1 is named twice"),
        ([2], WHY, None, "fact 2 is withdrawn already, since 2025-11-20T12:00:00Z: read from"),
        ([1], " ", None, "say why the facts are taken back"),
        ([1], "a\nb", None, "holds control characters or line breaks"),
        ([1], "a" * 501, None, "the reason has 501 characters; keep it to 500"),
        ([1], WHY, "2025-11-13", "fact 1 is known since 2025-11-14T04:00:00Z and cannot be taken"),
        ([1], WHY, "2999-01-01", "known_at 2999-01-01T23:59:59Z lies in the future"),
        ([1, 9], WHY, None, "there is no fact 9"),
    ],
)
def test_what_cannot_be_taken_back_is_said_in_a_sentence_and_changes_nothing(
    taken, facts, why, known_at, says
):
    before = head(taken)
    with pytest.raises(StoreError, match=says):
        withdraw(taken, facts, why, moment_number(known_at) if known_at else None)
    assert head(taken) == before
    assert len(taken.rows("SELECT * FROM withdrawal")) == 1


def test_a_base_with_withdrawals_is_sound_and_counts_them(taken, path):
    found = verify(path)
    assert found.problems == ()
    assert (found.counts["batches"], found.counts["withdrawals"]) == (2, 1)


def test_facts_come_and_go_in_one_chain(taken, flow, path):
    taken.add(flow(3, as_of="2025-11-12"))
    withdraw(taken, [1, 3], "both")
    taken.add(flow(4, as_of="2025-11-11"))
    assert verify(path).problems == ()
    assert [row for (row,) in taken.rows("SELECT rows FROM batch ORDER BY id")] == [2, 0, 1, 0, 1]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE withdrawal SET known_at = known_at + 1", "withdrawal 1: is not as it was written"),
        ("UPDATE withdrawal SET why = 'x'", "withdrawal 1: is not as it was written in batch 3"),
        ("UPDATE withdrawal SET fact_id = 1", "withdrawal 1: is not as it was written in batch 3"),
        ("DELETE FROM withdrawal", "batch 3: it holds no fact and takes none back"),
        ("INSERT INTO withdrawal VALUES (2, 1, 1, 9, 'x')", "withdrawal 2: is of no batch that"),
        ("INSERT INTO withdrawal VALUES (2, 3, 1, 9, 'x')", "withdrawal 1 to 2: is not as it was"),
        ("UPDATE fact SET publication = 1 WHERE id = 2", "fact 2: it, or a name it uses, is not"),
    ],
)
def test_a_withdrawal_or_how_a_date_is_known_cannot_be_altered_unseen(full, told, statement, says):
    withdraw(full, [3], WHY)
    found = told(statement)
    assert any(problem.startswith(says) for problem in found), found


def test_facts_of_before_keep_their_digest_whatever_was_recorded_since(kb, flow):
    """Of a base without withdrawals whose facts do not say how their dates are known."""
    old = flow(-492).model_copy(update={"publication": "unrecorded"})
    assert kb.add(old).digest == (
        "8de6b3e38d748aaa21e1d6ff6bf7fd1e4bc4d9604e9ebc149a673a6ec94ccb6f"
    )
    assert kb.digest("btc", as_of="2025-11-13", known_at="2025-11-21") == (
        "585de2038ea81dbc99ed3f0eec81b81796affd2826f3f8a981c03b54d6294898"
    )


def test_what_is_seen_is_another_thing_where_a_date_is_known_otherwise(flow):
    digests = set()
    for how in ("unrecorded", "stated", "assumed"):
        with KnowledgeBase.in_memory() as base:
            base.add(flow(-492).model_copy(update={"publication": how}))
            digests.add(base.digest("btc", as_of="2025-11-13", known_at="2025-11-21"))
    assert len(digests) == 3


def test_tracks_stay_whole_where_nothing_was_taken_back(kb, flow):
    kb.add([flow(1, as_of="2025-11-12"), flow(2)])
    every = kb.observations("btc", as_of=TODAY, known_at=TODAY, taken_back=True)
    assert np.all(every.withdrawn == FOREVER)
