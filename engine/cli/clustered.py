"""Where long work is done: the options --cluster and --shared in, a shelf and who works out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from engine.cli.output import say

if TYPE_CHECKING:
    from engine.cluster.shelf import Shelf

Command = TypeVar("Command", bound=Callable[..., Any])


class Work(NamedTuple):
    """The shelf that files are shared on, and what carries tasks out; None for this machine."""

    shelf: Shelf
    on: str | None


def clustered(function: Command) -> Command:
    """Add the options that say where work is done."""
    for option in (
        click.option("--shared", "shelf", metavar="FOLDER", help="Folder or URL all workers see."),
        click.option("--cluster", metavar="WHERE", help="Dask: tcp://HOST:PORT or local[N]."),
    ):
        function = option(function)
    return function


@contextmanager
def place_of_work(cluster: str | None, shelf: str | None) -> Iterator[Work]:
    """Where work is done; wrong usage where no such place can be meant."""
    from engine.cluster.carriers import LOCAL, lacking
    from engine.cluster.shelf import shelf_at

    if cluster is not None and not LOCAL.fullmatch(cluster) and "://" not in cluster:
        raise click.UsageError(
            f"--cluster: {cluster!r} is no place; write tcp://HOST:PORT or local[2]"
        )
    if cluster and not shelf and not LOCAL.fullmatch(cluster):
        raise click.UsageError("--cluster: name with --shared a folder or URL that all workers see")
    lacking.clear()
    with shelf_at(shelf) as found:
        yield Work(found, cluster)
    if lacking:
        say(f"downdraft: no other process could be started ({lacking[0]}); this one did it alone")
