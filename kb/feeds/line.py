"""The line to the sources: a request of a feed in, over httpx, its answer or why there is none out.

It has manners: an honest name, a pause between requests to one host, conditional requests, tries
again after what passes, and nowhere else than to the hosts of the feed. Clock, sleep and chance
come from outside, so that a test takes no time.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kb.clock import whole_seconds
from kb.errors import StoreError
from kb.feeds.keys import SHORTEST
from kb.feeds.model import Answer, Ask, Secret
from kb.feeds.streaming import GZIP, Bounds, too_long, whole
from kb.feeds.unanswered import (
    NOBODY,
    TRIES,
    UNREACHED_TRIES,
    Unanswered,
    refused,
    rest_wanted,
    wait,
)
from kb.feeds.urls import Way
from kb.feeds.wire import in_words, quiet

if TYPE_CHECKING:
    from kb.feeds.feed import Feed
    from kb.feeds.keys import Keys
    from kb.raw import Kept

MISSING = "fetching needs httpx, which is not installed: pip install 'downdraft[feeds]'"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
NOT_MODIFIED, FURTHER = 304, 5
IN_ALL = 5
"""How many times its timeout an answer may take from beginning to end."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Time:
    """Where time comes from: the date, seconds that only go on, waiting, and chance for waits."""

    now: Callable[[], datetime] = _now
    tick: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


class Line:
    """Asks sources; use it in a `with` block.

    agent     what it calls itself
    base_url  a server that stands for all others, as BASE/HOST/PATH; "" for the real ones
    """

    def __init__(
        self, keys: Keys, agent: str, base_url: str = "", timing: Time | None = None
    ) -> None:
        self.keys = keys
        self.time = timing or Time()
        self._base = base_url.rstrip("/")
        self._agent = agent
        self._last: dict[str, float] = {}
        self._heard: set[str] = set()
        self._away: set[str] = set()
        self._client: Any = None

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *raised: object) -> None:
        if self._client is not None:
            self._client.close()

    def answer(self, feed: Feed, ask: Ask, known: Kept | None = None) -> Answer:
        """What a source answers, its keys taken out; status 304 where nothing is new.

        known   the last answer to the same question, for a conditional request
        raises  Unanswered, after as many tries as are decent
        """
        tried, host = 0, ask.url.split("/")[2:3]
        while True:
            tried += 1
            try:
                answer = self._once(feed, ask, known)
            except Unanswered as error:
                most = self._tries(error, host)
                seconds = wait(tried, error, self.time.chance(), most)
                if seconds is None:
                    raise self._told(error, tried) from None
                self.time.sleep(seconds)
            else:
                self._heard.update(host)
                self._away.clear()
                return answer

    def _tries(self, error: Unanswered, host: list[str]) -> int:
        """How many times it is decent to try; where nobody was reached yet, once is enough.

        A host that has answered is one that is there: what it does not take now, it may soon.
        """
        error.unreached = error.unreached and not self._heard.issuperset(host)
        if not error.unreached:
            return TRIES
        self._away.update(host)
        for each in host:
            self._last.pop(each, None)  # nobody was asked, so there is nothing to rest from
        return 1 if len(self._away) > NOBODY else UNREACHED_TRIES

    def _told(self, error: Unanswered, tried: int) -> Unanswered:
        later = f"; {rest_wanted(error.after)}" if error.after else ""
        tries = f", {tried} times" if tried > 1 else ""
        told = self.keys.without(f"{error}{tries}{later}")
        return Unanswered(told, error.status, unreached=error.unreached, sent=error.sent)

    def _once(self, feed: Feed, ask: Ask, known: Kept | None) -> Answer:
        """One try, redirects within the hosts of the feed followed."""
        way = Way(feed.hosts, self._base)
        url = way.checked(ask.url)
        for _ in range(FURTHER):
            self._rest(feed, url)
            with self._sent(feed, ask, url, way, known) as response:
                if response.status_code not in REDIRECTS:
                    return self._read(feed, ask, response)
                place = response.headers.get("location", "")
            if ask.method != "GET":
                raise Unanswered("it sends a posted request elsewhere, which is not followed")
            url = way.on(url, place)
        raise Unanswered("it sends the request on and on")

    @contextmanager
    def _sent(self, feed: Feed, ask: Ask, url: str, way: Way, known: Kept | None) -> Iterator[Any]:
        httpx = self._httpx()
        headers = {**ask.headers, **_conditions(known)}
        headers |= {"User-Agent": self._agent, "Accept-Encoding": GZIP}
        with quiet(), in_words(httpx, feed.timeout):
            target = httpx.URL(way.real(url))
            if ask.secret and ask.secret.place == "query":
                target = target.copy_set_param(ask.secret.called, self._key(ask.secret))
            elif ask.secret:
                headers[ask.secret.called] = self._key(ask.secret)
            asked = self._client.build_request(
                ask.method, target, headers=headers, content=ask.body.encode() or None,
                timeout=feed.timeout,
            )  # fmt: skip
            response = self._client.send(asked, stream=True)
            try:
                yield response
            finally:
                response.close()

    def _key(self, secret: Secret) -> str:
        key = self.keys.value(secret.variable)
        if not key:
            why = f" ({self.keys.problem})" if self.keys.problem else ""
            raise Unanswered(f"its key {secret.variable} is not at hand{why}", sent=False)
        if len(key) < SHORTEST:  # it could not be told apart in what comes back
            short = f"its key {secret.variable} has fewer than {SHORTEST} characters"
            raise Unanswered(short, sent=False)
        return key

    def _read(self, feed: Feed, ask: Ask, response: Any) -> Answer:
        status, headers = response.status_code, _lower(response.headers)
        empty = status == NOT_MODIFIED or status in feed.nothing
        if not empty and not 200 <= status < 300:
            raise refused(status, headers, self.time.now())
        announced = headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > feed.limit:
            raise too_long(feed.limit)
        bounds = Bounds(feed.limit, self.time.tick, self.time.tick() + IN_ALL * feed.timeout)
        packed_as = headers.get("content-encoding", "")
        body = b"" if empty else whole(response.iter_raw(), packed_as, bounds)
        said = {name: self.keys.without(text) for name, text in headers.items()}
        kept = self.keys.without_bytes(body)
        return Answer(ask, status, whole_seconds(self.time.now()), kept, said)

    def _rest(self, feed: Feed, url: str) -> None:
        """The pause between two requests to one host."""
        host = url.split("/")[2]
        if host in self._last:
            left = self._last[host] + feed.pause - self.time.tick()
            if left > 0:
                self.time.sleep(left)
        self._last[host] = self.time.tick()

    def _httpx(self) -> Any:
        try:
            import httpx  # an extra: whoever adds files needs none
        except ImportError:
            raise StoreError(MISSING) from None
        if self._client is None:
            self._client = httpx.Client(follow_redirects=False, trust_env=not self._base)
        return httpx


def _conditions(known: Kept | None) -> dict[str, str]:
    """The headers of a conditional request."""
    if known is None:
        return {}
    said = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: text for name, text in said.items() if text}


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): text for name, text in headers.items()}
