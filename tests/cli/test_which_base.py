"""Which base a command speaks to."""

from __future__ import annotations

from kb.store import KnowledgeBase
from tests.desk import fact


def test_the_environment_names_one(downdraft, tmp_path, monkeypatch):
    monkeypatch.setenv("DOWNDRAFT_DB", str(tmp_path / "elsewhere.db"))
    downdraft("init")
    assert (tmp_path / "elsewhere.db").exists()
    assert downdraft("runs").code == 0


def test_the_option_comes_before_the_environment(desk, tmp_path, monkeypatch):
    monkeypatch.setenv("DOWNDRAFT_DB", str(tmp_path / "elsewhere.db"))
    assert desk("facts", "--db", "downdraft.db").code == 0


def test_the_example_needs_none(downdraft, tmp_path):
    assert downdraft("facts", "price.close", "--example").code == 0
    assert list(tmp_path.iterdir()) == []


def test_another_asset_has_its_own_answer(desk, tmp_path):
    with KnowledgeBase.open(tmp_path / "downdraft.db") as base:
        base.add(fact("price.close", 3_000, "USD/coin", asset="eth"))
    assert desk("brief", "--asset", "ETH").out.startswith("No headline")
