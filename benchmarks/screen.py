"""A screen by the number of assets: seconds and memory of whole processes, and of each asset.

Ten daily series over ten years of each asset, made up. The first screen reads and checks the whole
base. Then a tenth of the assets, a third and all are screened on what is kept of the facts, without
a result of any task, so that what an asset costs can be held against what it costs among fewer.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from benchmarks.many_assets import SERIES, YEARS, build, name_of
from benchmarks.measure import Sizes, WrongAnswer, note
from benchmarks.table import Row, verdict

AIM_SECONDS, AIM_MB, OF_ASSETS = 60.0, 2_000, 1_000
GROWS = 1.25
"""What an asset may cost among more, where starting the workers costs less of it."""
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
    """One screen as csv in a new process, with a cache beside the base and no result in it.

    there  the assets of the base
    """
    cache = base.with_name("cache")
    for part in cache.glob("shared/part-*"):
        part.unlink()
    program = base.with_name("measured.py")
    program.write_text(_MEASURED, encoding="utf-8")
    asked = ["screen", "--db", str(base), "--format", "csv"]
    if assets < there:  # all of ten thousand are more than go in one argument
        asked += ["--assets", ",".join(map(name_of, range(assets)))]
    before, start = _spent(), perf_counter()
    done = subprocess.run(
        (sys.executable, str(program), *asked), capture_output=True, text=True, check=False,
        env={**os.environ, "DOWNDRAFT_CACHE": str(cache), "PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip
    clock = perf_counter() - start
    if done.returncode or done.stdout.count("\n") != assets + 1:
        raise WrongAnswer(f"no screen of {base.name}: {done.stderr.strip()[-300:]}")
    own, worker = (int(kb) / 1024 for kb in done.stderr.split()[-2:])
    return Took(_spent() - before, clock, own + worker * (os.cpu_count() or 1))


def _spent() -> float:
    """Seconds of the processor that our processes have taken, once they are over."""
    times = os.times()
    return times.children_user + times.children_system
