"""Completion: what a shell is offered while somebody types, and that it never fails loudly."""

from __future__ import annotations

import pytest
from click.shell_completion import ShellComplete

from engine.cli.main import cli
from kb.store import KnowledgeBase
from tests.desk import facts


@pytest.fixture
def offered(tmp_path, monkeypatch):
    """What is offered for the last of some words."""
    with KnowledgeBase.create(tmp_path / "x.db") as base:
        base.add(facts())
    monkeypatch.setenv("DOWNDRAFT_DB", str(tmp_path / "x.db"))
    shell = ShellComplete(cli, {}, "downdraft", "_DOWNDRAFT_COMPLETE")

    def call(*words: str) -> list[str]:
        return [each.value for each in shell.get_completions(list(words[:-1]), words[-1])]

    return call


def test_names_of_every_kind_are_completed(offered):
    assert "why-not" in offered("wh")
    assert offered("why", "cut_odds") == ["cut_odds_collapsed"]
    assert offered("rules", "show", "five") == ["five_causes"]
    assert "etf.net_flow" in offered("facts", "etf.")
    assert "etf.net_flow=" in offered("what-if", "etf.net")
    assert "farside" in offered("uses", "far")
    assert offered("brief", "--asset", "") == ["btc"]
    assert offered("diff", "l") == ["last"]


def test_what_cannot_be_read_gives_no_choice_and_no_error(offered, tmp_path):
    (tmp_path / "x.db").write_bytes(b"no base at all")
    assert offered("brief", "--asset", "") == []
    assert offered("why", "--rules", str(tmp_path / "nowhere"), "cut") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_has_its_script(shell, downdraft):
    said = downdraft("completion", shell)
    assert said.code == 0
    assert "_DOWNDRAFT_COMPLETE" in said.out
