"""An onlooker between the matcher and durable_rules."""

from __future__ import annotations

import pytest

from engine.judge import matcher
from tests.judge.worlds import Onlooker


@pytest.fixture
def onlooker(monkeypatch: pytest.MonkeyPatch) -> Onlooker:
    watching = Onlooker()
    monkeypatch.setattr(matcher, "extension", lambda: watching)
    return watching
