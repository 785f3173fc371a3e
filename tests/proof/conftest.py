"""The prover of the desk's run."""

from __future__ import annotations

import pytest

from engine.proof.tree import Prover
from tests.desk import ask


@pytest.fixture
def prover(kb, book) -> Prover:
    """What proves the claims of the desk's run."""
    return Prover(ask(kb, book), kb)
