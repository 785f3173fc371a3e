"""The page on the site is followed to the letter, with a small rule base in place of ours."""

from __future__ import annotations

from tests.cli.conftest import figures_alone
from tests.desk import write_rules
from tests.house.test_readme import blocks as of_readme
from tests.house.tutorials import lines, typed

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
