"""A site written again: only what changed, nothing that is not its own, nothing half."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest

from engine.site import build as building
from engine.site.folder import MANIFEST, Folder, NotOurs
from engine.site.held import held
from engine.site.kept import Kept
from kb.cache import cache_folder
from kb.store import KnowledgeBase
from tests.cli.conftest import desk, desk_folder, downdraft
from tests.desk import fact
from tests.site.desk import record, write_site

__all__ = ["desk", "desk_folder", "downdraft"]


@pytest.fixture
def copied(base: Path, site: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A base and its site to write to."""
    shutil.copy(base, tmp_path / "desk.db")
    shutil.copytree(site, tmp_path / "out")
    return tmp_path / "desk.db", tmp_path / "out"


def marks(out: Path) -> dict[str, int]:
    return {str(f.relative_to(out)): f.stat().st_mtime_ns for f in out.rglob("*") if f.is_file()}


def test_nothing_new_writes_no_page(copied):
    base, out = copied
    before = marks(out)
    built = write_site(base, out)
    assert (built.written, built.removed) == (0, 0)
    after = marks(out)
    assert {name for name in after if after[name] != before[name]} == {MANIFEST}


def test_a_next_day_leaves_other_years_batches_and_earlier_days_as_they_are(copied):
    base, out = copied
    before = marks(out)
    with KnowledgeBase.open(base) as opened:
        opened.add(fact("price.close", 91_000, "USD/coin", "2025-11-18", source="binance"))
        record(opened, "2025-11-18")
    built = write_site(base, out)
    after = marks(out)
    assert "day/2025-11-18.html" in after
    assert sum(name.endswith("briefing.html") for name in after) == 2
    same = {name for name in before if after.get(name) == before[name]}
    assert {"batch/1.html", "day/2025-11-14.html", "series/etf.net_flow/2025.html"} <= same
    assert not {"series/price.close/2025.html", "index.html", "day/2025-11-17.html"} & same
    assert built.same > 10


def test_runs_are_read_from_the_ledger_once_for_all_sites(copied, monkeypatch, tmp_path):
    monkeypatch.setenv("DOWNDRAFT_CACHE", str(tmp_path / "cache"))
    cache_folder.cache_clear()
    base, _ = copied
    read = []
    whole = Kept._read
    monkeypatch.setattr(Kept, "_read", lambda *given: read.append(given[2].as_of) or whole(*given))
    write_site(base, tmp_path / "one", 0)
    assert len(read) == 2
    with KnowledgeBase.open(base) as opened:
        record(opened, "2025-11-18")
    write_site(base, tmp_path / "two", 0)
    assert len(read) == 3
    cache_folder.cache_clear()


def test_a_page_that_somebody_changed_or_removed_is_made_again(copied):
    base, out = copied
    (out / "claim" / "odds_fell.html").write_text("another page")
    (out / "batch" / "1.json").unlink()
    assert write_site(base, out).written == 2
    assert "another page" not in (out / "claim" / "odds_fell.html").read_text()
    assert (out / "batch" / "1.json").is_file()


def test_a_page_that_is_none_any_more_goes_and_what_others_put_there_stays(copied):
    base, out = copied
    other = out / "claim" / "notes.txt"
    other.write_text("mine")
    folder = Folder(out)
    folder.begin(["fact/999999"])
    folder.put("fact/999999", "", {".html": "gone"})
    folder.keep_only(folder.pages, folder.today)
    assert write_site(base, out).removed == 1
    assert not (out / "fact" / "999999.html").exists()
    assert other.read_text() == "mine"


def test_a_folder_a_file_or_a_link_that_is_not_ours_is_left_alone(base, site, tmp_path):
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "thesis.txt").write_text("mine")
    with pytest.raises(NotOurs, match="holds other things"):
        write_site(base, foreign)
    with pytest.raises(NotOurs, match="is a file"):
        write_site(base, base)
    (foreign / MANIFEST).write_text('{"made_by": "somebody"}')
    with pytest.raises(NotOurs, match="no manifest"):
        write_site(base, foreign)
    ours = shutil.copytree(site, tmp_path / "ours")
    manifest = (ours / MANIFEST).read_text()
    (ours / MANIFEST).write_text(manifest.replace('"batch/1"', '"batch/8"'))
    with pytest.raises(NotOurs, match=r"batch/1\.html is no page of this site"):
        write_site(base, ours)
    assert (foreign / "thesis.txt").read_text() == "mine"


def test_what_cannot_be_written_is_told_in_a_sentence(desk, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    (tmp_path / "audit" / "empty").mkdir(parents=True)
    odd = desk("site", "file/audit")
    assert (odd.code, "no folder can be made or read at file/audit" in odd.err) == (2, True)
    with held(tmp_path / "audit"):
        told = desk("site", "audit")
    assert (told.code, "another process writes the site in audit" in told.err) == (2, True)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "audit/index.html")

    with monkeypatch.context() as patched:
        patched.setattr(Folder, "_place", full)
        told = desk("site", "audit")
    assert (told.code, "cannot be written, for the disk is full" in told.err) == (1, True)
    assert desk("site", "audit").code == 0  # an empty folder in it is no reason to refuse


def test_no_link_leads_a_page_out_of_the_folder(copied, tmp_path):
    base, out = copied
    away = tmp_path / "away"
    shutil.move(out / "batch", away)
    (away / "1.html").write_text("mine")
    (out / "batch").symlink_to(away)
    with pytest.raises(NotOurs, match="leads out of"):
        write_site(base, out)
    assert (away / "1.html").read_text() == "mine"


def test_a_site_that_broke_off_is_ended_the_next_time(base, site, tmp_path, monkeypatch):
    out, made = tmp_path / "out", []

    def breaking(desk, address):
        if len(made) == 9:
            raise KeyboardInterrupt
        made.append(address)
        return whole(desk, address)

    whole = building.page
    monkeypatch.setattr(building, "page", breaking)
    with pytest.raises(KeyboardInterrupt):
        write_site(base, out)
    assert not list(out.rglob("*.draft"))
    monkeypatch.setattr(building, "page", whole)
    write_site(base, out)
    assert marks(out).keys() == marks(site).keys()
    assert (out / MANIFEST).read_text() == (site / MANIFEST).read_text()
