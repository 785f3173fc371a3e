"""The audit site in a folder: site."""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli import completing
from engine.cli.output import in_words, say, show_json
from engine.cli.progress import progress
from engine.cli.session import EXAMPLE_DAY, Session, shared


@click.command("site")
@click.argument("out", metavar="OUT")
@click.option(
    "--briefings", metavar="DAYS", type=click.IntRange(0), default=1, show_default=True,
    help="The newest days whose whole briefing is made; those that lie there stay.",
)  # fmt: skip
@click.option(
    "--asset", default="btc", show_default=True, shell_complete=completing.assets,
    help="Which asset.",
)  # fmt: skip
@shared("example", "db", "as_json", "rules", "own_catalog")
def site_command(session: Session, out: str, briefings: int) -> None:
    """Write every page of an audit as files: days, claims, documents, facts, the forecast's record.

    Nothing is asked of any host, and a browser needs no server: open OUT/index.html. Only what has
    changed is written again. A folder that holds anything else is left as it is.

    \b
    Example:
      downdraft site audit --example
    """
    from engine.site.build import build
    from engine.site.desk import desk_of
    from engine.site.folder import Folder, NotOurs
    from engine.site.held import held
    from engine.site.kept import Kept
    from kb.clock import day_number

    target = session.output(out, folder=True) or Path(out)
    try:
        with held(target), session.base() as kb:
            folder = Folder(target)
            day = day_number(EXAMPLE_DAY) if session.example else None
            desk = desk_of(kb, Kept(session.book()), session.asset, unrecorded=day)
            with progress(str(out), "pages") as report:
                built = build(desk, folder, briefings, report)
    except NotOurs as problem:
        raise click.UsageError(str(problem)) from None
    except OSError as problem:
        where = f"{problem.filename or target} cannot be written, for {in_words(problem)}"
        again = "what lies there is whole, and the same call ends it"
        raise click.ClickException(f"{where}; {again}") from None
    if session.as_json:
        show_json(vars(built))
    else:
        removed = f", {built.removed:,} removed" if built.removed else ""
        say(f"{out}: {built.written:,} pages written, {built.same:,} as they were{removed}")
