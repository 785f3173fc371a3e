"""The guides are followed to the letter: their files written, then their commands typed in turn.

The past of prices, which costs every command seconds, is left out here, and what reads no cache
may read it: that it does not is held by tests/cli/test_cache.py.
"""

from __future__ import annotations

import re
from contextlib import nullcontext

import pytest

from tests.desk import write_rules
from tests.house.tutorials import DOCS, blocks, lines, text_of, typed

GUIDES = {
    "audit.md": (), "correct.md": ("wrong.csv", "right.csv"), "assets.md": ("closes.csv",),
    "backup.md": (), "offices.md": ("flows.csv",), "scale.md": (),
}  # fmt: skip
"""How-tos, with what each of their tables is called."""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder where nothing of the environment is meant, and no source is asked."""
    for name in ("DOWNDRAFT_DB", "DOWNDRAFT_RULES", "DOWNDRAFT_CATALOG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("engine.daily.fetching.fetching", lambda *_: iter(()))
    monkeypatch.setattr("engine.cli.session.without_cache", nullcontext)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def follow(page: str, capsys) -> dict[str, str]:
    """What each command of a page said; every one of them must end well."""
    said: dict[str, str] = {}
    for line in lines(page):
        code = typed(_here(line, said))
        told = capsys.readouterr()
        assert code == (3 if line.startswith("downdraft brief --asset sol") else 0), told.err
        said[line] = told.out
    return said


def _here(line: str, said: dict[str, str]) -> str:
    """A command as it is typed here: without the past, with the row that is meant, on one worker.

    tests/cluster has two of them.
    """
    if line.startswith("downdraft withdraw"):
        [row] = re.findall(r"^ *(\d+) .*76\.2 USD bn", "".join(said.values()), re.MULTILINE)
        line = line.replace("28", row)
    return line.replace(",past", "").replace("local[2]", "local[1]")


def test_the_tutorial_goes_from_nothing_to_a_briefing_every_morning(folder, capsys):
    (folder / "desk.csv").write_text(blocks("tutorial.md", "csv")[0])
    (folder / "downdraft.toml").write_text(blocks("tutorial.md", "toml")[0])
    said = follow("tutorial.md", capsys)
    assert "What differs: new facts (1)" in said["downdraft diff last~1 last"]
    assert "58.3 USD bn" in said["downdraft facts market.volume --history"]
    assert len(list((folder / "briefings").iterdir())) == 2


@pytest.mark.parametrize("page", GUIDES)
def test_a_guide_does_what_it_shows(page, folder, capsys, monkeypatch):
    assert typed("downdraft init --with essay,comment,published") == 0
    for name, table in zip(GUIDES[page], blocks(page, "csv"), strict=True):
        (folder / name).write_text(table)
    if page != "audit.md":  # they name no claim, so that any pages will do
        write_rules(folder / "rules")
        monkeypatch.setenv("DOWNDRAFT_RULES", "rules")
    said = follow(page, capsys)
    if page == "audit.md":
        assert "monday.md is, byte for byte, the md briefing" in said["downdraft verify monday.md"]


def test_every_page_is_in_the_order_of_the_site_and_every_target_it_names_is_there():
    order = (DOCS.parent / "mkdocs.yml").read_text("utf-8")
    assert {page.name for page in DOCS.glob("*.md")} <= set(re.findall(r": (\w+\.md)", order))
    makefile = (DOCS.parent / "Makefile").read_text("utf-8")
    named = set(re.findall(r"^    make (\w+)", text_of("machines.md"), re.MULTILINE))
    assert named
    assert all(re.search(rf"^{name}:", makefile, re.MULTILINE) for name in named)


def test_the_site_is_built_without_a_broken_link_or_a_request_to_elsewhere(tmp_path):
    """Strictly: a link that leads nowhere is an error."""
    pytest.importorskip("mkdocs")
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    build(load_config(str(DOCS.parent / "mkdocs.yml"), site_dir=str(tmp_path)))
    pages = {file.name: file.read_text("utf-8") for file in tmp_path.glob("*.html")}
    assert {"index.html", "tutorial.html", "notebook.html", "changelog.html"} <= pages.keys()
    fetched = r"""<(?:script|link|img|iframe)\b[^>]*(?:src|href)=["'](?:https?:)?//"""
    assert [name for name, text in pages.items() if re.search(fetched, text)] == []
    assert (tmp_path / "source" / "kb" / "catalog.yaml.txt").is_file()
