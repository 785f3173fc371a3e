"""What the line needs of a feed: what it asks, what to ask next, and what an answer says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kb.facts import Checker
    from kb.feeds.model import Answer, Ask, Secret
    from kb.readers.table import Table


class Source(Protocol):
    """A feed as the line sees it; kb/feeds/library.py makes them of pages.

    key      the secret that it cannot do without; None for none
    pause    seconds between two requests to one host
    timeout  seconds without a byte after which nothing is waited for
    limit    bytes of an answer, unpacked
    hosts    those it may ask, and be sent on to
    """

    @property
    def name(self) -> str:
        """By which it is asked for."""
        ...

    @property
    def source(self) -> str:
        """Whose facts they are."""
        ...

    @property
    def key(self) -> Secret | None:
        """The secret it cannot do without."""
        ...

    @property
    def pause(self) -> float:
        """Seconds between two requests to one host."""
        ...

    @property
    def timeout(self) -> float:
        """Seconds without a byte after which nothing is waited for."""
        ...

    @property
    def limit(self) -> int:
        """The most bytes of an answer, unpacked."""
        ...

    @property
    def hosts(self) -> tuple[str, ...]:
        """Those it may ask, and be sent on to."""
        ...

    def asks(self, assets: Mapping[str, str], since: date, now: datetime) -> Iterator[Ask]:
        """The first requests of a fetch."""
        ...

    def next(self, answer: Answer) -> Ask | None:
        """The request for the next page; None after the last."""
        ...

    def table(self, answer: Answer, checker: Checker) -> Table:
        """What an answer says; ReadError with the first line that did not fit."""
        ...
