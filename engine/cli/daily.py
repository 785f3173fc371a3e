"""Day by day: daily, which fetches, briefs and writes the files in one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.desk_options import away, settled, silent, with_settings
from engine.cli.fetch import as_tree, fetched, report
from engine.cli.output import say, show_json, tell, write_whole
from engine.cli.session import Session, shared

if TYPE_CHECKING:
    from engine.daily.briefs import Brief
    from engine.daily.settings import Settings
    from kb.feeds.fetched import Fetched
    from kb.store import KnowledgeBase

NO_HEADLINE = 3
NAMED = 12


@click.command("daily")
@click.option("--asset", "assets", metavar="NAME", multiple=True, help="Only of these assets.")
@away
@silent
@with_settings
@shared("db", "as_json", "rules", "own_catalog")
def daily_command(
    session: Session,
    assets: tuple[str, ...],
    base_url: str,
    config: str | None,
    quiet: bool,
) -> None:
    """Fetch, brief and write the files of the settings: what a desk needs every morning.

    The briefing is of the last day that is over, on all that is known by now. Asked again when
    nothing is new it leaves everything as it is. What failed is said and stops nothing else. Leaves
    with 1 where a feed failed or an asset could not be judged, with 3 where no headline can be
    given. Two at once on one base do not run.

    \b
    Example:
      downdraft daily
    """
    from engine.daily.fetching import Wish
    from engine.daily.lock import alone
    from kb.store import KnowledgeBase

    session, settings = settled(session, config)
    named = {name: settings.assets.get(name, {}) for name in assets} or settings.assets
    settings = settings.model_copy(update={"assets": named})
    with alone(session.db), KnowledgeBase.open(session.db, session.catalog()) as kb:
        found = list(fetched(session, kb, settings, Wish(base_url=base_url), quiet=quiet))
        if not session.as_json:
            report(kb, found)
        briefs, problems = _briefs(session, kb, settings)
    if session.as_json:
        show_json({
            "feeds": [as_tree(each) for each in found],
            "briefings": [_as_tree(each) for each in briefs],
            "problems": problems,
        })  # fmt: skip
    _leave(found, briefs, problems)


def _briefs(
    session: Session, kb: KnowledgeBase, settings: Settings
) -> tuple[list[Brief], list[str]]:
    """The briefing of each asset, its files written; and why there is none of some."""
    from engine.daily.briefs import brief
    from engine.daily.fetching import clock
    from engine.judge.run import NothingToJudge
    from kb.facts import FactError

    book, today = session.book(), clock().now().date()
    briefs: list[Brief] = []
    problems: list[str] = []
    for asset in settings.assets:
        try:
            made = brief(kb, book, asset, settings, today)
        except (NothingToJudge, FactError) as error:
            problems.append(f"{asset}: {error}")
            say(problems[-1])
            continue
        for path, content in made.files.items():
            _write(session, path, content)
        briefs.append(made)
        if not session.as_json:
            for line in _told(made):
                tell(line)
    return briefs, problems


def _write(session: Session, path: Path, content: str | bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"{path.parent} cannot be made ({error.strerror}); name another output"
        raise click.ClickException(problem) from None
    write_whole(session.file(path), content)


def _told(made: Brief) -> Iterator[str]:
    """What became of a briefing, and what it lacked."""
    from engine.words.numbers import iso_date

    run = made.run
    title = f"“{run.book.page(run.headline).title}”" if run.headline else "no headline"
    how = "" if made.fresh else ", which stands already"
    yield (
        f"{run.asset.name} as of {iso_date(run.question.as_of)}: {title}, run {run.id[:12]}{how}"
    )
    yield from (f"  wrote {path}" for path in made.files)
    if made.missing:
        yield f"  {made.missing}"
    yield from (f"  {each}" for each in made.stale[:NAMED])
    if len(made.stale) > NAMED:
        yield f"  and {len(made.stale) - NAMED} more series that are stale"


def _as_tree(made: Brief) -> dict[str, object]:
    from engine.words.numbers import iso_date, iso_moment

    asked, moment = made.run.question, iso_moment(made.run.question.known_at)
    stale = [
        {"series": each.series, "newest": iso_date(each.newest), "since": iso_date(each.since),
         "why": each.why or None}
        for each in made.stale
    ]  # fmt: skip
    return {
        "asset": asked.asset, "as_of": iso_date(asked.as_of), "known_at": moment,
        "run": made.run.id, "headline": made.run.headline, "new": made.fresh,
        "files": list(map(str, made.files)), "missing": made.missing or None, "stale": stale,
    }  # fmt: skip


def _leave(found: list[Fetched], briefs: list[Brief], problems: list[str]) -> None:
    if problems or not all(each.worked for each in found):
        sys.exit(1)
    if not all(each.run.headline for each in briefs):
        sys.exit(NO_HEADLINE)
