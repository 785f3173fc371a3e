"""The README is true: its commands run in order, in an empty folder, with its own facts.

What reads no cache may read it here: that it does not is held by tests/cli/test_cache.py.
"""

from __future__ import annotations

import re
import shlex
from contextlib import nullcontext
from pathlib import Path

import pytest

from engine.briefing.render import render
from engine.cli.main import main
from tests import published

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def commands() -> list[str]:
    """The lines that call downdraft."""
    lines = (line for block in blocks("sh") for line in block.splitlines())
    return [line for line in lines if line.startswith("downdraft ")]


def test_every_command_runs_in_order(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("engine.cli.session.without_cache", nullcontext)
    monkeypatch.delenv("DOWNDRAFT_DB", raising=False)
    monkeypatch.delenv("DOWNDRAFT_RULES", raising=False)
    (tmp_path / "my-facts.csv").write_text(blocks("csv")[0], encoding="utf-8")
    codes, notes = {}, ""
    for line in commands():
        with pytest.raises(SystemExit) as left:
            main(shlex.split(line)[1:])
        codes[line] = left.value.code or 0
        notes += capsys.readouterr().err
    assert len(codes) > 8
    assert {line: code for line, code in codes.items() if code} == {}, notes


def test_the_sentence_it_quotes_is_said_of_the_example_with_its_citation():
    quoted = " ".join(line[1:].strip() for line in README.splitlines() if line.startswith(">"))
    said = " ".join(render(published.with_past("2025-11-17"), "md").split())
    assert quoted in said
    numbers = set(re.findall(r"[SEF]\d+", quoted))
    assert set(re.findall(r"`\[?([SEF]\d+)\]?`", README)) == numbers


def test_every_link_leads_somewhere():
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_page_it_shows_is_the_page_there_is():
    """Its lines, but for the remarks beside them and what is left out."""
    page = (ROOT / "rules" / "policy" / "cut_odds_collapsed.md").read_text(encoding="utf-8")
    real = {line.strip() for line in page.splitlines()}
    [shown] = [block for block in blocks("markdown") if "cut_odds_collapsed" in block]
    front = shown.split("---")[1]
    lines = (re.sub(r"\s+#.*", "", line).strip() for line in front.splitlines())
    assert [line for line in lines if line and line not in real] == []


def test_every_room_it_names_is_there():
    rooms = re.findall(r"`((?:kb|engine|rules|templates)(?:/\w+)*)/?`", README)
    assert rooms
    assert [room for room in rooms if not (ROOT / room).is_dir()] == []


def test_every_make_target_it_names_is_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"`make (\w+)`|^ +make (\w+)", README, re.MULTILINE))
    named = {name for pair in targets for name in pair if name}
    assert named
    assert [name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)] == []
