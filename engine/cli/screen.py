"""All assets on one day: screen."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.clustered import clustered, place_of_work
from engine.cli.dates import day_given
from engine.cli.output import give, show_json
from engine.cli.progress import progress
from engine.cli.session import EXAMPLE_DAY, READING, Session, shared

if TYPE_CHECKING:
    from engine.pages.book import RuleBook
    from engine.screen.screen import Asked, Screen
    from engine.screen.where import Condition
    from kb.store import KnowledgeBase

ENDINGS = {".txt": "text", ".csv": "csv", ".html": "html"}


@click.command("screen")
@click.option("--assets", metavar="A,B", help="Only these; all that have a price.")
@click.option("--where", metavar="EXPR", help="Only where this holds: columns and claims.")
@click.option("--as-of", help="The day judged; the last one on which any asset has a price.")
@click.option("--from", "first", metavar="DAY", help="Compare with this day, not the day before.")
@click.option("--to", "last", metavar="DAY", help="The same as --as-of, for a range.")
@click.option("--sort", default="move", show_default=True, metavar="COLUMN", help="Rank by this.")
@click.option("--market", metavar="ASSET", help="The asset that is the market; btc.")
@click.option("--forecast", is_flag=True, help="Where each stops, too: seconds an asset.")
@click.option(
    "--format", "form", type=click.Choice(["text", "csv", "html"]),
    help="text on a terminal; for -o the ending of the file name decides.",
)  # fmt: skip
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="A file instead.")
@clustered
@shared(*READING)
def screen_command(
    session: Session, assets: str | None, where: str | None, first: str | None, last: str | None,
    sort: str, market: str | None, forecast: bool, form: str | None, output: str | None,
    cluster: str | None, shelf: str | None,
) -> None:  # fmt: skip
    """Every asset of a base on one day, ranked: price, findings, what is missing.

    A condition compares columns, which csv names, or asks for a finding, in the language of pages.
    Nothing is recorded.

    \b
    Example:
      downdraft screen --where "drawdown >= 20 % and claim slide_goes_on" --sort drawdown
    """
    from engine.screen.columns import ranked
    from engine.screen.screen import screen
    from engine.screen.where import holding

    target, chosen = session.output(output), _format(form, output)
    if session.as_of and last:
        raise click.UsageError("--as-of and --to say the same; leave one out")
    book = session.book()
    meant = _meant(book, where, sort, forecast)
    with session.base() as kb, place_of_work(cluster, shelf) as work:
        asked = _asked(session, kb, assets, first, last, market, forecast)
        with progress("judging", "assets", len(asked.assets)) as report:
            found = screen(kb, book, asked, work.shelf, work.on, report)
    rows = holding(found.rows, meant) if meant else found.rows
    found = replace(found, rows=ranked(rows, sort), where=where or "")
    _give(session, found, chosen, target)


def _meant(book: RuleBook, where: str | None, sort: str, forecast: bool) -> tuple[Condition, ...]:
    """The conditions, read before the long work; what is wrong with them is wrong usage."""
    from engine.pages.grammar import SyntaxProblem
    from engine.screen.columns import FORECAST, UnknownColumn, ranked
    from engine.screen.where import conditions

    for column in FORECAST:
        if not forecast and column in (sort, *re.findall(r"\w+", where or "")):
            raise click.UsageError(f"{column} is a column of the forecast; add --forecast")
    try:
        ranked((), sort)
        return () if where is None else conditions(where, book)
    except UnknownColumn as problem:
        raise click.UsageError(f"--sort: {problem}") from None
    except SyntaxProblem as problem:
        raise click.UsageError(f"--where: {problem}") from None


def _asked(
    session: Session, kb: KnowledgeBase, assets: str | None, first: str | None, last: str | None,
    market: str | None, forecast: bool,
) -> Asked:  # fmt: skip
    from engine.screen.screen import asked_of
    from kb.clock import day_number

    given = session.as_of or last
    end = day_number(EXAMPLE_DAY) if session.example else None
    day = day_given("--to" if last else "--as-of", given) if given else end
    since = day_given("--from", first) if first else None
    named = [name.strip() for name in (assets or "").split(",") if name.strip()]
    if assets is not None and not named:
        raise click.UsageError("--assets: it names none; write some, or leave it out for all")
    asked = asked_of(kb, named, day, since, market or "btc", forecast)
    if market and asked.market not in kb.priced():
        raise click.UsageError(f"--market: there is no price of {market!r} here; name another")
    if since is not None and since >= asked.day:
        raise click.UsageError(f"--from: {first} is not before the last day; give an earlier day")
    return asked


def _format(form: str | None, output: str | None) -> str:
    ending = Path(output or "").suffix.lower()
    if form or not ending:
        return form or "text"
    if ending not in ENDINGS:
        known = ", ".join(ENDINGS)
        problem = f"-o: {ending} tells no format; the endings are {known}, or pass --format"
        raise click.UsageError(problem)
    return ENDINGS[ending]


def _give(session: Session, found: Screen, form: str, target: Path | None) -> None:
    if session.as_json and target is None:
        from engine.screen.columns import as_tree

        show_json(as_tree(found))
    elif form == "csv":
        from engine.screen.columns import as_csv

        give(as_csv(found), target)
    elif form == "html":
        from engine.screen.page import as_page

        give(as_page(found), target)
    else:
        from engine.screen.text import as_text

        give(as_text(found), target)
