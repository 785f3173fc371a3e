"""A request as names and values in, a reply out: the same pages as the site, live.

Every thread reads through a connection of its own; judged runs and made pages are kept, in bounds.
A page is kept for the state of the base that it was made from, and for no other.
"""

from __future__ import annotations

import gc
import json
import logging
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from engine.contract.audit import PageOut
from engine.contract.supposed import ApiOut, LostOut
from engine.judge.run import NothingToJudge
from engine.pages.errors import UnknownName
from engine.site.desk import Desk, desk_of
from engine.site.kept import Kept
from engine.site.look import Place, html, policy
from engine.site.pages import page
from engine.site.supposed import diff_page, what_if_page
from engine.site.whole import whole_briefing
from engine.web.openapi import openapi
from engine.words.numbers import iso_date
from kb.catalog import UnknownSeries
from kb.clock import day_number, moment_number
from kb.errors import AlteredError, StoreError
from kb.store import KnowledgeBase

CHOSEN = ("as_of", "known_at")
DATED = ("index", "search", "record", "claim", "paragraph", "series", "source", "fact", "what-if")
"""Pages that are another on another day; what is recorded is not."""
HEAVY = ("what-if", "diff")
"""Pages that judge each time they are asked for."""
ROOM = 64_000_000
"""Bytes of made pages that are kept."""
MOMENT = "day or moment, written as 2025-11-14 or 2025-11-14T16:00Z"
HTML, JSON = "text/html; charset=utf-8", "application/json"
_WHOLE = re.compile(r"run/([0-9a-f]{1,64}|last)/briefing")
_OFFSET = re.compile(r" (?=\d\d:?\d\d$)")
"""A plus before an offset from UTC, which a browser reads as a space."""
_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')

_LOG = logging.getLogger("uvicorn.error")

Query = tuple[tuple[str, str], ...]


class Unreadable(ValueError):
    """A question that cannot be read; says what to write instead."""


@dataclass(frozen=True)
class Reply:
    """What is answered."""

    status: int
    kind: str
    body: bytes
    policy: str = "default-src 'none'"


class Made:
    """Replies that were made, the least lately used given up first."""

    def __init__(self, room: int = ROOM) -> None:
        self._room, self._held = room, 0
        self._replies: OrderedDict[object, Reply] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: object) -> Reply | None:
        """The reply to a question that was answered on this state of the base."""
        with self._lock:
            if key in self._replies:
                self._replies.move_to_end(key)
            return self._replies.get(key)

    def keep(self, key: object, reply: Reply) -> None:
        """Keep a reply, and give up others for it."""
        with self._lock:
            self._replies[key] = reply
            self._held += len(reply.body)
            while self._held > self._room:
                _, gone = self._replies.popitem(last=False)
                self._held -= len(gone.body)


class Replies:
    """Answers requests on one base.

    opened  opens it to read; each thread calls it once
    """

    def __init__(self, opened: Callable[[], KnowledgeBase], kept: Kept, asset: str) -> None:
        self.opened, self.kept, self.asset = opened, kept, asset
        self._own = threading.local()

    def base(self) -> KnowledgeBase:
        """The base of this thread."""
        if not hasattr(self._own, "base"):
            self._own.base = self.opened()
        base: KnowledgeBase = self._own.base
        return base

    def reply(self, address: str, kind: str, query: Query) -> Reply:
        """The page at an address as HTML or JSON; what is wrong with a question in one sentence."""
        try:
            return self._reply(address, kind, dict(query))
        except Unreadable as error:
            return self.lost(400, str(error), kind)
        except (UnknownName, UnknownSeries, NothingToJudge) as error:
            return self.lost(404, str(error), kind)
        except StoreError as error:
            return self.lost(500 if isinstance(error, AlteredError) else 404, str(error), kind)
        except Exception:
            _LOG.exception("%s could not be answered", address)
            return self.lost(500, "something unforeseen happened; the server's log says what", kind)

    def warm(self) -> None:
        """Read the lines of all recorded runs, which the first strip would wait for."""
        desk = self._desk({})
        for stored in desk.runs:
            desk.line(stored)
        gc.freeze()  # what is kept for good is not gone through again while readers wait

    def _reply(self, address: str, kind: str, asked: Mapping[str, str]) -> Reply:
        if address == "api":
            record: PageOut = ApiOut(address="api", title="For programs", tree=openapi())
            return _page(record, kind, Place(live=True))
        chosen = {name: _OFFSET.sub("+", asked[name]) for name in CHOSEN if asked.get(name)}
        desk = self._desk(chosen)
        if whole := _WHOLE.fullmatch(address):
            return _briefing(desk, whole[1], kind)
        more = {name: value for name, value in asked.items() if name not in CHOSEN}
        dated = address.partition("/")[0] in DATED
        day = iso_date(desk.question.as_of)
        place = Place(live=True, dated=dated, day=day, query=tuple(chosen.items()))
        return _page(_record(desk, address, more), kind, place)

    def _desk(self, chosen: Mapping[str, str]) -> Desk:
        read = (("as_of", day_number), ("known_at", moment_number))
        given = {name: _read(name, chosen[name], how) for name, how in read if name in chosen}
        today = datetime.now(UTC).date()
        if given.get("as_of", 0) > day_number(today):
            raise Unreadable(f"{chosen['as_of'][:30]} lies ahead; today is {today} UTC")
        return desk_of(self.base(), self.kept, self.asset, **given)

    def lost(self, status: int, why: str, kind: str = HTML) -> Reply:
        """What is wrong, as a page or for a program."""
        if kind == JSON:
            return Reply(status, JSON, json.dumps({"problem": why}).encode())
        title = "There is no such page" if status == 404 else "That cannot be answered"
        made = _page(LostOut(address="lost", title=title, why=why), HTML, Place(live=True))
        return replace(made, status=status)


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
