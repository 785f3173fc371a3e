"""How far a long piece of work is, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from engine.cli.output import knows_escapes


@contextmanager
def progress(
    name: str, of: str = "rows", total: int | None = None
) -> Iterator[Callable[[int], None] | None]:
    """A bar on standard error while work goes by, where somebody is there to see it.

    of     what is counted
    total  how many there are, None where nobody knows before the end
    """
    if not sys.stderr.isatty() or not knows_escapes():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    count = "{task.completed:,}" + ("" if total is None else " of {task.total:,}")
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn(f"{count} {of}")
    time = TimeElapsedColumn() if total is None else TimeRemainingColumn()
    with Progress(*columns, time, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=total)
        yield lambda done: bar.update(task, completed=done)
