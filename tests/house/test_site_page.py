"""The page on the site is followed to the letter, with a small rule base in place of ours."""

from __future__ import annotations

import sqlite3

import yaml

from tests.cli.conftest import figures_alone
from tests.desk import write_rules
from tests.house.test_readme import blocks as of_readme
from tests.house.tutorials import lines, text_of, typed
from tests.site.desk import base

__all__ = ["base"]

PAGE = "site.md"


def test_every_command_of_the_page_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name in ("DOWNDRAFT_DB", "DOWNDRAFT_CATALOG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DOWNDRAFT_RULES", str(write_rules(tmp_path / "rules")))
    (tmp_path / "my-facts.csv").write_text(of_readme("csv")[0], encoding="utf-8")
    monkeypatch.setattr("kb.packs.example.example_base", figures_alone)
    few = 3  # the small rule base has no headline for the facts of the README
    for line in lines(PAGE):
        good = few if line.startswith("downdraft brief") else 0
        assert typed(line) == good, (line, capsys.readouterr())
    assert (tmp_path / "audit" / "index.html").is_file()
    assert list(tmp_path.glob("audit-of-mine/run/*/briefing.html"))


def test_every_question_for_datasette_is_one_that_a_base_answers(base):
    told = yaml.safe_load(text_of("datasette.yaml"))["databases"]["downdraft"]
    asked = {"series": "etf.net_flow", "known_at": "2025-11-15", "claim": "odds_fell"}
    with sqlite3.connect(f"file:{base}?mode=ro", uri=True) as connection:
        found = {
            name: connection.execute(query["sql"], asked).fetchall()
            for name, query in told["queries"].items()
        }
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    assert told["tables"].keys() <= tables
    assert [len(found[name]) for name in ("facts", "seen", "batches", "runs")] == [2, 1, 2, 2]
