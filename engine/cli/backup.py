"""A copy of a base that may be in use: backup."""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.output import show_json, tell
from engine.cli.session import Session, refuse_no_name, shared
from engine.cli.verify import counted


@click.command("backup")
@click.argument("file", metavar="FILE", type=click.Path())
@click.option("--replace", is_flag=True, help="In the place of an earlier backup of this base.")
@shared("db", "as_json", checks=True)
def backup_command(session: Session, file: str, replace: bool) -> None:
    """Copy the base to FILE in one state of it, whoever writes meanwhile, and check the copy.

    The copy is a base like any other: to restore it, copy it back. What stands at FILE is never
    written over, unless --replace says so and this base goes on from it. The head that is printed,
    kept elsewhere, shows later that nothing was cut off: `downdraft verify --head HEAD`.

    \b
    Example:
      downdraft backup monday.db
    """
    from kb.backup import back_up, in_the_way, is_older
    from kb.errors import AlteredError
    from kb.store import KnowledgeBase

    refuse_no_name(file)
    place, base = Path(file), Path(session.db)
    if not place.exists() or not base.exists() or place.samefile(base):
        session.file(file)
    with KnowledgeBase.open(session.db, session.catalog()) as kb:
        if not replace:
            if is_older(kb, place):
                raise click.UsageError(in_the_way(kb, place))
            session.file(file)
        try:
            done = back_up(kb, place, replace=replace)
        except AlteredError as error:
            raise AlteredError(f"{session.db} was not copied: {error}") from error
    if session.as_json:
        show_json({"backup": file, **done.counts, "head": done.head})
    else:
        held = counted(done.counts)
        tell(f"{file} holds {session.db} as it is: {held}; every fact is as it was added.")
        tell(f"head {done.head}")
