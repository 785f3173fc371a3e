"""A briefing by the facts of its base: seconds and memory of whole processes.

Every series of our catalogue that is measured over time is made up day by day, by two sources where
it has two, for one asset and then for ten, over up to twenty years; a batch a year.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from benchmarks.measure import Sizes, WrongAnswer, note
from benchmarks.table import Row, verdict
from kb.built_in import catalog
from kb.facts import Checker, Fact
from kb.series import Series
from kb.store import KnowledgeBase

FACTS = (50_000, 500_000, 5_000_000)
OF_ONE_ASSET = 1_000_000
AIM_SECONDS, AIM_MB = 5.0, 400
LAST, NEXT = date(2025, 11, 14), date(2025, 11, 17)
ASSETS = ("btc", "eth", "sol", "xrp", "bnb", "ltc", "bch", "doge", "ada", "dot")
EVERY = {"daily": 1, "weekly": 7, "monthly": 30, "quarterly": 91, "irregular": 30}
LEVELS = {"%": 4.0, "USD/coin": 50_000.0, "USD": 3e9, "coins": 1e6, "JPY/USD": 150.0, "x": 5.0}
# Runs a command and says on its last line of errors how much memory it took at most, in kB.
_MEASURED = """import resource, sys
from engine.cli.main import main
try:
    main(sys.argv[1:])
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"""

Told = tuple[Series, str, str]
"""A series, an asset or "" and a source."""


def measure(sizes: Sizes) -> Iterator[Row]:
    """For each number of facts up to `rows`: the first briefing, one day's facts later, and again.

    A base is read whole once; what is kept of it serves until it is another one.
    """
    for facts in (each for each in FACTS if each <= max(sizes.rows, FACTS[0])):
        note(f"briefing on {facts:,} facts: building the base")
        with tempfile.TemporaryDirectory(prefix="downdraft-bench-") as folder:
            base = build(Path(folder, "base.db"), facts)
            yield _row(f"briefing on {facts:,} facts, the first there is", base)
            with KnowledgeBase.open(base) as kb:
                kb.add(_of_day(NEXT, told(ASSETS)), label="the next day")
            yield _row("the same, a day's facts later", base)
            yield _row("the same again", base)


def build(path: Path, facts: int) -> Path:
    """A base of so many facts, more or less: the last days of all that is told."""
    wanted = told(ASSETS if facts > OF_ONE_ASSET else ASSETS[:1])
    a_day = sum(5 / 7 / EVERY[series.cadence] for series, _, _ in wanted)
    first = LAST - timedelta(days=math.ceil(facts / a_day))
    days = (first + timedelta(days=number) for number in range((LAST - first).days + 1))
    with KnowledgeBase.create(path) as kb:
        for year, of_year in groupby(days, key=lambda day: day.year):
            kb.add((fact for day in of_year for fact in _of_day(day, wanted)), label=str(year))
    return path


def told(assets: tuple[str, ...]) -> list[Told]:
    """What is told: every series measured over time, of each asset, by its first two sources."""
    known = catalog()
    measured = [s for s in known.series.values() if s.cadence in EVERY and not s.targeted]
    return [
        (series, asset, source)
        for series in measured
        for asset in (assets if series.scope == "asset" else ("",))
        for source in _sources(series)
    ]


def _sources(series: Series) -> tuple[str, ...]:
    of_others = ("*", "computed", "essay", "comment")
    return tuple(name for name in series.sources if name not in of_others)[:2] or ("desk",)


def _of_day(day: date, wanted: list[Told]) -> Iterator[Fact]:
    """The facts of a day; nothing on weekends, so that every calendar is content."""
    if day.weekday() > 4:
        return
    checker, text = _CHECKER, day.isoformat()
    for place, (series, asset, source) in enumerate(wanted):
        if (day.toordinal() + place) % EVERY[series.cadence] == 0:
            value = f"{_value(series, day):.6g}"
            yield checker.row(series.name, asset, "", text, "", "", value, series.unit, source, "")


def _value(series: Series, day: date) -> float:
    """A slow wave with a little noise, alike in every source, a high above a low."""
    lowest, highest = series.plausible or (0.0, math.inf)
    level = LEVELS.get(series.unit, 100.0)
    level = level if lowest < level < highest else (lowest + highest) / 2
    number = day.toordinal()
    shift = {"price.high": 0.01, "price.low": -0.01}.get(series.name, 0.0)
    return level * (1 + 0.2 * math.sin(number / 90) + number * 7919 % 101 / 20_000 + shift)


_CHECKER = Checker(catalog(), today=date.max)


def _row(what: str, base: Path) -> Row:
    """One briefing of the last day in a new process, with a cache beside the base."""
    seconds, peak = _brief(base)
    met = seconds < AIM_SECONDS and peak < AIM_MB
    size = f"{base.stat().st_size / 1e6:,.0f} MB of file"
    aim = f"below {AIM_SECONDS:.0f} s, {AIM_MB} MB"
    return Row(what, f"{seconds:.2f} s, {peak:.0f} MB", size, "-", aim, verdict(met))


def _brief(base: Path) -> tuple[float, float]:
    """Seconds of the processor and the most memory, in MB."""
    asked = ("brief", "--db", str(base), "--no-ledger")
    cache = {"DOWNDRAFT_CACHE": str(base.with_name("cache"))}
    before = _spent()
    done = subprocess.run(
        (sys.executable, "-c", _MEASURED, *asked), env={**os.environ, **cache},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode not in (0, 3) or not done.stdout:
        raise WrongAnswer(f"no briefing on {base.name}: {done.stderr.strip()[-300:]}")
    return _spent() - before, int(done.stderr.split()[-1]) / 1024


def _spent() -> float:
    """Seconds of the processor that our processes have taken, once they are over."""
    times = os.times()
    return times.children_user + times.children_system
