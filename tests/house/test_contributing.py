"""CONTRIBUTING.md is true: its files, its make targets, its commands and its names are there."""

from __future__ import annotations

import re
from pathlib import Path

from engine.briefing.formats import FORMATS
from engine.formulas.register import ROOMS
from tests.house.test_commands_page import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CODE = re.findall(r"`([^`]+)`", PAGE)


def test_every_link_leads_somewhere():
    links = re.findall(r"\]\((?!https?:)([^)#]+)", PAGE)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_make_target_is_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {text.split()[1] for text in CODE if text.startswith("make ")}
    assert {"brief", "test", "lint", "bench", "check"} <= named
    assert [name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)] == []


def test_every_command_is_there():
    called = {" ".join(text.split()[:3]) for text in CODE if "downdraft rules" in text}
    assert len(called) > 2
    assert {call.removeprefix(".venv/bin/") for call in called} <= COMMANDS.keys()


def test_the_tables_it_sends_one_to_are_where_it_says():
    for name, table in (("FORMATS", FORMATS), ("ROOMS", ROOMS)):
        assert table
        [file] = re.findall(rf"`{name}` of\s+\[([\w/.]+)\]", PAGE)
        assert re.search(rf"^{name}\b", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_every_folder_it_names_is_there():
    folders = {
        text for text in CODE if re.fullmatch(r"(engine|tests|templates|docs)/[a-z/]*", text)
    }
    assert len(folders) > 2
    assert [folder for folder in folders if not (ROOT / folder).is_dir()] == []
