"""push and pull: another base as a file, over ssh, as a folder, and as one that a server shows."""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kb.store import KnowledgeBase
from tests.cli.conftest import LATE, write

FAR = """#!{python}
import os, shlex, sys
assert sys.argv[1:-1] in (["office.example"], ["-p", "2222", "desk@office.example"]), sys.argv
sys.path.insert(0, {root!r})
from engine.cli.main import main
main(shlex.split(sys.argv[-1])[1:])
"""


@pytest.fixture
def office(desk, tmp_path):
    """The desk, and beside it office.db with a fact that the desk has not got."""
    desk("init", "--db", "office.db")
    desk("add", write(tmp_path / "late.csv", LATE), "--source", "office", "--db", "office.db")
    return desk


@pytest.fixture
def ssh(tmp_path, monkeypatch):
    """A program `ssh` that calls the command here instead of there."""
    program = tmp_path / "bin" / "ssh"
    program.parent.mkdir()
    root = str(__import__("pathlib").Path(__file__).parents[2])
    program.write_text(FAR.format(python=sys.executable, root=root), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


@contextmanager
def served(folder):
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    handler.log_message = lambda *_: None
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def facts_of(path) -> int:
    with KnowledgeBase.open(path) as kb:
        return kb.last_fact()


def test_a_base_is_pulled_from_and_pushed_to(office, tmp_path):
    said = office("pull", "office.db")
    assert said.code == 0
    assert "office.db: 1 new fact (1 batch)\n" in said.err
    told = json.loads(office("push", "office.db", "--json").out)
    assert told["base"] == "office.db"
    assert told["facts"] == facts_of(tmp_path / "downdraft.db") - 1
    assert "nothing is new there" in office("push", "office.db").err
    for base in ("downdraft.db", "office.db"):
        said = office("verify", "--db", base)
        assert said.code == 0
        assert "origin " in said.out


def test_a_recorded_run_comes_out_the_same_after_a_pull_and_is_told_what_came_late(office):
    office("brief", "--as-of", "2025-11-17", "--format", "md", "-o", "monday.md")
    assert "late for run" in office("pull", "office.db").err
    again = office("replay", "last")
    assert (again.code, "md: the same bytes" in again.out) == (0, True)
    assert office("verify", "monday.md").code == 0
    office("brief", "--as-of", "2025-11-17", "--format", "md", "-o", "again.md")
    runs = json.loads(office("runs", "--json").out)
    assert [run["batch"] for run in runs] == [1, 2]


def test_a_run_of_another_base_is_known_by_its_document_and_executed_on_what_that_base_saw(office):
    office("brief", "--as-of", "2025-11-17", "--format", "md", "-o", "monday.md")
    told = json.loads(office("push", "office.db", "--json").out)
    said = office("verify", "monday.md", "--db", "office.db")
    assert said.code == 0
    assert f"the md briefing of run {told['runs'][0][:12]} of origin" in said.out
    again = office("replay", told["runs"][0][:12], "--db", "office.db")
    assert (again.code, "md: the same bytes" in again.out) == (0, True)


def test_over_ssh_it_is_the_same_in_both_directions(office, ssh, tmp_path):
    said = office("pull", f"ssh://office.example{tmp_path}/office.db")
    assert (said.code, facts_of(tmp_path / "office.db")) == (0, 1)
    before = facts_of(tmp_path / "downdraft.db")
    said = office("push", f"ssh://desk@office.example:2222{tmp_path}/office.db")
    assert said.code == 0
    came = f"{before - 1:,} new facts, 1 that it had already (2 batches, 1 of them with"
    assert f"{tmp_path}/office.db: {came}" in said.err
    assert facts_of(tmp_path / "office.db") == before


def test_a_far_side_that_does_not_speak_as_we_do_is_told(office, ssh, tmp_path):
    for script, says in (
        ("exit 3", "nothing came; what stands above may say why"),
        ("echo Welcome", "does not speak as downdraft does"),
        ("exit 255", "nothing came"),
    ):
        (tmp_path / "bin" / "ssh").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        said = office("pull", "ssh://office.example/base.db")
        assert (said.code, says in said.err) == (1, True)
    said = office("push", "ssh://office.example/base.db")
    assert (said.code, "the far side left with 255" in said.err) == (1, True)


@pytest.mark.parametrize("address", ["ssh://-oProxyCommand=x/base.db", "ssh://host", "ssh://a b/c"])
def test_an_address_that_is_none_calls_nothing(office, address):
    said = office("pull", address)
    assert (said.code, "is no address of a base; write ssh://HOST/PATH" in said.err) == (1, True)


def test_a_folder_is_written_whole_and_read_where_it_lies_and_over_http(office, tmp_path):
    pytest.importorskip("httpx")
    assert "1 new batch, run or document\n" in office("push", "shown/", "--db", "office.db").err
    before = {file: file.read_bytes() for file in (tmp_path / "shown").rglob("*") if file.is_file()}
    assert "nothing is new there" in office("push", "shown/", "--db", "office.db").err
    assert {file: file.read_bytes() for file in before} == before
    office("init", "--db", "third.db")
    assert "1 new fact" in office("pull", "shown", "--db", "third.db").err
    with served(tmp_path / "shown") as address:
        assert "1 new fact" in office("pull", address).err
        assert "nothing new came" in office("pull", f"{address}/").err
        said = office("pull", f"{address}/elsewhere")
    assert (said.code, "it answers with status 404" in said.err) == (1, True)
    assert "push into the FOLDER/ that it shows" in office("push", "http://x.test/").err
    assert office("push", "shown/").code == 0  # beside what another base put there
    assert office("pull", "shown", "--db", "third.db").code == 0
    assert facts_of(tmp_path / "third.db") == facts_of(tmp_path / "downdraft.db")


def test_a_folder_with_an_altered_file_is_refused(office, tmp_path):
    office("push", "shown/", "--db", "office.db")
    [content] = (tmp_path / "shown" / "contents").iterdir()
    content.write_bytes(content.read_bytes()[:-1])
    said = office("pull", "shown")
    assert (said.code, "have it sent again" in said.err) == (1, True)
    assert "nothing is new" not in said.err
    assert office("pull", "shown", "--json").out == ""
    content.unlink()
    assert "is not there; `downdraft push shown/` writes" in office("pull", "shown").err
    said = office("push", "shown/", "--db", "office.db").err
    assert (
        f"1 file there was damaged or gone (contents/{content.name[:12]}…) and is written" in said
    )
    told = json.loads(office("push", "shown/", "--db", "office.db", "--json").out)
    assert told == {"folder": "shown/", "written": 0, "mended": []}
    assert office("pull", "shown").code == 0


def test_a_pull_says_of_how_many_facts_the_catalogue_does_not_say_what_they_are(office, tmp_path):
    series = """series:
  desk.heat: {description: How hot it is, unit: ratio, scope: asset, measure: stock,
    cadence: daily, stale_after: 3, publication: utc_day, tolerance: 1 %, sources: ["*"]}
"""
    write(tmp_path / "own.yaml", series)
    own = ("--catalog", "own.yaml", "--db", "office.db")
    write(
        tmp_path / "heat.csv",
        "series,as_of,value,unit,known_at\ndesk.heat,2025-11-17,2,ratio,2025-11-18\n",
    )
    assert office("add", "heat.csv", "--source", "desk", *own).code == 0
    said = office("pull", "office.db")
    assert said.code == 0
    assert "1 of the new facts is of a series that the catalogue here does not know" in said.err
    office("init", "--db", "third.db")
    told = json.loads(office("pull", "office.db", "--db", "third.db", "--json").out)
    assert (told["unknown_series"], told["unfit_units"]) == ({"desk.heat": 1}, {})


def test_a_contradiction_says_what_and_leaves_with_1(office, tmp_path):
    other = LATE.replace(",80,", ",90,")
    office("add", write(tmp_path / "other.csv", other), "--source", "office")
    said = office("pull", "office.db")
    assert said.code == 1
    assert "(late.csv) contradicts what is here: two values for etf.net_flow" in said.err
    assert "nothing is new" not in said.err
    assert office("pull", "office.db", "--json").out == ""
    said = office("pull", "office.db", "--keep-good")
    assert (said.code, "set aside: two values" in said.err) == (0, True)
    told = office("verify").out
    assert ": 1 batch up to " in told
    assert "1 of its facts contradicts others here and stands aside" in told


def test_what_was_taken_in_before_a_contradiction_is_told_with_it(office, tmp_path):
    wrong = LATE.replace(",80,", ",90,")
    office("init", "--db", "third.db")
    office("add", write(tmp_path / "other.csv", wrong), "--source", "desk", "--db", "third.db")
    office("add", write(tmp_path / "bad.csv", wrong), "--source", "office", "--db", "third.db")
    said = office("pull", "third.db", "--db", "office.db")
    assert said.code == 1
    assert "third.db: 1 new fact (1 batch); then it stopped" in said.err
    assert "(bad.csv) contradicts what is here" in said.err


def test_a_push_is_told_of_the_base_that_took_it_in(office, tmp_path):
    office("brief", "--as-of", "2025-11-17", "--format", "md", "-o", "monday.md")
    said = office("push", "office.db")
    assert re.search(r"office\.db: [\d,]+ new facts \(1 batch\); 1 run, 1 document new", said.err)
    assert "--db office.db` executes it again\n" in said.err
    wrong = LATE.replace(",80,", ",90,")
    office("add", write(tmp_path / "wrong.csv", wrong), "--source", "office")
    said = office("push", "office.db")
    assert said.code == 1
    assert "office.db: batch " in said.err
    assert "(wrong.csv) contradicts what is there: two values for" in said.err
    assert ": 80 USD m there (batch 1), 90 USD m in what this base gives; a correction" in said.err


def test_facts_of_this_base_that_come_back_from_a_folder_are_not_told_as_new(office, tmp_path):
    """The desk's batch goes into the folder, through the office's chain, and back."""
    own = facts_of(tmp_path / "downdraft.db")
    office("push", "shown/")
    office("pull", "shown", "--db", "office.db")
    office("push", "shown/", "--db", "office.db")
    said = office("pull", "shown")
    had = f"{own:,} that this base had already"
    assert f"shown: 1 new fact, {had} (2 batches, 1 of them with nothing new)\n" in said.err


@pytest.mark.parametrize("command", ["push", "pull"])
def test_an_exchange_with_what_is_no_base_names_base_and_not_the_base_of_db(
    office, command, tmp_path
):
    write(tmp_path / "table.csv", LATE)
    said = office(command, "table.csv")
    assert (said.code, "--db" in said.err) == (1, False)
    assert "name another BASE; a file of facts goes in with `downdraft add`" in said.err
    said = office(command, "nowhere.db")
    assert (said.code, "nowhere.db does not exist; name another BASE" in said.err) == (1, True)
    said = office(command, str(tmp_path / "downdraft.db"))
    assert (said.code, "is this base itself (--db)" in said.err) == (2, True)


@pytest.mark.parametrize("command", ["push", "pull"])
def test_a_base_without_a_name_is_refused(office, command):
    said = office(command, "")
    assert (said.code, "'' names no base; name a file" in said.err) == (2, True)


def test_a_folder_of_other_things_is_not_pushed_into_and_what_broke_off_goes_on(office, tmp_path):
    (tmp_path / "notes").mkdir()
    write(tmp_path / "notes" / "today.txt", "mine")
    said = office("push", "notes/")
    assert (said.code, "notes/ holds other things than batches" in said.err) == (2, True)
    assert [each.name for each in (tmp_path / "notes").iterdir()] == ["today.txt"]
    write(tmp_path / "notes" / "index.json", "{}")
    assert office("push", "notes/").code == 1
    assert not (tmp_path / "notes" / "contents").exists()
    office("push", "shown/")
    index = tmp_path / "shown" / "index.json"
    index.rename(index.with_name(".index.json.1.draft"))
    assert office("push", "shown/").code == 0
