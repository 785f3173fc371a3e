"""Series of one's own on the command line: every command knows them, no base is harmed by them."""

from __future__ import annotations

import json

import pytest

from kb.store import KnowledgeBase
from tests.worlds import page_text

OWN = """\
series:
  desk.heat:
    description: How hot the desk finds the market.
    unit: ratio
    scope: asset
    measure: ratio
    cadence: daily
    stale_after: 3
    release_lag: 0
    tolerance: 5 %
"""
HOT = page_text("hot", facts={"heat": "desk.heat"}, when=["heat > 1: ours"])
FACTS = "series,as_of,value,unit\ndesk.heat,2025-11-17,2,ratio\nprice.close,2025-11-17,9,USD/coin\n"
DAY = ("--as-of", "2025-11-17")


@pytest.fixture
def own(downdraft, tmp_path):
    """A folder of one page with its catalogue, and a base with facts of its series."""
    (tmp_path / "mine" / "desk").mkdir(parents=True)
    (tmp_path / "mine" / "catalog.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "mine" / "desk" / "hot.md").write_text(HOT, encoding="utf-8")
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")
    downdraft("init")
    assert downdraft("add", "facts.csv", "--source", "desk", "--rules", "mine").code == 0
    return downdraft


def test_a_catalogue_beside_pages_is_no_page(own):
    assert "1 page is read" in own("rules", "check", "--rules", "mine").err


def test_facts_of_an_unknown_series_are_refused_and_named(downdraft, tmp_path):
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")
    downdraft("init")
    said = downdraft("add", "facts.csv", "--source", "desk")
    assert (said.code, "facts.csv line 2: series 'desk.heat' is not known" in said.err) == (1, True)


def test_every_command_that_reads_pages_knows_the_series(own):
    told = own("brief", "--rules", "mine", "--json", *DAY).out
    assert [each["status"] for each in json.loads(told)["findings"]] == ["holds"]
    for command in (
        "why hot",
        "rules show hot",
        "what-if desk.heat=50%",
        "what-if facts.csv",
        "facts desk.heat",
    ):
        said = own(*command.split(), "--rules", "mine", *DAY)
        assert (said.code, "desk.heat" in said.out) == (0, True), said.err
    assert "hot" in own("history", "--rules", "mine", "--from", "2025-11-17").out


def test_the_form_to_fill_in_has_the_series_too(own):
    assert "\ndesk.heat," in own("add", "--template", "--rules", "mine").out
    assert "\ndesk.heat," not in own("add", "--template").out


def test_a_base_read_without_the_catalogue_leaves_its_facts_as_they_are(own, tmp_path):
    assert "desk.heat" in own("facts", *DAY).out
    assert own("brief", "--no-ledger", *DAY).code in (0, 3)
    assert own("verify").code == 0
    said = own("facts", "desk.heat", *DAY)
    assert said.code == 1
    assert "facts of 'desk.heat' are held, but this catalogue does not know it" in said.err
    with KnowledgeBase.open(tmp_path / "downdraft.db") as kb:
        assert kb.holds("desk.heat")
        assert not kb.holds("desk.cold")


def test_a_recorded_run_is_replayed_and_late_facts_judged_by_the_catalogue_of_its_time(
    own, tmp_path
):
    own("brief", "--rules", "mine", *DAY)
    (tmp_path / "mine" / "catalog.yaml").unlink()
    said = own("replay", "last", "--json")
    assert (said.code, json.loads(said.out)["same"]) == (0, True)
    late = "series,as_of,value,unit,known_at\nprice.close,2025-11-16,8,USD/coin,2025-11-16\n"
    (tmp_path / "late.csv").write_text(late, encoding="utf-8")
    assert "its facts change, no finding does" in own("add", "late.csv", "--source", "desk").err


def test_another_catalogue_makes_another_run_and_diff_says_so(own, tmp_path):
    own("brief", "--rules", "mine", *DAY)
    changed = OWN.replace("stale_after: 3", "stale_after: 4")
    (tmp_path / "mine" / "catalog.yaml").write_text(changed, encoding="utf-8")
    own("brief", "--rules", "mine", *DAY)
    found = json.loads(own("diff", "last~1", "last", "--json").out)
    assert found["from"]["run"] != found["to"]["run"]
    assert found["pages"] == [{"file": "catalog.yaml", "change": "changed"}]


def test_a_catalogue_named_by_itself_takes_the_place_of_the_one_beside(own, tmp_path, monkeypatch):
    (tmp_path / "mine" / "catalog.yaml").rename(tmp_path / "other.yaml")
    unknown = "no series is named 'desk.heat'"
    assert unknown in own("rules", "check", "--rules", "mine").err
    assert unknown not in own("rules", "check", "--rules", "mine", "--catalog", "other.yaml").err
    monkeypatch.setenv("DOWNDRAFT_CATALOG", "other.yaml")
    assert own("facts", "desk.heat", *DAY).code == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (OWN.replace("unit: ratio", "unit: heat").encode(), "line 4: series desk.heat: unit"),
        (b"\xff\xfe", "is not UTF-8; save it as that"),
        (None, "cannot be read: No such file or directory; check its name and permissions"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_it_is_told_by_every_command(own, tmp_path, content, says):
    if content is not None:
        (tmp_path / "bad.yaml").write_bytes(content)
    for command in ("facts", "rules check", "add facts.csv --source desk"):
        said = own(*command.split(), "--catalog", "bad.yaml")
        assert (said.code, says in said.err, "bad.yaml" in said.err) == (1, True, True)
