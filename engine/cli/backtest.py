"""The record of the forecast: backtest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.files import write_whole
from engine.cli.session import Session, say, shared, show_json, show_table, when

if TYPE_CHECKING:
    from engine.forecast.backtest import Backtest
    from engine.judge.run import Question


@click.command("backtest")
@when
@click.option("--since", metavar="DAY", help="Score Fridays from this day on.")
@click.option("--csv", "forecasts", metavar="FILE", help="Write every quantile forecast.")
@click.option("--plots", metavar="FOLDER", help="Write the pictures: fan, PIT, reliability.")
@shared("example", "db", "as_json")
def backtest_command(
    session: Session, as_of: str | None, known_at: str | None, asset: str, since: str | None,
    forecasts: str | None, plots: str | None,
) -> None:  # fmt: skip
    """Score the forecast of the lowest close on the past of a base, against every baseline.

    Fridays at least a fifth under the highest close, three years of closes before the first,
    nothing learned from a case that was still open. The asset needs daily closes and nothing else.

    \b
    Example:
      downdraft backtest --since 2014-01-01 --csv forecasts.csv --plots plots
    """
    from engine.forecast.backtest import backtest
    from engine.forecast.document import as_csv, as_value
    from engine.forecast.market_days import read_days

    table = session.output(forecasts) if forecasts else None
    with session.base() as kb:
        asked: Question = session.question(kb, asset, as_of, known_at)
        days = read_days(kb, asked.asset, asked.as_of, asked.known_at)
    tested = backtest(days, session.day("--since", since))
    if session.as_json:
        show_json(as_value(tested))
    else:
        _show(tested)
    for line in tested.lacked:
        say(f"the base lacks {line}")
    if table:
        write_whole(table, as_csv(tested))
        say(f"wrote {table}")
    if plots:
        _draw(session, tested, Path(plots))


def _show(tested: Backtest) -> None:
    from engine.forecast.document import COLUMNS, CONDITIONS, condition_rows, headline, rows

    show_table(COLUMNS, list(rows(tested)))
    for line in headline(tested):
        click.echo(line)
    click.echo("\nThe conditions of the essay, at past lows (necessary?) and after (sufficient?):")
    show_table(CONDITIONS, list(condition_rows(tested)))


def _draw(session: Session, tested: Backtest, folder: Path) -> None:
    from engine.forecast.charts import charts

    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in charts(tested).items():
        write_whole(session.output(folder / name), picture)
    say(f"wrote {folder}")
