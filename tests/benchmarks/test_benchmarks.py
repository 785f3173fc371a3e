"""Each benchmark at a tiny size: it runs, checks its answers and prints its rows."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

from benchmarks import bulk_add, cold_brief, history, large, rivals, snapshot
from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.facts import facts, made_up
from benchmarks.measure import Sizes, WrongAnswer
from benchmarks.table import Row
from kb.store import KnowledgeBase
from tests import published
from tests.studies import every_day, market

ROOT = Path(__file__).resolve().parents[2]
TINY = Sizes(rows=300, among=2_000, series=30, rounds=1, days=40)
QUICK = (sys.executable, "-c", "print('BTC slides.')")


def test_bulk_add_is_held_against_executemany_in_both_orders() -> None:
    by_day, by_series = bulk_add.measure(TINY)
    assert "300 facts day by day" in by_day.what
    assert "300 facts series by series" in by_series.what
    assert by_day.yardstick.endswith("raw executemany")
    assert float(by_day.ratio) > 0


def test_raw_rows_end_up_as_ours(tmp_path: Path) -> None:
    rows = list(made_up(300, bulk_add.SERIES))
    into, encoded = bulk_add._encoded(rows, tmp_path / "encoded.db")
    with KnowledgeBase.in_memory() as ours, KnowledgeBase.in_memory() as raw:
        ours.add(facts(rows, bulk_add.SERIES))
        bulk_add._write(raw, into, encoded)
        tables = [kb.connection.execute("SELECT * FROM fact").fetchall() for kb in (ours, raw)]
    assert tables[0] == tables[1]
    assert len(tables[0]) == 300


def test_a_row_that_did_not_go_in_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WrongAnswer, match="0 of 5 rows"):
        bulk_add._in_new_base(tmp_path / "base.db", 5, lambda kb: None)


def test_a_base_is_built_as_large_as_asked_and_briefed_before_and_after_a_day(monkeypatch):
    found = []

    def briefed(base: Path) -> tuple[float, float]:
        with KnowledgeBase.open(base) as kb:
            found.append((kb.last_fact(), kb.last_day("btc"), len(kb.sources())))
        return (6.0 if len(found) == 1 else 1.0), 100.0

    monkeypatch.setattr(large, "FACTS", (2_000,))
    monkeypatch.setattr(large, "_brief", briefed)
    first, later, again = large.measure(TINY)
    assert first.what == "briefing on 2,000 facts, the first there is"
    assert [row.met for row in (first, later, again)] == ["NO", "yes", "yes"]
    (facts, day, sources), (more, *_), after = found
    assert abs(facts - 2_000) < 200
    assert (sources > 10, more > facts, after) == (True, True, found[1])
    assert day is not None


def test_a_snapshot_is_held_against_a_window_function() -> None:
    used, first = snapshot.measure(TINY)
    assert used.what == "as-of snapshot of 30 series among 2,000 rows"
    assert used.aim == "below 10 ms"
    assert (first.aim, first.met) == ("none", "-")


def test_a_wrong_snapshot_is_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    newer = snapshot._SCAN.replace("fact.value", "fact.value + 1")
    monkeypatch.setattr(snapshot, "_SCAN", newer)
    with pytest.raises(WrongAnswer, match="plain scan"):
        list(snapshot.measure(TINY))


def test_a_cold_briefing_is_held_against_its_imports(monkeypatch: pytest.MonkeyPatch) -> None:
    for command in ("BARE", "BRIEF"):
        monkeypatch.setattr(cold_brief, command, QUICK)
    warm, cpu, new, empty = cold_brief.measure(TINY)
    assert "page cache warm" in warm.what
    assert (cpu.yardstick, cpu.aim, cpu.met) == ("0.7 s", "below 1", "yes")
    assert "nobody asked" in new.what
    assert "page cache empty" in empty.what
    assert (empty.aim, empty.met) == ("none", "-")


def test_the_bare_imports_are_all_the_dependencies() -> None:
    """But for those that hold tables alone: holidays, and the zones of a system without them."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    required = tomllib.loads(text)["project"]["dependencies"]
    tables = [each for each in required if each.startswith(("holidays", "tzdata"))]
    assert len(cold_brief.DEPENDENCIES) == len(required) - len(tables)


def test_a_briefing_that_fails_is_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = (sys.executable, "-c", "raise SystemExit('no facts')")
    monkeypatch.setattr(cold_brief, "BARE", QUICK)
    monkeypatch.setattr(cold_brief, "BRIEF", broken)
    with pytest.raises(WrongAnswer, match="no facts"):
        list(cold_brief.measure(TINY))


def test_a_briefing_that_says_nothing_is_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cold_brief, "BARE", QUICK)
    monkeypatch.setattr(cold_brief, "BRIEF", (sys.executable, "-c", ""))
    with pytest.raises(WrongAnswer):
        list(cold_brief.measure(TINY))


def test_the_table_has_a_row_for_each_measurement(capsys: pytest.CaptureFixture[str]) -> None:
    sizes = ["--rows", "300", "--among", "2000", "--series", "30", "--rounds", "1"]
    assert main(["add", "snapshot", *sizes]) == 0
    table, notes = capsys.readouterr()
    header, _, *rows = table.split("\n\n")[0].splitlines()
    assert header.startswith("what is measured")
    assert len(rows) == 4
    assert "interleaved" in table
    assert "building the base" in notes


def test_a_wrong_answer_ends_in_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(sizes: Sizes) -> list[Row]:
        raise WrongAnswer("the answer is wrong")

    monkeypatch.setitem(BENCHMARKS, "add", wrong)
    assert main(["add"]) == 1
    assert capsys.readouterr() == ("", "benchmarks: the answer is wrong\n")


@pytest.mark.parametrize("given", [["subtract"], ["--rows", "0"], ["--rounds", "many"]])
def test_what_cannot_be_measured_is_refused(given: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(given)
    assert left.value.code == 2


def test_a_history_is_held_against_its_yardsticks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "real_world", lambda days: None)
    findings, clips, zen, audit, recorded = history.measure(TINY)
    assert findings.what.endswith("40 made-up days × the whole rule base")
    assert findings.yardstick.endswith("plain Python loop")
    assert ("CLIPS" in clips.yardstick) != ("clipspy is not installed" in clips.yardstick)
    assert ("ZEN" in zen.yardstick) != ("zen-engine is not installed" in zen.yardstick)
    assert audit.aim == recorded.aim == "below 1.27"


def some_facts(since: str) -> KnowledgeBase:
    kb = KnowledgeBase.in_memory()
    kb.add(published.figures())
    return kb


def test_the_days_of_a_history_are_real_where_the_files_are(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if market.ABSENT:
        pytest.skip("the shared market history is not beside this checkout")
    monkeypatch.setattr(every_day, "base", some_facts)  # all of them take seconds
    assert main(["history", "--days", "20", "--rounds", "1"]) == 0
    assert "lines of 20 real days × the whole rule base" in capsys.readouterr().out


def test_a_wrong_finding_is_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "real_world", lambda days: None)
    monkeypatch.setattr(rivals, "_counted", lambda group, signs: 1)
    with pytest.raises(WrongAnswer, match="is not judged as the plain loop judges it"):
        list(history.measure(TINY))


def test_clips_that_fires_other_rules_is_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("clips", reason="clipspy is not installed")
    monkeypatch.setattr(history, "real_world", lambda days: None)
    monkeypatch.setattr(rivals.Clips, "day", lambda clips, tokens: [0])
    with pytest.raises(WrongAnswer, match="is not judged as CLIPS judges it"):
        list(history.measure(TINY))


def test_zen_that_judges_otherwise_is_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("zen", reason="zen-engine is not installed")
    monkeypatch.setattr(history, "real_world", lambda days: None)
    monkeypatch.setattr(rivals.Zen, "day", lambda zen, signs: {})
    with pytest.raises(WrongAnswer, match="is not judged as ZEN judges it"):
        list(history.measure(TINY))
