"""Kills: a base and a command in, killed at a moment drawn by chance, and what was left out.

Nothing may be half there, nothing that was there before may be lost, and the same command must
then do its work: no dead end.
"""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.faults.calling import call
from benchmarks.faults.desk import AS_OF, make_base, write_rows
from benchmarks.faults.older import make_older_base
from benchmarks.faults.tally import Outcome, Try
from kb.errors import StoreError
from kb.verify.base import Verified, verify

ROWS = 4_000
BASE = ("--db", "desk.db")
FINE = (0, 3)
"""Exit codes of a command that did its work; 3 where no headline could be given."""


@dataclass(frozen=True)
class Plan:
    """A command to be killed.

    base   what it works on; None where there is none before
    again  what it may say when it is called once more, beside doing its work
    """

    arguments: tuple[str, ...]
    base: Path | None
    again: str = ""


def kills(folder: Path) -> Try:
    """Kill one command a try."""
    plans = _plans(folder)
    usual: dict[tuple[Plan, bool], float] = {}

    def kill_one(n: int, random: Random, whole: bool) -> Outcome:
        plan = plans[n % len(plans)]
        if (plan, whole) not in usual or n % (10 * len(plans)) < len(plans):
            usual[plan, whole] = _usual(plan, folder, whole)
        part, trial = random.uniform(0, 1.05), _trial(plan, folder)
        moment = part * usual[plan, whole]
        said = call([*plan.arguments, *BASE], trial, kill_after=moment, whole=whole)
        crashed = said.broken if said.signal != signal.SIGKILL else ""
        wrong = crashed or _wrong(plan, trial, folder)
        shutil.rmtree(trial)
        return wrong, f"{plan.arguments[0]} killed after {moment:.4f} s, {part:.0%} of it", said

    return kill_one


def _plans(folder: Path) -> list[Plan]:
    base, rows = make_base(folder), write_rows(folder / "rows.csv", ROWS)
    older = make_older_base(folder / "older.db", base)
    said = str(rows)
    return [
        Plan(("add", said, "--source", "desk"), base),
        Plan(("brief", "--as-of", "2025-11-13", "--format", "md", "-o", "b.md"), base),
        Plan(("history", "--from", "2025-11-10", "--to", AS_OF), base),
        Plan(("init", "--with", "essay,published"), None, "is already there"),
        Plan(("withdraw", "3", "4", "--why", "misread"), base, "is withdrawn already"),
        Plan(("runs",), older),
    ]


def _trial(plan: Plan, folder: Path) -> Path:
    trial = folder / "trial"
    trial.mkdir()
    if plan.base:
        shutil.copy(plan.base, trial / "desk.db")
    return trial


def _usual(plan: Plan, folder: Path, whole: bool) -> float:
    """Seconds of the clock that a command takes where nobody kills it."""
    trial = _trial(plan, folder)
    ended = call([*plan.arguments, *BASE], trial, whole=whole)
    shutil.rmtree(trial)
    if ended.code not in FINE:
        raise RuntimeError(f"{plan.arguments} left with {ended.code}: {ended.err}")
    return ended.lasted


def _wrong(plan: Plan, trial: Path, folder: Path) -> str:
    """What is wrong with what a killed command left behind; "" for nothing."""
    base = trial / "desk.db"
    if plan.base is not None or base.exists():
        found = _looked_at(lambda: _opened_and_verified(base, trial))
        if found:
            return found
        if plan.base is not None and _fewer(base, plan.base, folder):
            return "lost"
    ended = call([*plan.arguments, *BASE], trial)
    if ended.code not in FINE and not (plan.again and plan.again in ended.err):
        return f"dead end ({ended.code}: {ended.err.strip()[-200:]})"
    return _looked_at(lambda: _sound(verify(base)))


def _opened_and_verified(base: Path, trial: Path) -> str:
    ended = call(["runs", *BASE], trial)
    if ended.code != 0:
        return f"dead end (runs: {ended.err.strip()[-200:]})"
    return _sound(verify(base))


def _sound(found: Verified) -> str:
    return f"half ({found.problems[0]})" if found.problems else ""


def _looked_at(look: Callable[[], str]) -> str:
    try:
        return look()
    except StoreError as error:
        return f"dead end ({error})"


def _fewer(base: Path, before: Path, folder: Path) -> bool:
    """Whether a base does not go on from what it was before."""
    kept = folder / f"{before.stem}.brought-up-to-date.db"
    if not kept.exists():
        shutil.copy(before, kept)
        call(["runs", "--db", str(kept)], folder)
    return bool(verify(base, verify(kept).head).problems)
