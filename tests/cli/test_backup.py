"""backup: what it says, and what it refuses to write over."""

from __future__ import annotations

import json

import pytest


def test_a_backup_says_what_it_holds_and_its_head_is_that_of_the_base(desk):
    said = desk("backup", "monday.db")
    assert said.code == 0
    assert "monday.db holds downdraft.db as it is: 1 batch, " in said.out
    head = said.out.splitlines()[-1].removeprefix("head ")
    assert desk("verify", "--db", "monday.db", "--head", head).code == 0
    told = json.loads(desk("backup", "monday.db", "--replace", "--json").out)
    assert (told["head"], told["runs"]) == (head, 0)


def test_over_an_earlier_backup_alone_replace_is_offered(desk, tmp_path):
    desk("backup", "monday.db")
    said = desk("backup", "monday.db")
    assert (said.code, "is an earlier backup of this base" in said.err) == (2, True)
    assert "pass --replace" in said.err
    (tmp_path / "empty.db").touch()
    said = desk("backup", "empty.db")
    assert (said.code, "--replace" in said.err) == (1, False)


@pytest.mark.parametrize("place", ["downdraft.db", "other.db", "rules/briefing.yaml"])
def test_no_base_and_no_page_is_written_over(desk, tmp_path, place):
    desk("init", "--db", "other.db")
    (tmp_path / "rules" / "briefing.yaml").touch()
    before = (tmp_path / place).read_bytes()
    said = desk("backup", place)
    assert said.code == 2
    assert "is left as it is; name another file" in said.err
    assert desk("backup", place, "--replace").code in (1, 2)
    assert (tmp_path / place).read_bytes() == before


def test_a_damaged_base_is_named_and_leaves_with_4(desk, tmp_path):
    from tests.cli.conftest import tamper

    tamper(tmp_path / "downdraft.db", "fact", "UPDATE fact SET value = 1 WHERE id = 2")
    said = desk("backup", "monday.db")
    assert (said.code, (tmp_path / "monday.db").exists()) == (4, False)
    assert "downdraft.db was not copied: fact 2" in said.err
