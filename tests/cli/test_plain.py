"""Terminals that know few characters get a briefing that can be read."""

from __future__ import annotations

import io

import pytest

from engine.cli.plain import plain


@pytest.fixture
def printed(desk, monkeypatch):
    """What a terminal of an encoding is given, as it stands there."""

    def call(encoding, *arguments):
        given = io.BytesIO()
        terminal = io.TextIOWrapper(given, encoding=encoding, write_through=True)
        with monkeypatch.context() as there:
            there.setattr("sys.stdout", terminal)
            desk(*arguments)
        return given.getvalue().decode(encoding)

    return call


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_briefing_says_the_same_in_any_encoding(desk, printed, encoding):
    said = printed(encoding, "brief", "--no-ledger")
    assert plain(said) == plain(desk("brief", "--no-ledger").out)
    assert "The funds lost $492m" in said
    assert "?" not in said


def test_the_branches_of_a_proof_stay_branches(printed):
    assert printed("ascii", "why", "odds_fell").splitlines()[1].startswith(("|- ", "`- "))


@pytest.mark.parametrize(
    ("text", "ascii_text"),
    [("−1.5 × 10²", "-1.5 x 102"), ("“Zürich’s”…", '"Zurich\'s"...'), ("≥ 3 → 4", ">= 3 -> 4"),
     ("日", "?")],
)  # fmt: skip
def test_signs_become_what_looks_like_them(text, ascii_text):
    assert plain(text) == ascii_text
