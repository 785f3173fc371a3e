"""A site into a folder: a desk in, files out, only those that are not what they were."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from engine.contract.audit_claims import ClaimOut
from engine.ledger.trace import LINK
from engine.site import plan
from engine.site.desk import Desk
from engine.site.folder import Folder
from engine.site.look import html
from engine.site.pages import page
from engine.site.whole import whole_briefing
from kb.chain import hash_of
from kb.ledger import StoredRun

BRIEFING = "briefing"
"""What a whole briefing is called beside its run."""


@dataclass
class Built:
    """How many pages were written, were as they were, and were removed."""

    written: int = 0
    same: int = 0
    removed: int = 0


def build(
    desk: Desk, folder: Folder, briefings: int, progress: Callable[[int], None] | None = None
) -> Built:
    """Bring a folder up to date with a base.

    briefings  how many of the newest days get their whole briefing; those that lie there stay
    progress   called with the number of pages that are done
    raises     NotOurs
    """
    making = _Making(desk, folder, briefings, progress)
    with desk.kept.remembering(desk.kb, desk.asset), _settled(desk):
        making.make()
    return making.built


@contextmanager
def _settled(desk: Desk) -> Iterator[None]:
    """What all pages rest on is not looked through for garbage again and again."""
    _ = desk.run, desk.runs
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


class _Making:
    def __init__(
        self, desk: Desk, folder: Folder, briefings: int, progress: Callable[[int], None] | None
    ) -> None:
        self.whole = {_briefing(run): run for run in _with_briefing(desk, folder, briefings)}
        whole = frozenset(run.id for run in self.whole.values())
        self.desk = replace(desk, whole=whole, many=True)
        self.folder = folder
        self.progress = progress
        self.built = Built()
        self.done: list[str] = []

    def make(self) -> None:
        """Every page, then the manifest."""
        today = plan.under_today(self.desk)
        planned = [*plan.of_facts(self.desk), *plan.of_runs(self.desk, self.desk.whole or ())]
        facts = [name for name in self.folder.pages if name.startswith("fact/")]
        own = [*plan.of_today(self.desk), *facts]
        self.folder.begin([*self.whole, *(name for name, _ in planned), *own])
        for address, run in self.whole.items():
            self._briefing(address, run)
        for address, inputs in planned:
            self._page(address, inputs)
        if self.folder.today == today and all(self.folder.holds(name, today) for name in own):
            self.done += own
            self.built.same += len(own)
        else:
            self._today(today)
        self.built.removed = self.folder.keep_only(self.done, today)

    def _today(self, today: str) -> None:
        facts: dict[str, None] = {}
        for address in plan.of_today(self.desk):
            record = page(self.desk, address)
            self._put(address, today, {".html": html(record), ".json": record.model_dump_json()})
            if isinstance(record, ClaimOut):
                facts |= dict.fromkeys(plan.facts_of(record))
        self.folder.begin(facts)
        for address in facts:
            self._page(address, today)

    def _page(self, address: str, inputs: str) -> None:
        if self.folder.holds(address, inputs):
            self.done.append(address)
            self.built.same += 1
            return
        record = page(self.desk, address)
        self._put(address, inputs, {".html": html(record), ".json": record.model_dump_json()})

    def _briefing(self, address: str, run: StoredRun) -> None:
        """The briefing of a run as `brief` writes it, made again only for other links."""
        inputs = hash_of([run.chain, LINK])
        if self.folder.holds(address, inputs):
            self.done.append(address)
            self.built.same += 1
            return
        as_html, as_json = whole_briefing(self.desk, run, "html", "json")
        self._put(address, inputs, {".html": as_html, ".json": as_json})

    def _put(self, address: str, inputs: str, files: dict[str, str]) -> None:
        if self.folder.put(address, inputs, files):
            self.built.written += 1
        else:
            self.built.same += 1
        self.done.append(address)
        if self.progress:
            self.progress(len(self.done))


def _briefing(run: StoredRun) -> str:
    return f"run/{run.id}/{BRIEFING}"


def _with_briefing(desk: Desk, folder: Folder, briefings: int) -> Iterator[StoredRun]:
    """The runs whose whole briefing lies there, and those of the newest days."""
    newest = {run.id for run in list(desk.days.values())[-briefings:]} if briefings else set()
    for run in desk.runs:
        if run.id in newest or _briefing(run) in folder.pages:
            yield run
