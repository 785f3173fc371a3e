"""Terminals that know few characters get a briefing that can be read."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from engine.cli.plain import plain


def printed(encoding, *arguments):
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONWARNINGS": ""}
    command = [sys.executable, "-m", "engine.cli.main", *arguments]
    found = subprocess.run(command, capture_output=True, env=environment, check=True)
    return found.stdout.decode(encoding)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_briefing_says_the_same_in_any_encoding(desk, encoding):
    said = printed(encoding, "brief", "--no-ledger")
    assert plain(said) == plain(desk("brief", "--no-ledger").out)
    assert "The funds lost $492m" in said
    assert "?" not in said


def test_the_branches_of_a_proof_stay_branches(desk):
    assert printed("ascii", "why", "odds_fell").splitlines()[1].startswith(("|- ", "`- "))


@pytest.mark.parametrize(
    ("text", "ascii_text"),
    [("−1.5 × 10²", "-1.5 x 102"), ("“Zürich’s”…", '"Zurich\'s"...'), ("≥ 3 → 4", ">= 3 -> 4"),
     ("日", "?")],
)  # fmt: skip
def test_signs_become_what_looks_like_them(text, ascii_text):
    assert plain(text) == ascii_text
