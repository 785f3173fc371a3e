"""bundle and unbundle: a rule folder handed on, used where it arrives, refused where it differs."""

from __future__ import annotations

import json

from kb.clock import FOREVER, day_number
from kb.intake import add_file
from kb.packs import PAST, TABLES, built_in_facts
from kb.store import KnowledgeBase


def test_a_folder_of_rules_is_handed_on_and_judges_the_same(desk, tmp_path):
    said = desk("bundle", "rules", "-o", "rules.bundle")
    assert (said.code, "files of rules, sha256 " in said.out) == (0, True)
    assert desk("unbundle", "rules.bundle", "-o", "arrived").code == 0
    runs = [
        json.loads(desk("brief", "--rules", folder, "--no-ledger", "--format", "json").out)["run"]
        for folder in ("rules", "arrived")
    ]
    assert runs[0] == runs[1]
    again = desk("unbundle", "rules.bundle", "-o", "arrived")
    assert (again.code, "is already there" in again.err) == (1, True)


def test_a_pack_is_handed_on_as_a_table_that_can_be_added(desk):
    desk("bundle", "essay", "-o", "essay.bundle")
    desk("unbundle", "essay.bundle", "-o", "essay")
    assert "added as batch 2" in desk("add", "essay/essay.csv").err


def test_the_past_is_handed_on_as_tables_of_its_facts(desk, tmp_path):
    desk("bundle", "past", "-o", "past.bundle")
    desk("unbundle", "past.bundle", "-o", "past")
    with KnowledgeBase.in_memory() as arrived, KnowledgeBase.in_memory() as own:
        for table in TABLES:
            add_file(arrived, tmp_path / "past" / f"{table}.csv", accept="as it was handed on")
        own.add(built_in_facts((PAST,)))
        asked = {"as_of": day_number("2025-11-21"), "known_at": FOREVER}
        seen = [base.observations("btc", **asked) for base in (arrived, own)]
        assert len(seen[0]) == len(seen[1]) > 40_000
        for name in ("as_of", "known_at", "value"):
            assert (getattr(seen[0], name) == getattr(seen[1], name)).all()


def test_an_altered_bundle_writes_nothing_and_leaves_with_4(desk, tmp_path):
    desk("bundle", "rules", "-o", "rules.bundle")
    file = tmp_path / "rules.bundle"
    file.write_bytes(file.read_bytes().replace(b"claim:", b"Claim:", 1))
    said = desk("unbundle", "rules.bundle", "-o", "arrived")
    assert (said.code, ".md was altered; have it sent again" in said.err) == (4, True)
    assert not (tmp_path / "arrived").exists()


def test_nothing_that_is_kept_is_written_over(desk, tmp_path):
    said = desk("bundle", "rules", "-o", "downdraft.db")
    assert (said.code, "is the knowledge base and is left as it is" in said.err) == (2, True)
    said = desk("bundle", "rules", "-o", "rules/notes.txt")
    assert (said.code, "lies in what is bundled" in said.err) == (2, True)
    key = tmp_path / "key.pem"
    key.write_text("secret")
    said = desk("bundle", "rules", "-o", "key.pem", "--sign", "key.pem")
    assert (said.code, key.read_text()) == (2, "secret")
    assert desk("bundle", "nowhere", "-o", "x.bundle").code == 1
    assert desk("unbundle", "nowhere", "-o", "x").code == 1


def test_one_file_is_one_and_a_folder_without_a_name_is_refused(desk, tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "facts.csv").write_text("series,as_of,value\n", encoding="utf-8")
    assert "one.bundle holds 1 file of one, " in desk("bundle", "one", "-o", "one.bundle").out
    assert ": 1 file of one, as" in desk("unbundle", "one.bundle", "-o", "arrived").err
    said = desk("bundle", "", "-o", "x.bundle")
    assert (said.code, "'' names no folder; name one" in said.err) == (2, True)
