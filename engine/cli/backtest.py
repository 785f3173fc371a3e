"""The record of the forecast: backtest."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.clustered import Work, clustered, place_of_work
from engine.cli.dates import read_day
from engine.cli.output import give, say, show_json, show_table, write_whole
from engine.cli.progress import progress
from engine.cli.session import Session, refuse_no_name, shared, when

if TYPE_CHECKING:
    from engine.forecast.backtest import Backtest

MEANING = (
    "CRPS is the mean distance between what was said and what came, in logarithms: lower is "
    "better. “In 80%” is how often what came lay between the 10% and the 90% quantile. PIT is "
    "where in the forecast it lay, a half on the mean. Brier is the mean square of the error of "
    "the chance that the low is in. Gain is how much lower the CRPS of the mixture is than that of "
    "a law, nine in ten what it was in nine of ten draws of the falls; under three falls there is "
    "none. Near the low is under 25% over it. Whether a rebound fails is known only afterwards."
)


@click.command("backtest")
@when
@click.option("--since", metavar="DAY", help="Score Fridays from this day on.")
@click.option("--csv", "forecasts", metavar="FILE", help="Write every quantile forecast.")
@click.option(
    "-o", "--plots", metavar="FOLDER", help="Write the pictures: fan, calibration, skill by state."
)
@click.option(
    "--all", "everything", is_flag=True, help="Every asset with closes, one after another."
)
@clustered
@shared("example", "db", "as_json")
def backtest_command(
    session: Session,
    since: str | None,
    forecasts: str | None,
    plots: str | None,
    everything: bool,
    cluster: str | None,
    shelf: str | None,
) -> None:
    """Score the forecast of the lowest close on the past of a base, against every law in it.

    Fridays at least a fifth under the highest close, a year of closes before the first, nothing
    learned from a case that was still open. The asset needs daily closes and nothing else.

    \b
    Example:
      downdraft backtest --since 2014-01-01 --csv forecasts.csv -o plots
    """
    from engine.forecast.backtest import backtest
    from engine.forecast.document import as_csv, as_value
    from engine.forecast.market_days import read_days
    from kb.clock import day_number

    first = read_day("--since", day_number, since) if since else None
    if everything:
        if forecasts is not None or plots is not None:
            raise click.UsageError("--all gives one table; leave --csv and --plots away")
        with place_of_work(cluster, shelf) as work:
            _every_asset(session, first, work)
        return
    if cluster is not None:
        raise click.UsageError("--cluster shares assets out; pass --all with it")
    table = session.output(forecasts)
    if plots is not None:
        refuse_no_name(plots)
    with session.base() as kb:
        asked = session.question(kb)
        days = read_days(kb, asked.asset, asked.as_of, asked.known_at)
    tested = backtest(days, first)
    if session.as_json:
        show_json(as_value(tested))
    else:
        _show(tested)
    for line in tested.lacked:
        say(f"the base lacks {line}")
    if table:
        give(as_csv(tested), table)
    if plots:
        _draw(session, tested, Path(plots))


def _every_asset(session: Session, since: int | None, work: Work) -> None:
    """The record of each asset that has one; those without are named."""
    from engine.cluster.records import records
    from engine.forecast.document import COLUMNS

    values, lines = [], []
    with session.base() as kb:
        asked = {a: replace(session, asset=a).question(kb) for a in kb.priced()}
        with progress("scoring", "assets", len(asked)) as done:
            for asset, found in records(
                kb, session.book(), asked, since, work.shelf, work.on, done
            ):  # fmt: skip
                if found.lack:
                    say(f"{asset}: {found.lack}")
                else:
                    values.append(found.value)
                    lines += [[asset, *row] for row in found.rows]
    if session.as_json:
        show_json(values)
    else:
        show_table(["asset", *COLUMNS], lines)


def _show(tested: Backtest) -> None:
    from engine.forecast.document import (
        COLUMNS,
        CONDITIONS,
        STATES,
        condition_rows,
        headline,
        rows,
        state_rows,
    )

    show_table(COLUMNS, list(rows(tested)))
    for line in headline(tested):
        click.echo(textwrap.fill(line, 96))
    click.echo(
        f"\n{textwrap.fill(MEANING, 96)}\n\nHow much lower its CRPS was than the plain walk’s:"
    )
    show_table(STATES, list(state_rows(tested)))
    click.echo("\nThe conditions of the essay, at past lows (necessary?) and after (sufficient?):")
    show_table(CONDITIONS, list(condition_rows(tested)))


def _draw(session: Session, tested: Backtest, folder: Path) -> None:
    from engine.pictures.record import charts

    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in charts(tested).items():
        write_whole(session.file(folder / name), picture)
    say(f"wrote {folder}")
