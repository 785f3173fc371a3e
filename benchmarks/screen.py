"""A screen by the number of assets: seconds and memory of whole processes, and of each asset.

Ten daily series over ten years of each asset, made up. The first screen reads and checks the whole
base. Then a tenth of the assets, a third and all are screened on what is kept of the facts, without
a result of any task, so that what an asset costs can be held against what it costs among fewer.
Last comes the morning after: a day's facts of each asset, a screen of them all, and a briefing of
one, held against that of an asset whose base has no other.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from benchmarks.many_assets import SERIES, YEARS, add_day, build, name_of
from benchmarks.measure import Sizes, WrongAnswer, note
from benchmarks.table import Row, verdict

AIM_SECONDS, AIM_MB, OF_ASSETS = 60.0, 2_000, 1_000
GROWS = 1.25
"""What an asset may cost among more, where starting the workers costs less of it."""
OTHERS = 1.5
"""What a briefing may cost among others, to that of an asset alone."""
# Runs a command and says on its last line of errors the kB that it and its largest worker took.
_MEASURED = """import resource, sys
from engine.cli.main import main
if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    finally:
        most = (resource.getrusage(who).ru_maxrss for who in (0, -1))
        print(*most, file=sys.stderr)"""


class Took(NamedTuple):
    """Seconds of the processor and by the clock, and MB of the command with all its workers."""

    cpu: float
    clock: float
    mb: float


def measure(sizes: Sizes) -> Iterator[Row]:
    """The first screen there is, and some of the assets and all again on what is kept."""
    with tempfile.TemporaryDirectory(prefix="downdraft-bench-") as folder:
        note(f"screen of {sizes.assets:,} assets: building the base")
        yield from on_base(build(Path(folder, "base.db"), sizes.assets), sizes.assets)


def on_base(base: Path, assets: int) -> Iterator[Row]:
    """The rows of a base of so many assets."""
    note("the first screen")
    first = _screened(base, assets, assets)
    yield _row("the first there is", assets, first, base, aim=assets >= OF_ASSETS)
    least: tuple[int, float] | None = None
    for some in sorted({max(assets // share, 1) for share in (10, 3, 1)}):
        note(f"{some:,} of the assets on what is kept")
        if some < assets:
            _screened(base, some, assets)  # lays out their files
        took = _screened(base, some, assets)
        yield _row("on what is kept of the facts", some, took, base, aim=True)
        each = took.cpu / some
        least = least or (some, each)
        ratio = each / least[1]
        yield Row(
            f"an asset among {some:,}", f"{each * 1e3:.0f} ms of processor",
            f"{least[1] * 1e3:.0f} ms  among {least[0]:,}", f"{ratio:.2f}", f"below {GROWS}",
            verdict(ratio < GROWS),
        )  # fmt: skip
    yield from _morning_after(base, assets)


def _morning_after(base: Path, assets: int) -> Iterator[Row]:
    """What a day's facts of all assets cost whoever screens them, and whoever briefs on one."""
    note("a day's facts later")
    add_day(base, assets, 1)
    yield _row("a day's facts later", assets, _screened(base, assets, assets), base, aim=True)
    with tempfile.TemporaryDirectory(prefix="downdraft-bench-") as folder:
        alone = build(Path(folder, "base.db"), 1)
        _briefed(alone)
        add_day(alone, 1, 2)
        add_day(base, assets, 2)
        among, by_itself = _briefed(base), _briefed(alone)
    ratio = among.cpu / by_itself.cpu
    yield Row(
        f"a briefing of one of {assets:,} assets, a day's facts later",
        f"{among.cpu:.2f} s, {among.mb:,.0f} MB", f"{by_itself.cpu:.2f} s  of an asset alone",
        f"{ratio:.2f}", f"below {OTHERS}", verdict(ratio < OTHERS),
    )  # fmt: skip


def _row(which: str, assets: int, took: Took, base: Path, *, aim: bool) -> Row:
    limit = AIM_SECONDS * assets / OF_ASSETS
    cores = os.cpu_count() or 1
    met = took.cpu / cores < limit and took.mb < AIM_MB
    return Row(
        f"screen of {assets:,} assets × {len(SERIES)} series × {YEARS} years, {which}",
        f"{took.cpu:.1f} s of processor, {took.clock:.1f} s by the clock, {took.mb:,.0f} MB",
        f"{base.stat().st_size / 1e6:,.0f} MB of file", "-",
        f"below {limit:.0f} s a core, {AIM_MB:,} MB" if aim else "none",
        verdict(met) if aim else "-",
    )  # fmt: skip


def _screened(base: Path, assets: int, there: int) -> Took:
    """One screen as csv, without a result of any task in the cache.

    there  the assets of the base
    """
    for part in base.with_name("cache").glob("shared/part-*"):
        part.unlink()
    asked = ["screen", "--format", "csv"]
    if assets < there:  # all of ten thousand are more than go in one argument
        asked += ["--assets", ",".join(map(name_of, range(assets)))]
    return _run(base, asked, assets + 1)


def _briefed(base: Path) -> Took:
    """One briefing of the market's own asset."""
    return _run(base, ("brief", "--no-ledger"))


def _run(base: Path, asked: Sequence[str], lines: int = 0) -> Took:
    """A command in a new process, with a cache beside the base.

    lines   that it prints; 0 for any number
    raises  WrongAnswer where it fails, or prints another number
    """
    program = base.with_name("measured.py")
    program.write_text(_MEASURED, encoding="utf-8")
    before, start = _spent(), perf_counter()
    done = subprocess.run(
        (sys.executable, str(program), *asked, "--db", str(base)),
        capture_output=True, text=True, check=False,
        env={**os.environ, "DOWNDRAFT_CACHE": str(base.with_name("cache")),
             "PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip
    clock = perf_counter() - start
    if done.returncode not in (0, 3) or lines not in (0, done.stdout.count("\n")):
        raise WrongAnswer(f"no {asked[0]} of {base.name}: {done.stderr.strip()[-300:]}")
    own, worker = (int(kb) / 1024 for kb in done.stderr.split()[-2:])
    return Took(_spent() - before, clock, own + worker * (os.cpu_count() or 1))


def _spent() -> float:
    """Seconds of the processor that our processes have taken, once they are over."""
    times = os.times()
    return times.children_user + times.children_system
