"""A briefing of what is no coin: closes suffice, and nothing is asked that cannot be there."""

from __future__ import annotations

import numpy as np
import pytest

from engine.briefing.compose import compose
from engine.briefing.render import render
from engine.judge.run import answer, question
from engine.pages.library import load_book
from kb.store import KnowledgeBase
from tests.forecast.base_market import closes
from tests.forecast.test_five_days import DEEP, RESTING, TRADES


@pytest.fixture(scope="module", params=["spx", "stock"])
def briefing(request):
    with KnowledgeBase.in_memory() as kb:
        told = closes(RESTING[: DEEP + 1], asset=request.param)
        kb.add(fact for fact, keep in zip(told, TRADES, strict=False) if keep)
        run = answer(kb, load_book(), kb.catalog, question(kb, request.param))
        yield compose(run, kb)


def test_it_forecasts_the_lowest_close(briefing):
    assert briefing.forecast.statement is not None
    assert len(briefing.forecast.rows) == 3


def test_what_was_stated_of_bitcoin_is_not_said_of_it(briefing):
    text = render(briefing, "text")
    assert "1,000 times" not in text
    assert "1,000%" not in text
    assert "Written later" not in text


def test_what_cannot_be_there_is_not_missing(briefing):
    run = briefing.run
    assert run.findings["holders_distributed"].reason == "absent"
    assert "holders.long_term_net_change" not in render(briefing, "text")


def test_an_index_has_points_and_a_guess_is_said(briefing):
    text = " ".join(render(briefing, "text").split())
    guessed = briefing.run.asset.guessed
    assert ("STOCK is not declared; as it closes on no weekend" in text) == guessed
    price = f"{RESTING[DEEP]:,.{0 if RESTING[DEEP] >= 1000 else 2}f}"
    assert f"Price {'$' if guessed else ''}{price}" in text
    assert not np.isnan(RESTING[DEEP])
