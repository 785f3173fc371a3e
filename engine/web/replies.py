"""A request as names and values in, a reply out: the same pages as the site, live.

Every thread reads through a connection of its own; judged runs and made pages are kept, in bounds.
A page is kept for the state of the base that it was made from, and for no other.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from engine.contract.audit import PageOut
from engine.contract.supposed import ApiOut, LostOut
from engine.judge.run import NothingToJudge
from engine.pages.errors import UnknownName
from engine.site.desk import Desk
from engine.site.kept import Kept
from engine.site.look import Place, html, policy
from engine.site.pages import page
from engine.site.supposed import diff_page, what_if_page
from engine.site.whole import whole_briefing
from engine.web.made import Reply
from engine.web.newest import Shown
from engine.web.openapi import openapi
from engine.web.reading import Reading
from engine.words.numbers import iso_date
from kb.catalog import UnknownSeries
from kb.clock import day_number, moment_number
from kb.errors import AlteredError, StoreError
from kb.store import KnowledgeBase

CHOSEN = ("as_of", "known_at")
DATED = ("index", "search", "record", "claim", "paragraph", "series", "source", "fact", "what-if")
"""Pages that are another on another day; what is recorded is not."""
RECORDED = ("day", "run", "batch", "api")
"""Pages of what is recorded, for which nothing is judged."""
HEAVY = ("what-if", "diff")
"""Pages that judge each time they are asked for."""
MOMENT = "day or moment, written as 2025-11-14 or 2025-11-14T16:00Z"
HTML, JSON = "text/html; charset=utf-8", "application/json"
_WHOLE = re.compile(r"run/([0-9a-f]{1,64}|last)/briefing")
_OFFSET = re.compile(r" (?=\d\d:?\d\d$)")
"""A plus before an offset from UTC, which a browser reads as a space."""
_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')

_LOG = logging.getLogger("uvicorn.error")

Query = tuple[tuple[str, str], ...]


def chosen(query: Query) -> bool:
    """Whether a question chooses a day or a moment."""
    return any(text and name in CHOSEN for name, text in query)


class Unreadable(ValueError):
    """A question that cannot be read; says what to write instead."""


class Replies:
    """Answers requests on one base.

    opened  opens it to read; each thread calls it once
    """

    def __init__(self, opened: Callable[[], KnowledgeBase], kept: Kept, asset: str) -> None:
        self.reading = Reading(opened, kept, asset)

    def reply(self, address: str, kind: str, query: Query, shown: Shown | None = None) -> Reply:
        """The page at an address as HTML or JSON; what is wrong with a question in one sentence.

        shown  the day that is shown where the question chooses none
        """
        try:
            return self._reply(address, kind, dict(query), shown)
        except Unreadable as error:
            return self.lost(400, str(error), kind)
        except (UnknownName, UnknownSeries, NothingToJudge) as error:
            return self.lost(404, str(error), kind)
        except StoreError as error:
            return self.lost(500 if isinstance(error, AlteredError) else 404, str(error), kind)
        except Exception:
            _LOG.exception("%s could not be answered", address)
            return self.lost(500, "something unforeseen happened; the server's log says what", kind)

    def _reply(
        self, address: str, kind: str, asked: Mapping[str, str], shown: Shown | None
    ) -> Reply:
        if address == "api":
            record: PageOut = ApiOut(address="api", title="For programs", tree=openapi())
            return _page(record, kind, Place(live=True))
        given = {name: _OFFSET.sub("+", asked[name]) for name in CHOSEN if asked.get(name)}
        desk = self.reading.over(shown.desk) if shown else self.reading.desk(**_numbers(given))
        if whole := _WHOLE.fullmatch(address):
            return _briefing(desk, whole[1], kind)
        more = {name: value for name, value in asked.items() if name not in CHOSEN}
        first, day = address.partition("/")[0], iso_date(desk.question.as_of)
        batch = 0 if first in RECORDED or address == "diff" else desk.question.batch or 0
        behind = shown is not None and shown.behind and batch > 0
        query = tuple(given.items())
        place = Place(True, first in DATED, day, query, batch, behind)
        return replace(_page(_record(desk, address, more), kind, place), batch=batch)

    def lost(self, status: int, why: str, kind: str = HTML) -> Reply:
        """What is wrong, as a page or for a program."""
        if kind == JSON:
            return Reply(status, JSON, json.dumps({"problem": why}).encode())
        title = "There is no such page" if status == 404 else "That cannot be answered"
        made = _page(LostOut(address="lost", title=title, why=why), HTML, Place(live=True))
        return replace(made, status=status)


def _numbers(given: Mapping[str, str]) -> dict[str, int]:
    """The day and the moment that were chosen; neither lies behind the end of today."""
    read = (("as_of", day_number), ("known_at", moment_number))
    numbers = {name: _read(name, given[name], how) for name, how in read if name in given}
    today = datetime.now(UTC).date()
    for name, last in (("as_of", day_number(today)), ("known_at", moment_number(today))):
        if numbers.get(name, last) > last:
            raise Unreadable(f"{given[name][:30]} lies ahead; today is {today} UTC")
    return numbers


def _read(name: str, text: str, how: Callable[[str], int]) -> int:
    try:
        return how(text)
    except (ValueError, OverflowError):
        kind = "day, written as 2025-11-14" if name == "as_of" else MOMENT
        raise Unreadable(f"{text[:30]!r} is no {kind}") from None


def _record(desk: Desk, address: str, asked: Mapping[str, str]) -> PageOut:
    if address == "diff":
        return diff_page(desk, *(asked.get(name, "") for name in ("first", "second")))
    if address == "what-if":
        written = asked.get("suppose", "")
        name, equals, value = written.partition("=")
        moved = {key: text for key, text in asked.items() if key != "suppose"}
        if written and not (equals and name.strip() and value.strip()):
            raise Unreadable(f"{written[:60]!r} supposes nothing; write SERIES=VALUE")
        return what_if_page(desk, moved | ({name: value} if written else {}))
    if asked:
        raise Unreadable(f"this page takes no {next(iter(asked))[:40]!r}")
    return page(desk, address)


def _page(record: PageOut, kind: str, place: Place) -> Reply:
    if kind == JSON:
        return Reply(200, JSON, record.model_dump_json().encode("utf-8", "backslashreplace"))
    body = html(record, place).encode("utf-8", "backslashreplace")
    return Reply(200, HTML, body, policy())


def _briefing(desk: Desk, name: str, kind: str) -> Reply:
    """The whole briefing of a recorded run as `brief` writes it."""
    [text] = whole_briefing(desk, desk.named(name), "json" if kind == JSON else "html")
    found = _POLICY.search(text)
    allowed = found[1].replace("&#39;", "'") if found else Reply.policy
    return Reply(200, kind, text.encode("utf-8", "backslashreplace"), allowed)
