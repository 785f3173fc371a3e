"""A feed: what its page says in; what to ask for, and the facts of an answer out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain
from urllib.parse import urlsplit

from kb.errors import ReadError
from kb.facts import COLUMNS, Checker
from kb.feeds.bodies import opened_body, refuse_denials, unpacked
from kb.feeds.entry import Head
from kb.feeds.known import Timed, checker_of
from kb.feeds.model import Answer, Ask, Secret
from kb.feeds.page import Sample
from kb.feeds.paging import host_of, told_at, with_parameter
from kb.feeds.templates import Span, fields, fill, spans, symbols
from kb.maps.model import Map
from kb.maps.reading import mapped
from kb.maps.tables import RawTable, raw_table
from kb.readers.table import Table

Parser = Callable[[Answer], RawTable]
"""A table from an answer that no map reads; raises ReadError for a shape that it does not know."""

_ASSET = {"symbol", "asset", "ASSET"}


@dataclass(frozen=True)
class Feed:
    """One page: what is written in it, and what the line needs of that by name.

    reads   the map that is laid over an answer, or over what the parser makes of it
    file    what errors call the page
    credit  what its terms ask to be printed beside its figures; "" where nothing is
    """

    name: str
    title: str
    prose: str
    head: Head
    reads: Map
    parser: Parser | None
    samples: tuple[Sample, ...]
    file: str
    credit: str

    @property
    def about(self) -> str:
        """What it brings, on one line."""
        return self.head.about

    @property
    def source(self) -> str:
        """The source of its facts, as the catalogue calls it."""
        return self.head.source

    @property
    def series(self) -> tuple[str, ...]:
        """The series of its facts, once each."""
        return tuple(dict.fromkeys(column.series for column in self.reads.columns))

    @property
    def terms(self) -> str:
        """The class of its terms."""
        return self.head.terms

    @property
    def free(self) -> str:
        """How much of it is free."""
        return self.head.free

    @property
    def key(self) -> Secret | None:
        """The key that its requests need."""
        key = self.head.key
        return Secret(key.variable, key.place, key.called) if key else None

    @property
    def pause(self) -> float:
        """Seconds between two requests to its host."""
        return self.head.pause

    @property
    def timeout(self) -> float:
        """Seconds."""
        return self.head.timeout

    @property
    def limit(self) -> int:
        """Most bytes of an answer."""
        return int(self.head.limit * 1_000_000)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts that it asks."""
        return (urlsplit(self.head.request.url).netloc,)

    @property
    def nothing(self) -> tuple[int, ...]:
        """The statuses that mean there is nothing yet."""
        return self.head.nothing

    @property
    def by_asset(self) -> bool:
        """Whether each asset has requests of its own."""
        request = self.head.request
        return bool((fields(request.url) | fields(request.body)) & _ASSET)

    def asks(self, assets: Mapping[str, str], since: date, now: datetime) -> Iterator[Ask]:
        """Its requests, from the day that is wanted to this moment.

        assets  our assets and how the feed calls each; "" for what its page says; one that the
                page knows no name for is passed over, and so is all where it concerns no asset
        now     UTC; where the feed has no past, nothing is asked for hours after midnight
        """
        request = self.head.request
        if request.hours and now.hour >= request.hours:
            return
        first = self._first(since, now.date())
        over = now.date() - timedelta(days=1) if request.each == "day" else now.date()
        for asset, symbol in self._called(assets):
            for days in spans(request.each, first, over):
                for one in request.ids or ("",):
                    yield self._ask(asset, symbol, one, days)

    def _first(self, since: date, today: date) -> date:
        """The first day to ask for."""
        head = self.head
        reach = today - timedelta(days=head.reach) if head.reach else head.starts
        return max(since - timedelta(days=head.behind), head.starts, reach)

    def _called(self, assets: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        fixed = self.reads.asset
        if not self.by_asset:
            if not fixed or fixed in assets:
                yield "", ""
            return
        for asset, given in assets.items():
            if symbol := symbols(self.head.symbol, asset, given):
                yield asset, symbol

    def _ask(self, asset: str, symbol: str, one: str, days: Span) -> Ask:
        request = self.head.request
        names = {"symbol": symbol, "id": one, "asset": asset, "ASSET": asset.upper()}
        return Ask(
            feed=self.name,
            url=fill(request.url, days, names),
            method=request.method,
            body=fill(request.body, days, names),
            headers=request.headers,
            asset=asset,
            secret=self.key,
            last=days[1] if request.each else None,
        )

    def next(self, answer: Answer) -> Ask | None:
        """The page after this one, where the answer tells of one.

        raises  ReadError where it leads to another host, or round in a circle
        """
        following = self.head.request.next
        if following is None or answer.status != 200:
            return None
        told = told_at(answer.body, following.at)
        if not told:
            return None
        url = with_parameter(answer.ask.url, following.becomes, told) if following.becomes else told
        if host_of(url) not in self.hosts:
            raise ReadError(f"{self.name}: its next page is at another host, which is not asked")
        if url == answer.ask.url:
            raise ReadError(f"{self.name}: its next page is the page itself; it asks in a circle")
        return replace(answer.ask, url=url)

    def table(self, answer: Answer, checker: Checker) -> Table:
        """The facts of an answer; none is added where one row does not fit.

        raises  ReadError naming the first line that did not fit
        """
        if answer.status in self.head.nothing or self._too_late(answer):
            return Table(self.name, COLUMNS, iter(()))
        then = checker_of(checker, answer, self.head.known)
        table = self.reads
        if answer.ask.asset and not table.asset:
            table = table.model_copy(update={"asset": answer.ask.asset})
        raw = self._raw(answer)
        first = next(raw.lines, None)
        if first is None and not raw.names:
            return Table(self.name, COLUMNS, iter(()))
        raw = RawTable(raw.names, chain([first] if first else [], raw.lines))
        found = mapped(self.name, raw, table, then)
        timed = Timed(self.name, answer, self.head.known, then)
        rows = timed.rows(found.rows)
        lasting = (f"values of a day that was not over: {timed.unfinished:,}",)
        remarks = found.remarks() + (lasting if timed.unfinished else ())
        return Table(self.name, found.columns, iter(rows), lambda: remarks)

    def _too_late(self, answer: Answer) -> bool:
        """Whether a picture of the moment was taken too late to stand for the day before."""
        hours = self.head.request.hours
        return bool(hours) and answer.at.hour >= hours

    def _raw(self, answer: Answer) -> RawTable:
        shape = self.head.shape
        refuse_denials(self.name, shape, answer)
        if shape == "zip":
            answer = replace(answer, body=unpacked(self.name, answer.body, self.limit))
        if self.parser:
            return self.parser(answer)
        return raw_table(opened_body(self.name, shape, answer.body), self.reads)
