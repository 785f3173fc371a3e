"""What a question sees is read and sorted once, as long as the base is what it was."""

from __future__ import annotations

import numpy as np
import pytest

from kb import all_facts, queries
from kb.clock import moment_number
from kb.errors import AlteredError
from kb.store import KnowledgeBase
from kb.withdrawals import withdraw

ASKED = {"asset": "btc", "as_of": "2025-11-18", "known_at": "2025-11-20T18:00Z"}


@pytest.fixture
def sorted_(tmp_path, monkeypatch):
    """How often facts were sorted; every base is a large one, in a cache of one's own."""
    counted, truly = [], queries.arranged
    monkeypatch.setattr("kb.cache.cache_folder", lambda: tmp_path)
    monkeypatch.setattr(all_facts, "MANY", 1)
    monkeypatch.setattr(queries, "arranged", lambda *given: counted.append(1) or truly(*given))
    return counted


@pytest.fixture
def file(path, flow):
    """A base of two flows, the later one seen."""
    with KnowledgeBase.create(path) as kb:
        kb.add([flow(-492, known_at="2025-11-14T04:00Z", note="accepted: a revision")])
        kb.add([flow(7, known_at="2025-11-15T04:00Z")])
    return path


def told(file):
    """All that a question is told of a base that is opened anew."""
    with KnowledgeBase.open(file) as kb:
        digest, seen = kb.digest(**ASKED), kb.observations(**ASKED)
        every = kb.observations(**ASKED, taken_back=True)
    columns = [vars(each)[name] for each in (seen, every) for name in vars(each)]
    return digest, [
        np.asarray(each).tolist() for each in columns if not isinstance(each, frozenset)
    ]


def test_what_was_asked_before_is_not_sorted_again(file, sorted_):
    first, again = told(file), told(file)
    assert len(sorted_) == 1
    assert first == again


def test_whoever_accepts_what_is_still_known(file, sorted_):
    with KnowledgeBase.open(file) as kb:
        accepted = kb.observations(**ASKED).accepted
    for _ in range(2):
        with KnowledgeBase.open(file) as kb:
            kb.digest(**ASKED)
            assert kb.observations(**ASKED).accepted == accepted == {1}


@pytest.mark.parametrize("change", ["added", "withdrawn"])
def test_a_base_that_is_another_is_read_anew(file, sorted_, flow, change):
    before = told(file)
    with KnowledgeBase.open(file) as kb:
        if change == "added":
            kb.add([flow(9, known_at="2025-11-16T04:00Z")])
        else:
            withdraw(kb, [2], "read from the wrong column", moment_number("2025-11-20T12:00Z"))
    assert told(file) != before
    assert len(sorted_) == 2


def test_another_moment_is_another_question(file, sorted_):
    told(file)
    with KnowledgeBase.open(file) as kb:
        earlier = {**ASKED, "known_at": "2025-11-14T12:00Z"}
        kb.digest(**earlier)
        assert kb.observations(**earlier).value.tolist() == [-492e6]


def test_a_withdrawal_that_was_altered_is_met_all_the_same(file, sorted_):
    with KnowledgeBase.open(file) as kb:
        withdraw(kb, [2], "read from the wrong column", moment_number("2025-11-20T12:00Z"))
    told(file)
    with KnowledgeBase.open(file) as kb:
        kb.connection.execute("DROP TRIGGER IF EXISTS withdrawal_no_update")
        for (name,) in kb.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            kb.connection.execute(f'DROP TRIGGER "{name}"')
        kb.connection.execute("UPDATE withdrawal SET known_at = known_at + 1")
        kb.connection.commit()
        with pytest.raises(AlteredError):
            kb.digest(**ASKED)
