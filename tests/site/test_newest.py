"""A day that came in is judged once, for all; whoever asks meanwhile is told what he is shown."""

from __future__ import annotations

import asyncio
import shutil
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields, replace
from importlib.util import find_spec
from pathlib import Path
from urllib.request import urlopen

import pytest

from engine.site.claims import is_proved, proved
from engine.site.listed import Listed
from engine.site.once import Once
from engine.site.recorded import strip_of
from engine.site.strips import Strips
from kb import ledger
from kb.ledger import StoredRun
from kb.store import KnowledgeBase
from tests.desk import book_of, fact
from tests.site.desk import FRIDAY, MONDAY, open_desk, record

NO_SERVER = not find_spec("starlette")
needs_server = pytest.mark.skipif(NO_SERVER, reason="starlette is not installed")


@dataclass
class Held:
    """Days by their names, judged once they may be."""

    name: str = "first"
    may: threading.Event = field(default_factory=threading.Event)
    judged: list[str] = field(default_factory=list)
    proofs: list[tuple[str, str]] = field(default_factory=list)

    def newest(self) -> str:
        return self.name

    def read_anew(self) -> str:
        name = self.name
        assert self.may.wait(20)
        self.judged.append(name)
        return name

    def claims(self, desk: str):
        return iter(("a", "b"))

    def is_proved(self, desk: str, claim: str) -> bool:
        return (desk, claim) in self.proofs

    def prove(self, desk: str, claim: str) -> None:
        if not self.is_proved(desk, claim):
            assert self.may.wait(20)
            self.proofs.append((desk, claim))


async def soon(true) -> None:
    """Wait until something is so."""
    for _ in range(2_000):
        if true():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never was so")


@needs_server
def test_one_reader_waits_for_a_new_day_and_the_others_see_the_last_one_at_once():
    from engine.web.newest import Newest

    async def readers(held: Held, alone: ThreadPoolExecutor) -> None:
        newest = Newest(held, alone)
        held.may.set()
        assert (await newest.shown("a")).desk == "first"
        await soon(lambda: newest._whole == "first")
        held.may.clear()
        held.name = "second"
        one = asyncio.create_task(newest.shown("a"))
        await asyncio.sleep(0)
        others = await asyncio.gather(*(newest.shown("b") for _ in range(50)))
        assert {(each.desk, each.behind) for each in others} == {("first", True)}
        assert not one.done()
        held.may.set()
        seen = await one
        assert (seen.desk, seen.behind) == ("second", False)
        await soon(lambda: ("second", "b") in held.proofs)
        assert (await newest.shown("b")).desk == "second"
        assert held.judged == ["first", "second"]
        assert len(held.proofs) == len(set(held.proofs)) == 4

    with ThreadPoolExecutor(1) as alone:
        asyncio.run(readers(Held(), alone))


@needs_server
def test_a_day_that_cannot_be_judged_is_told_to_who_waits_and_tried_again():
    from engine.web.newest import Newest

    class Broken(Held):
        def read_anew(self) -> str:
            if self.name == "broken":
                raise LookupError("nothing to judge")
            return super().read_anew()

    async def readers(held: Held, alone: ThreadPoolExecutor) -> None:
        newest = Newest(held, alone)
        held.may.set()
        with pytest.raises(LookupError):
            await newest.shown()
        held.name = "mended"
        assert (await newest.shown()).desk == "mended"

    with ThreadPoolExecutor(1) as alone:
        asyncio.run(readers(Broken("broken"), alone))


@needs_server
def test_a_claim_that_stays_unproved_is_tried_once_and_its_reader_answered():
    from engine.web.newest import Newest

    class Unproved(Held):
        def is_proved(self, desk: str, claim: str) -> bool:
            return False

    async def reader(held: Held, alone: ThreadPoolExecutor) -> None:
        held.may.set()
        shown = await asyncio.wait_for(Newest(held, alone).shown("a"), 10)
        assert shown.desk == "first"

    with ThreadPoolExecutor(1) as alone:
        asyncio.run(reader(Unproved(), alone))


def test_an_opinion_has_a_card_and_counts_as_proved_with_it(base):
    with KnowledgeBase.open(base, to_read=True) as opened:
        desk = open_desk(opened)
        assert not is_proved(desk, "new_gold")
        assert proved(desk, desk.book.page("new_gold"))[1] is None
        assert is_proved(desk, "new_gold")


def test_who_makes_one_thing_holds_up_nobody_who_wants_another():
    once, may, begun = Once(2), threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        assert may.wait(20)
        return "slow"

    with ThreadPoolExecutor(3) as threads:
        waiting = [threads.submit(once.get, "slow", slow) for _ in range(2)]
        assert begun.wait(20)
        assert once.get("quick", lambda: "quick") == "quick"
        assert "slow" not in once
        may.set()
        assert [each.result(20) for each in waiting] == ["slow", "slow"]
    assert once.get("slow", lambda: "another") == "slow"
    once.get("third", lambda: "third")
    assert "quick" not in once


def test_what_could_not_be_made_is_tried_again():
    once = Once(2)
    with pytest.raises(LookupError):
        once.get("key", lambda: {}["nothing"])
    assert once.get("key", lambda: "made") == "made"


def test_strips_take_up_what_was_recorded_since_and_what_replaced_a_day(base, tmp_path):
    copied = Path(shutil.copy(base, tmp_path / "desk.db"))
    with KnowledgeBase.open(copied) as opened:
        desk = open_desk(opened)
        days = [(each.first, each.last) for each in strip_of(desk, "odds_fell")]
        assert days == [(FRIDAY, FRIDAY), (MONDAY, MONDAY)]
        opened.add(fact("price.close", 95_001, "USD/coin", FRIDAY, source="desk", known_at=FRIDAY))
        for day in ("2025-11-18", "2025-11-15", FRIDAY):
            record(opened, day)
        later = replace(desk)
        fresh = open_desk(opened)
        for page in book_of().pages:
            assert strip_of(later, page.claim) == strip_of(fresh, page.claim), page.claim
        [first, *_, last] = strip_of(fresh, "odds_fell")
        assert (first.first, last.last) == (FRIDAY, "2025-11-18")


def test_while_the_runs_of_a_new_list_are_read_strips_of_the_last_one_are_shown():
    def run(day: int) -> StoredRun:
        numbers = {"as_of": day, "known_at": 0, "batch": 1, "written_at": 0}
        texts = dict.fromkeys(each.name for each in fields(StoredRun))
        return StoredRun(**{**texts, **numbers})

    def found(run: StoredRun) -> dict[str, tuple[str, str]]:
        if run.as_of == 12:
            begun.set()
            assert may.wait(20)
            read.append(run.as_of)
        return {"odds_fell": ("holds", "")}

    strips, begun, may, read = Strips(), threading.Event(), threading.Event(), []
    first = Listed().after(2, [run(10), run(11)])
    second = first.after(3, [run(12)])
    with ThreadPoolExecutor(2) as readers:
        assert strips.of(first, found, "odds_fell") == [(10, 11, "holds")]
        later = [readers.submit(strips.of, second, found, "odds_fell") for _ in range(2)]
        assert begun.wait(20)
        assert strips.of(first, found, "odds_fell") == [(10, 11, "holds")]
        may.set()
        assert [each.result() for each in later] == [[(10, 12, "holds")]] * 2
    assert read == [12]


def test_a_run_recorded_while_the_runs_are_counted_is_listed_once(base, tmp_path, monkeypatch):
    copied, counted = Path(shutil.copy(base, tmp_path / "desk.db")), ledger.run_count
    with KnowledgeBase.open(copied) as opened:
        desk = open_desk(opened)

        def meanwhile(kb: KnowledgeBase) -> int:
            monkeypatch.setattr(ledger, "run_count", counted)
            found = counted(kb)
            record(opened, "2025-11-18")
            return found

        record(opened, "2025-11-16")
        monkeypatch.setattr(ledger, "run_count", meanwhile)
        kept = desk.kept
        assert len(kept.listed(opened, "btc").runs) == 3
        names = [run.id for run in kept.listed(opened, "btc").runs]
        assert len(names) == len(set(names)) == 4


@needs_server
def test_an_answer_says_as_of_which_batch_it_is(base):
    from tests.site.test_server import client

    with client(base) as asked:
        claim = asked.get("/claim/odds_fell.html")
        assert claim.headers["downdraft-batch"] == "2"
        assert "judged as of batch 2" in claim.text
        assert "downdraft-batch" not in asked.get(f"/day/{MONDAY}").headers


@needs_server
def test_a_server_that_is_interrupted_ends_with_a_sentence(base):
    command = [sys.executable, "-m", "engine.cli.main", "serve", "--db", str(base), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        said = server.stderr.readline()
        urlopen(f"{said.split()[2]}/openapi.json", timeout=60).read()
        server.send_signal(signal.SIGINT)
        _, told = server.communicate(timeout=60)
    assert (server.returncode, told.strip()) == (0, "stopped; the base was only read")
