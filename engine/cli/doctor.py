"""What is wrong and what to do about it: doctor."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.desk_options import SETTINGS, away, settled, with_settings
from engine.cli.feeds import every_feed
from engine.cli.fetch import fetched, status
from engine.cli.output import show_json, tell
from engine.cli.session import Session, shared

if TYPE_CHECKING:
    from engine.daily.doctor import Finding
    from engine.daily.settings import Settings
    from kb.store import KnowledgeBase

ALTERED = 4


@click.command("doctor")
@click.option("--online", is_flag=True, help="Ask every feed too, and change nothing.")
@away
@with_settings
@shared("db", "as_json", "rules", "own_catalog", checks=True)
def doctor_command(session: Session, online: bool, base_url: str, config: str | None) -> None:
    """Look over settings, base, feeds, staleness, calendars and disk, and say what to do next.

    Nothing is changed, and without --online nobody is asked. Leaves with 0 where all is well, with
    1 where something is not that you can mend, with 4 where the base is not as it was written.

    \b
    Example:
      downdraft doctor
    """
    found = list(_findings(session, config, base_url if online else None))
    if session.as_json:
        show_json([{**each._asdict(), "advice": each.advice or None} for each in found])
    else:
        for line in _lines(found):
            tell(line)
    wrong = {each.what for each in found if not (each.well or each.hint)}
    sys.exit(ALTERED if "chain" in wrong else bool(wrong))


def _lines(found: list[Finding]) -> Iterator[str]:
    width = max(len(each.what) for each in found)
    for each in found:
        mark = "ok " if each.well else "-- " if each.hint else "NOT"
        yield f"{mark}  {each.what:<{width}}  {each.found}"
        if not each.well and each.advice and each.advice != each.found:
            yield f"{'':>{width + 7}}{each.advice}"


def _findings(session: Session, config: str | None, online: str | None) -> Iterator[Finding]:
    from engine.daily import doctor
    from kb.errors import StoreError

    file = Path(config or SETTINGS)
    try:
        session, settings = settled(session, config)
    except StoreError as error:
        yield doctor.Finding("settings", False, str(error), "mend the line")
        return
    yield doctor.settings_finding(file, settings, file.exists())
    of_base = list(doctor.base_findings(session.db))
    yield from of_base
    if all(each.well for each in of_base if each.what != "disk"):
        yield from _with_base(session, settings, online)


def _with_base(session: Session, settings: Settings, online: str | None) -> Iterator[Finding]:
    from engine.daily import doctor
    from engine.daily.fetching import clock, keys_of, wanted_feeds
    from kb.errors import StoreError
    from kb.store import KnowledgeBase

    feeds, now = every_feed(session), clock().now()
    with KnowledgeBase.open(session.db, session.catalog()) as kb:
        try:
            keys = keys_of(settings)
            wanted = wanted_feeds(feeds, settings, (), keys)
        except StoreError as error:
            yield doctor.Finding("feeds", False, str(error), f"mend {SETTINGS}")
            return
        if keys.problem:
            yield doctor.Finding("keys", False, keys.problem)
        yield from doctor.feed_findings(kb, feeds, wanted, keys, now)
        yield from doctor.stale_findings(kb, wanted, list(settings.assets), now.date())
        yield from doctor.calendar_findings(kb.catalog, now.date())
        if online is not None:
            yield from _asked(session, kb, settings, online)


def _asked(
    session: Session, kb: KnowledgeBase, settings: Settings, base_url: str
) -> Iterator[Finding]:
    """Every feed asked now, on a copy of the base."""
    from engine.daily.doctor import Finding
    from engine.daily.fetching import Wish

    wish = Wish(base_url=base_url, dry_run=True)
    for each in fetched(session, kb, settings, wish, quiet=True):
        advice = f"`downdraft fetch {each.feed}` says all of it"
        yield Finding(f"asked {each.feed}", each.worked, status(each), advice)
