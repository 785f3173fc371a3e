"""The briefing of a day for a desk: a base and an asset in; the run, its files, what it lacks out.

The question is the last day that is over, on all that is known by now: asked twice of the same
facts it is the same run, and nothing is composed again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from engine.briefing.compose import composed
from engine.briefing.render import document
from engine.briefing.stale import Stale, stale_series
from engine.daily.settings import Output, Settings, file_name
from engine.judge.run import CLOSE, Run, answer, question
from engine.ledger.forms import Form, form_of
from engine.ledger.write import sha256_of, write_rendering, write_run
from engine.pages.book import RuleBook
from engine.words.cite import unmarked
from engine.words.numbers import iso_date
from kb import ledger
from kb.calendars import is_business_day
from kb.clock import day_number
from kb.hindsight import all_known_at
from kb.store import KnowledgeBase


@dataclass(frozen=True)
class Brief:
    """A briefing and where it went.

    fresh    whether it was made now; False where it stood already, files and all
    files    documents by their paths; empty where they stood
    missing  what the briefing says is missing, in a line
    stale    the series that pages read and that are too old
    """

    run: Run
    fresh: bool
    files: Mapping[Path, str | bytes]
    missing: str
    stale: tuple[Stale, ...]


def brief(kb: KnowledgeBase, book: RuleBook, asset: str, settings: Settings, today: date) -> Brief:
    """The briefing of an asset, recorded; NothingToJudge where there is no price of it."""
    last = question(kb, asset)
    day = _last_over(kb, last.asset, last.as_of, today)
    asked = question(kb, asset, day, all_known_at(kb, last.asset, day))
    run = answer(kb, book, kb.catalog, asked)
    names = {"date": iso_date(asked.as_of), "asset": asked.asset}
    wanted = {settings.place(file_name(each, names)): each for each in settings.outputs}
    stale = tuple(stale_series(kb, run))
    if _stands(kb, run, wanted, stale):
        return Brief(run, False, {}, "", stale)
    briefing = composed(kb, run)
    files = {path: document(briefing, output.form) for path, output in wanted.items()}
    write_run(kb, briefing)
    for path, output in wanted.items():
        write_rendering(kb, run.id, str(Form(output.form, asked=briefing.asked)), files[path])
    missing = unmarked(briefing.front.missing) if briefing.front else ""
    return Brief(run, True, files, missing, stale)


def _last_over(kb: KnowledgeBase, asset: str, priced: int, today: date) -> int:
    """The last day of an asset's market that is over, whether or not its price has come.

    Where the price is too old for that to be told apart from a base of the past, its last day.
    """
    declared = kb.catalog.assets.get(asset)
    yesterday = day_number(today) - 1
    if declared is None or yesterday - priced > kb.catalog.get(CLOSE).stale_after:
        return priced
    days = (day for day in range(yesterday, priced, -1))
    return next((d for d in days if is_business_day(declared.calendar, d)), priced)


def _stands(
    kb: KnowledgeBase, run: Run, wanted: Mapping[Path, Output], stale: tuple[Stale, ...]
) -> bool:
    """Whether a run is recorded, every file of it is there, and feeds fail as these say."""
    if not kb.rows("SELECT 1 FROM run WHERE id = ?", run.id):
        return False
    there = {(form_of(text), kept) for text, kept in ledger.renderings(kb, run.id).items()}
    found = [_made_of(path, each.form, there) for path, each in wanted.items()]
    return all(
        made is not None and _told(stale) == _told(tuple(stale_series(kb, run, made.asked)))
        for made in found
    )


def _made_of(path: Path, form: str, there: set[tuple[Form, str]]) -> Form | None:
    """What a file was recorded as; None where it is not there as it was made."""
    try:
        now = sha256_of(path.read_bytes())
    except OSError:
        return None
    known = (each for each, kept in there if kept == now and each[:2] == (form, ""))
    return next(known, None)


def _told(stale: tuple[Stale, ...]) -> list[Stale]:
    return [each for each in stale if each.why]
