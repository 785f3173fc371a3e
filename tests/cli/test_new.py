"""`downdraft rules new`: a page to start from, in a folder of one's own, or nothing changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli import output
from engine.cli.rulebook.new import KINDS


def tree(folder: Path) -> dict[str, bytes | None]:
    """What lies in a folder: files with what they hold, folders."""
    there = folder.rglob("*") if folder.exists() else ()
    return {str(p.relative_to(folder)): p.read_bytes() if p.is_file() else None for p in there}


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_page_of_every_kind_passes_every_check(downdraft, kind):
    """In a folder that is not there yet."""
    call = ("rules", "new", "policy/bills_yield_more", "--source", "E11", "--kind", kind)
    assert downdraft(*call, "--rules", "mine").code == 0
    for command in ("check", "test", "mutate"):
        assert downdraft("rules", command, "--rules", "mine").code == 0
    said = downdraft("rules", "list", "--rules", "mine")
    assert said.out.splitlines()[-1].startswith("1 of 1 claims are pages")


def test_a_new_page_is_listed_beside_the_others(desk, tmp_path):
    said = desk("rules", "new", "policy/bills_yield_more", "--source", "E11")
    assert said.code == 0
    assert (tmp_path / "rules" / "policy" / "bills_yield_more.md").exists()
    assert desk("rules", "test", "bills_yield_more").code == 0
    assert "bills_yield_more" in desk("rules", "list").out


def test_a_page_that_is_there_is_not_written_over(desk, tmp_path):
    page = tmp_path / "rules" / "policy" / "odds_fell.md"
    before = page.read_text()
    said = desk("rules", "new", "policy/odds_fell", "--source", "E10")
    assert (said.code, page.read_text()) == (1, before)
    assert "is already there" in said.err


def test_a_bad_name_or_paragraph_writes_nothing(desk, tmp_path):
    before = tree(tmp_path / "rules")
    said = desk("rules", "new", "policy/other", "--source", "E99")
    assert f"{tmp_path / 'rules'}/policy/other.md line 3: there is no paragraph E99" in said.err
    for place in ("policy/Bad", "no_chapter", "../up", "_x/y", "./x", "pol icy/x", "/x", "[a]/c"):
        assert "is no place for a page" in desk("rules", "new", place, "--source", "E1").err
    assert desk("rules", "new", "policy/other", "--source", " ").code == 2
    assert tree(tmp_path / "rules") == before


def test_the_built_in_pages_are_not_written_to(downdraft):
    said = downdraft("rules", "new", "policy/other", "--source", "E1")
    assert said.code == 2
    assert "name the folder of your pages: --rules FOLDER" in said.err


@pytest.mark.parametrize("name", ["other.md", "briefing.yaml"])
@pytest.mark.parametrize("chapter", ["policy", "fresh"])
def test_where_either_file_cannot_be_written_nothing_is_changed(
    desk, tmp_path, monkeypatch, name, chapter
):
    """Not the other file either, nor is a folder left behind."""
    before = tree(tmp_path / "rules")
    truly = output._replace

    def refuse(path: Path, document: str) -> None:
        if path.name == name:
            raise PermissionError(13, "Permission denied", str(path))
        truly(path, document)

    monkeypatch.setattr(output, "_replace", refuse)
    said = desk("rules", "new", f"{chapter}/other", "--source", "E10")
    assert (said.code, said.out) == (1, "")
    assert f"{name} cannot be written (Permission denied); nothing was changed: make " in said.err
    assert said.err.endswith("or name another --rules\n")
    assert "-o" not in said.err.replace("--rules", "").split()
    assert tree(tmp_path / "rules") == before


def test_a_folder_that_cannot_be_made_is_one_sentence(downdraft, tmp_path):
    (tmp_path / "mine").write_text("a file stands in the way")
    said = downdraft("rules", "new", "policy/other", "--source", "E10", "--rules", "mine")
    assert (said.code, said.out) == (1, "")
    assert "cannot be written (" in said.err
    assert "nothing was changed" in said.err


def test_a_list_of_claims_it_cannot_extend_is_named_in_the_folder_given(desk, tmp_path):
    order = tmp_path / "rules" / "briefing.yaml"
    order.write_text(order.read_text().replace("rates: [odds_fell]", "rates:\n      - odds_fell"))
    before = tree(tmp_path / "rules")
    said = desk("rules", "new", "policy/other", "--source", "E10")
    assert said.code == 4
    assert f"{order} line 2: write the claims of policy as [one, other]" in said.err
    assert tree(tmp_path / "rules") == before
