"""A desk in a folder of its own, its clock, and the server that stands for all sources."""

from __future__ import annotations

import pytest

from kb.feeds.line import Time
from tests.cli.conftest import downdraft
from tests.daily.month import furnish
from tests.desk import kb
from tests.feeds.conftest import clock, server

__all__ = ["clock", "downdraft", "kb", "server"]


@pytest.fixture
def timed(clock, monkeypatch):
    """Commands live by the clock of the test."""
    timing = Time(clock.now, clock.tick, clock.sleep)
    monkeypatch.setattr("engine.daily.fetching.clock", lambda: timing)


@pytest.fixture
def desk(downdraft, timed, tmp_path):
    """Commands in the folder of a desk with pages, feeds and settings, and an empty base."""
    furnish(tmp_path)
    downdraft("init")
    return downdraft
