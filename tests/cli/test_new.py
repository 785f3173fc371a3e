"""`downdraft rules new`: a page to start from, in a folder of one's own."""

from __future__ import annotations


def test_a_new_page_is_listed_and_passes_the_check(desk, tmp_path):
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
    before = sorted((tmp_path / "rules").rglob("*"))
    assert "E99" in desk("rules", "new", "policy/other", "--source", "E99").err
    for place in ("policy/Bad", "no_chapter", "../up", "_x/y", "./x", "pol icy/x", "/x", "[a]/c"):
        assert "is no place for a page" in desk("rules", "new", place, "--source", "E1").err
    assert desk("rules", "new", "policy/other", "--source", " ").code == 2
    assert sorted((tmp_path / "rules").rglob("*")) == before


def test_the_built_in_pages_are_not_written_to(downdraft):
    said = downdraft("rules", "new", "policy/other", "--source", "E1")
    assert said.code == 2
    assert "name the folder of your pages: --rules FOLDER" in said.err
