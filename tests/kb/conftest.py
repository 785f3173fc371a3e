"""A base on a real SQLite file, facts in a few words, and files of facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kb.built_in import catalog
from kb.facts import Fact
from tests.empty_base import kb, path
from tests.facts import make_fact
from tests.kb.verified import full, made_once, told

TODAY = date(2025, 11, 21)


@pytest.fixture
def fact() -> Callable[..., Fact]:
    """A fact from `desk`, of 13 November where no day is given."""

    def make(series: str, value: float, unit: str, **other: object) -> Fact:
        raw = {"as_of": "2025-11-13", "source": "desk", **other}
        return make_fact(
            {"series": series, "value": value, "unit": unit, **raw}, catalog=catalog(), today=TODAY
        )

    return make


@pytest.fixture
def flow(fact: Callable[..., Fact]) -> Callable[..., Fact]:
    """A day's net flow of the funds in millions."""

    def make(millions: float, **other: object) -> Fact:
        return fact("etf.net_flow", millions, "USD m", **other)

    return make


@pytest.fixture
def odds(fact: Callable[..., Fact]) -> Callable[..., Fact]:
    """The odds of a cut at a meeting, that of 10 December where none is named."""

    def make(percent: float, target: str = "2025-12-10", **other: object) -> Fact:
        return fact("policy.cut_odds", percent, "%", target=target, **other)

    return make


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file of facts and gives its path."""

    def make(text: str | bytes, name: str = "desk.csv") -> Path:
        target = tmp_path / name
        target.write_bytes(text.encode() if isinstance(text, str) else text)
        return target

    return make


__all__ = ["full", "kb", "made_once", "path", "told"]
