"""A history: from the truths of lines to findings with why and why-not, for days by the thousand.

The yardsticks get the same truths: a plain Python loop over days and claims, CLIPS with the very
rules that durable_rules gets, and ZEN. Findings of all are compared before anything is timed.
Where the shared market files lie beside the checkout the days are real; elsewhere they are made up.
"""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import NamedTuple, TypeAlias, TypeVar

import numpy as np

from benchmarks.measure import Sizes, WrongAnswer, interleaved, note, seconds
from benchmarks.rivals import Clips, Zen, clips_for, plain_loop, tokens_of, zen_for
from benchmarks.table import Row, verdict
from engine.evaluation.evaluate import evaluate_book
from engine.judge.claims import Atom
from engine.judge.history import History, Period, deciding, history, panels, period
from engine.judge.infer import infer
from engine.judge.judgement import judge
from engine.judge.logic import Program, Truths
from engine.judge.matcher import firing_of
from engine.judge.planes import LineArrays, arrays_of, joined
from engine.judge.program import program_of
from engine.ledger.histories import record_of
from engine.pages.asset import for_asset
from engine.pages.book import RuleBook
from engine.pages.library import load_book
from kb.clock import day_number
from kb.histories import HistoryEntry, record_history
from kb.store import KnowledgeBase

AIM, AUDIT = 40e-6, 1.27  # seconds a day; with premises to without
AT_ONCE = 1 / 8  # of the time that days read one by one take
ALONE = 16  # days read one by one, in a row, at three places
RIVAL_DAYS = 200  # that CLIPS and ZEN are asked about: they take as long for each
RULE_BASE = "the whole rule base"

Works: TypeAlias = dict[str, Callable[[], float]]
T = TypeVar("T")


class World(NamedTuple):
    """What is timed: days with the truths of their lines.

    took, alone  seconds a day for facts, quantities and lines: all days at once, each by itself
    """

    book: RuleBook
    asked: Period
    lines: LineArrays
    kind: str
    took: float = 0.0
    alone: float = 0.0

    @property
    def days(self) -> int:
        """How many days there are."""
        return self.lines.truths.days


def measure(sizes: Sizes) -> Iterator[Row]:
    """Rows for the quantities, the logic beside its yardsticks, its audit, and the ledger."""
    world = real_world(sizes.days) or made_up_world(sizes.days)
    what = f"{world.days:,} {world.kind} days × {RULE_BASE}"
    if world.kind == "real":
        ratio = world.took / world.alone
        yield Row(
            f"facts, quantities and lines of {what}", f"{world.took * 1e3:.1f} ms a day",
            f"{world.alone * 1e3:.0f} ms a day  each read by itself", f"{ratio:.3f}",
            f"below {AT_ONCE}", verdict(ratio < AT_ONCE),
        )  # fmt: skip
    yield from _logic(world, what, sizes.rounds)


def _logic(world: World, what: str, rounds: int) -> Iterator[Row]:
    program = program_of(world.book)
    clips, zen = clips_for(program), zen_for(program)
    _check(world, program, clips, zen)
    note(f"history of {what}: {rounds} rounds")
    took = interleaved(rounds, _works(world, program, clips, zen))
    each = {name: time / world.days for name, time in took.items()}
    yield _beside_the_loop(what, each["ours"], each["loop"])
    yield _beside("CLIPS with a trace of rules", "clipspy", each["ours"], took.get("clips"))
    yield _beside("ZEN with the sign of each line", "zen-engine", each["ours"], took.get("zen"))
    yield _overhead("with why and why-not against without", each["ours"], each["bare"])
    yield _overhead("recorded with premises against without", each["ledger"], each["findings"])


def _works(world: World, program: Program, clips: Clips | None, zen: Zen | None) -> Works:
    """What is timed, in seconds for all days; CLIPS and ZEN in seconds for one."""
    truths = world.lines.truths
    works: Works = {
        "ours": lambda: seconds(lambda: explained(world)),
        "bare": lambda: seconds(lambda: infer(program_of(world.book), truths)),
        "ledger": lambda: _recorded(world, premises=True),
        "findings": lambda: _recorded(world, premises=False),
        "loop": lambda: seconds(lambda: plain_loop(program, truths)),
    }
    if clips:
        given = [tokens_of(truths, row) for row in _some(world.days)]
        works["clips"] = lambda: _each(Clips(program).day, given)
    if zen:
        signs = [zen.signs(truths, row) for row in _some(world.days)]
        works["zen"] = lambda: _each(zen.day, signs)
    return works


def _each(judged: Callable[[T], object], days: list[T]) -> float:
    """The seconds of one day."""
    return seconds(lambda: [judged(given) for given in days]) / len(days)


def _some(days: int) -> range:
    return range(0, days, max(1, days // RIVAL_DAYS))


def _beside_the_loop(what: str, ours: float, loop: float) -> Row:
    return Row(
        f"findings with why and why-not, {what}", _micro(ours),
        f"{_micro(loop)}  plain Python loop", f"{ours / loop:.2f}",
        f"below {_micro(AIM)}, below 1", verdict(ours < AIM and ours < loop),
    )  # fmt: skip


def _beside(rival: str, package: str, ours: float, theirs: float | None) -> Row:
    what = f"the same, beside {rival.partition(' ')[0]}"
    if theirs is None:
        return Row(what, _micro(ours), f"skipped: {package} is not installed", "-", "none", "-")
    return Row(
        what, _micro(ours), f"{_micro(theirs)}  {rival}", f"{ours / theirs:.3f}", "below 1",
        verdict(ours < theirs),
    )  # fmt: skip


def _overhead(what: str, audited: float, bare: float) -> Row:
    ratio = audited / bare
    aim, met = f"below {AUDIT}", verdict(ratio < AUDIT)
    return Row(
        f"the same, {what}", _micro(audited), f"{_micro(bare)}  without", f"{ratio:.2f}", aim, met
    )


def explained(world: World) -> History:
    """Findings of all days with the lines that are open on each, and the premises that fired."""
    firing_of.cache_clear()  # what an earlier round has read
    found = judged(world)
    assert found.judgement.reason.any()  # reasons are worked out when they are asked for
    for chapter in found.judgement.inference.chapters:
        for vector in range(len(chapter.reports)):
            chapter.firings(vector)
    return found


def judged(world: World) -> History:
    """Findings of all days with the lines that are open on each."""
    return History(world.asked, judge(world.book, world.lines))


def _recorded(world: World, *, premises: bool) -> float:
    """The seconds of finding and writing, in a new file each time."""
    with (
        tempfile.TemporaryDirectory(prefix="downdraft-bench-") as folder,
        KnowledgeBase.create(Path(folder, "base.db")) as kb,
    ):
        return seconds(lambda: record_history(kb, _record(world, premises)))


def _record(world: World, premises: bool) -> HistoryEntry:
    whole = record_of(judged(world), "")
    return whole if premises else replace(whole, days=(), vectors=(), premises=())


def real_world(days: int) -> World | None:
    """The last days that the market files tell of; None where they are not there."""
    every_day = importlib.import_module("tests.studies.every_day")  # it alone knows the files
    if importlib.import_module("tests.studies.market").ABSENT:
        return None
    book, last = load_book(), day_number(every_day.LAST)
    note(f"history: facts, quantities and lines of {days:,} real days, once")
    with every_day.base("2010-01-01") as kb:
        asked = period(kb, book, "btc", last - days + 1, last)
        started = perf_counter()
        found = history(kb, book, asked)
        took = (perf_counter() - started) / days
        alone = _alone(kb, book, asked, found)
    return World(book, found.asked, found.judgement.arrays, "real", took, alone)


def _alone(kb: KnowledgeBase, book: RuleBook, asked: Period, found: History) -> float:
    """The seconds of a day, where each is read by itself; it must come to the same."""
    needed = deciding(for_asset(book, asked.asset))
    panel = next(panels(kb, needed, asked))
    starts = np.linspace(asked.first, max(asked.last - ALONE + 1, asked.first), 3).astype(int)
    parts = [np.arange(first, min(first + ALONE, asked.last + 1)) for first in starts.tolist()]
    told: list[LineArrays] = []

    def read() -> None:
        for days in parts:
            evaluation = evaluate_book(needed, panel.moved(days.tolist()), kb.catalog)
            told.append(arrays_of(needed, evaluation))

    took, rows = seconds(read), np.concatenate(parts) - asked.first
    if not np.array_equal(found.judgement.arrays.reasons[rows], joined(told).reasons):
        raise WrongAnswer("days read at once do not come to what each comes to by itself")
    return took / len(rows)


def made_up_world(days: int) -> World:
    """Lines that stay as they are for some weeks, the same on every run."""
    book, rng = load_book(), np.random.default_rng(20251117)
    atoms = [n.line for c in program_of(book).claims for n in c.nodes() if isinstance(n, Atom)]
    weeks = rng.integers(0, 3, (days // 20 + 1, len(atoms)))
    signs = weeks[(np.arange(days)[:, None] + rng.integers(0, 20, len(atoms))) // 20 % len(weeks),
                  np.arange(len(atoms))]  # fmt: skip
    truths = Truths(tuple(atoms), signs == 1, signs == 2)
    none = np.zeros(days, dtype=np.int8)
    facts = {(page.claim, fact.name): none for page in book.pages for fact in page.facts}
    lines = LineArrays(
        truths,
        (signs == 0).astype(np.int8),
        {page.claim: none for page in book.pages if not page.judged},
        facts,
        dict.fromkeys(facts, none.astype(np.bool_)),
    )
    return World(book, Period("btc", 20_000, 20_000 + days - 1, 1), lines, "made-up")


def _check(world: World, program: Program, clips: Clips | None, zen: Zen | None) -> None:
    """Hold our findings, the lines behind them and the rules that fired against the yardsticks."""
    found = explained(world)
    by_loop = plain_loop(program, world.lines.truths)
    for claim in program.claims:
        told = [day[claim.id] for day in by_loop]
        for node in claim.lines:
            false = np.array([node.line in day.false for day in told])
            if (false != found.judgement.every_line.of(node.line).false).any():
                raise WrongAnswer(f"line {node.line} is not judged as the plain loop judges it")
        if [day.sign for day in told] != _signs(found, claim.id):
            raise WrongAnswer(f"claim {claim.id} is not judged as the plain loop judges it")
    if clips:
        _check_clips(world, found, clips)
    if zen:
        for row in _some(world.days):
            if zen.day(zen.signs(world.lines.truths, row)) != by_loop[row]:
                raise WrongAnswer(f"day {row} is not judged as ZEN judges it")


def _check_clips(world: World, found: History, clips: Clips) -> None:
    for row in _some(world.days):
        given = tokens_of(world.lines.truths, row)
        ours = {firing.rule for firing in found.judgement.inference.firings(row)}
        if {clips.rules[place].id for place in clips.day(given)} != ours:
            raise WrongAnswer(f"day {row} is not judged as CLIPS judges it")


def _signs(found: History, claim: str) -> list[int]:
    """1 where a claim holds, -1 where it fails, 0 where it is unknown."""
    findings = found.judgement.inference.findings
    column = findings.claims.index(claim)
    signs = findings.holds[:, column].astype(int) - findings.fails[:, column].astype(int)
    return [int(sign) for sign in signs]


def _micro(each: float) -> str:
    return f"{each * 1e6:.0f} µs a day"
