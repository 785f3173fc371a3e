"""The files of a folder of pages: which are read, which are passed over, which are refused."""

from __future__ import annotations

import os

import pytest

from engine.pages.folder import LINES, read_folder
from kb.plain_file import LONGEST
from tests.pages.conftest import LOW

LEFT = (
    ".#low.md", "._low.md", ".low.md.swp", "low.md~", "#low.md#", "low.md.bak", "low.md.orig",
    ".DS_Store", "Thumbs.db",
)  # fmt: skip


def passed_over(folder):
    """What was not read, sorted; the page was."""
    found = read_folder(folder)
    assert found.texts == {"chapter/low.md": LOW}
    return sorted(found.passed_over)


def test_pages_and_the_files_they_share_are_read(rules):
    shared = ("assumptions.yaml", "briefing.yaml", "catalog.yaml", "equivalent_mutants.yaml")
    for name in (*shared, "notes.txt", "__init__.py"):
        (rules / name).write_text("x: y", encoding="utf-8")
    assert sorted(read_folder(rules).texts) == sorted((*shared, "chapter/low.md"))
    assert read_folder(rules).passed_over == []


@pytest.mark.parametrize("name", ["_drafts/x.md", ".git/y.md", "__pycache__/z.md"])
def test_hidden_folders_are_no_chapters(rules, name):
    (rules / name).parent.mkdir()
    (rules / name).write_text("", encoding="utf-8")
    assert passed_over(rules) == []


@pytest.mark.parametrize("name", LEFT)
def test_what_editors_and_systems_leave_is_passed_over_and_named(rules, name):
    (rules / "chapter" / name).write_bytes(b"\x00\xff")
    [said] = passed_over(rules)
    assert said == f"chapter/{name} (hidden, or left by an editor or the system)"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("briefing.yml", "write briefing.yaml"),
        ("Catalog.YAML", "write catalog.yaml"),
        ("chapter/high.MD", "write high.md"),
        ("chapter/high.markdown", "write high.md"),
        ("ci.yaml", "no file of that name is read here"),
        ("chapter/briefing.yaml", "no file of that name is read here"),
    ],
)
def test_a_name_that_is_not_known_is_pointed_out(rules, name, said):
    (rules / name).write_text("x: y", encoding="utf-8")
    assert passed_over(rules) == [f"{name} ({said})"]


def test_a_link_inside_the_folder_is_a_file_of_it(rules):
    (rules / ".kept").mkdir()
    (rules / "chapter" / "low.md").rename(rules / ".kept" / "low")
    (rules / "chapter" / "low.md").symlink_to("../.kept/low")
    assert passed_over(rules) == []


@pytest.mark.parametrize(
    ("name", "target", "said"),
    [
        ("chapter/away.md", "/etc/passwd", "this link leads out of the folder"),
        ("chapter/zero.md", "/dev/zero", "this link leads out of the folder"),
        ("briefing.yaml", "/dev/zero", "this link leads out of the folder"),
        ("chapter/round.md", "round.md", "this link leads out of the folder"),
        ("chapter/gone.md", "nowhere.md", "this link leads out of the folder"),
        ("chapter/up", "..", "this is a link to a folder"),
        ("etc", "/etc", "this is a link to a folder"),
    ],
)
def test_a_link_that_leads_elsewhere_is_refused(rules, refused, name, target, said):
    (rules / name).symlink_to(target)
    assert refused(read_folder, rules).startswith(f"rules/{name} line 1: {said}; put ")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_a_pipe_is_refused_unread(rules, refused):
    os.mkfifo(rules / "chapter" / "pipe.md")
    assert "pipe.md line 1: this is a pipe or a device" in refused(read_folder, rules)


def test_a_folder_is_no_page(rules, refused):
    (rules / "chapter" / "high.md").mkdir()
    assert "high.md line 1: this is a folder" in refused(read_folder, rules)


def test_folders_end_somewhere(rules, refused):
    (rules / "/".join("abcdefghij")).mkdir(parents=True)
    assert "folders stand more than 8 deep here" in refused(read_folder, rules)


@pytest.mark.parametrize("odd", ["\x1b[31m", "\u202e", "\x07"])
def test_a_name_that_a_terminal_would_obey_is_refused_in_plain_letters(rules, refused, odd):
    (rules / "chapter" / f"{odd}.md").write_text(LOW, encoding="utf-8")
    said = refused(read_folder, rules)
    assert odd not in said
    assert "its name holds " in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a" * LONGEST + "b", f"line 1: this has more than {LONGEST:,} bytes"),
        ("\n" * (LINES + 1), f"line {LINES + 1}: a file has at most {LINES:,} lines"),
    ],
)
def test_a_page_has_a_length(rules, refused, text, said):
    (rules / "chapter" / "low.md").write_text(LOW + text, encoding="utf-8")
    assert said in refused(read_folder, rules)
