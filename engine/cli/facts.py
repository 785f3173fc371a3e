"""Feeding in facts and looking at them: add, facts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from engine.cli import completing
from engine.cli.added import as_json, report_on
from engine.cli.dates import moment_given, spelt_out
from engine.cli.feeding import NOTHING
from engine.cli.output import say, show_json, show_table
from engine.cli.progress import progress
from engine.cli.session import READING, Session, shared, when

if TYPE_CHECKING:
    from engine.pages.book import RuleBook
    from kb.intake import Intake
    from kb.store import KnowledgeBase


@click.command("add")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--source", help="Who says so, for rows that do not name a source.")
@click.option("--asset", default="btc", show_default=True, help="For rows that name no asset.")
@click.option("--known-at", help="When rows that do not state it became known.")
@click.option("--dry-run", is_flag=True, help="Check everything, show the first, change nothing.")
@click.option("--keep-good", is_flag=True, help="Add the good rows, write the bad ones beside.")
@click.option("--accept", metavar="WHY", default="", help="Add suspect rows too, with this reason.")
@click.option("--template", is_flag=True, help="Print a csv to fill in, a row a series.")
@click.option(
    "--map",
    "wanted",
    metavar="[NAME|FILE]",
    is_flag=False,
    flag_value=NOTHING,
    help="Read a vendor's table through a map; with none, print one to fill in for FILE.",
)
@click.option(
    "--maps",
    "told",
    metavar="[NAME]",
    is_flag=False,
    flag_value=NOTHING,
    help="List the ready maps, or print one.",
)
@click.option(
    "--new-source",
    "new_sources",
    metavar="NAME",
    multiple=True,
    help="A source that is meant, though it is like one that is known.",
)
@shared("db", "as_json", "rules", "own_catalog")
def add_command(
    session: Session, files: tuple[str, ...], source: str | None, dry_run: bool,
    keep_good: bool, accept: str, template: bool, wanted: str | None, told: str | None,
    new_sources: tuple[str, ...],
) -> None:  # fmt: skip
    """Add facts from csv or jsonl files; '-' is standard input.

    A file is added whole or not at all, and adding it twice adds nothing. Tables of vendors, csv,
    JSON or xlsx, are read through a map. A value far from those before it is suspect: it is refused
    unless you say why you accept it, which is kept.

    \b
    Example:
      downdraft add my-facts.csv --source desk
    """
    if template or told is not None or (files and wanted == NOTHING):
        from engine.cli.feeding import form

        click.echo(form(session.catalog(), files, told, template), nl=False)
        return
    if not files:
        raise click.UsageError(
            "name a file, or '-' for standard input; --template prints one to fill in"
        )
    from kb.intake import add_file
    from kb.maps.library import find_map
    from kb.store import KnowledgeBase

    known_at = spelt_out(session.known_at or "")
    if known_at:
        moment_given("--known-at", known_at)
    taken: list[Intake] = []
    catalog = session.catalog()
    table = find_map(wanted, catalog) if wanted else None
    with KnowledgeBase.open(session.db, catalog) as kb:
        for name in files:
            with progress(name) as report:
                intake = add_file(
                    kb, name, source=source, asset=session.asset, known_at=known_at,
                    dry_run=dry_run, keep_good=keep_good, accept=accept, progress=report,
                    table=table, new_sources=new_sources,
                )  # fmt: skip
            taken.append(intake)
            if not session.as_json:
                report_on(kb, intake)
    if session.as_json:
        show_json([as_json(intake) for intake in taken])


@click.command("facts")
@click.argument("series", required=False, metavar="[SERIES|FACT]", shell_complete=completing.series)
@when
@click.option(
    "--raw", is_flag=True, help="Which answer each came from; of a FACT by number, its bytes."
)
@click.option("--history", is_flag=True, help="Every vintage there is, not only what stands.")
@click.option("--stale", is_flag=True, help="The morning checklist: what is missing or too old.")
@shared(*READING)
def facts_command(
    session: Session, series: str | None, history: bool, stale: bool, raw: bool
) -> None:
    """Show the facts that stand on a day, or a series' whole history.

    The checklist counts for each series the claims that rest on it, most of them first. What was
    fetched leads back to what was answered: --raw names it, and prints the bytes behind one fact.

    \b
    Example:
      downdraft facts etf.net_flow --history --example
    """
    from engine.cli.facts_view import checklist, listing
    from engine.judge.run import load_panel
    from engine.measures.computed.maker import with_computed
    from kb.store import FOREVER

    with session.base() as kb:
        if raw and series and series.isdigit():
            from engine.cli.facts_view import bytes_of

            click.echo(bytes_of(kb, int(series)), nl=False)
            return
        if series is not None:
            _check_known(kb, series)
        asked = session.question(kb)
        wanted = [series] if series else None
        if stale:
            book = session.book()
            read = [series, *kb.catalog.inputs(series)] if series else None
            panel = with_computed(load_panel(kb, book, kb.catalog, asked, read), kb.catalog)
            rows = _by_weight(checklist(panel, kb.catalog, wanted or book.named), book)
        else:
            if history:
                asked = replace(
                    asked,
                    as_of=asked.as_of if session.as_of else FOREVER,
                    known_at=asked.known_at if session.known_at else FOREVER,
                )
            rows = listing(kb, asked, wanted, every_vintage=history)
            if raw:
                from engine.cli.facts_view import with_answers

                rows = with_answers(kb, rows)
    if session.as_json:
        show_json(rows)
    elif rows:
        show_table(list(rows[0]), [[str(cell) for cell in row.values()] for row in rows])
    else:
        say("nothing is missing or too old" if stale else "no fact stands then")


def _check_known(kb: KnowledgeBase, series: str) -> None:
    """Refuse a series that is not in the catalogue; one that the base holds is told apart."""
    from kb.catalog import UnknownSeries

    try:
        kb.catalog.get(series)
    except UnknownSeries as error:
        if not kb.holds(series):
            raise
        held = f"facts of {series!r} are held, but this catalogue does not know it"
        where = "name the one that does: --catalog FILE, or --rules FOLDER"
        raise UnknownSeries(f"{held}; {where}") from error


def _by_weight(rows: list[dict[str, object]], book: RuleBook) -> list[dict[str, object]]:
    """The checklist with how many claims rest on each series, those that most rest on first."""
    headlines = {page.claim for page in book.pages if page.kind == "headline"}
    resting = (set(book.graph.resting_on(str(row["series"]))) - headlines for row in rows)
    weighed = [{"claims": len(claims)} | row for claims, row in zip(resting, rows, strict=True)]
    weighed.sort(key=lambda row: -int(str(row["claims"])))
    return [{"series": row["series"]} | row for row in weighed]
