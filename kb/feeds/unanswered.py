"""A request that came to nothing: why, in a sentence, and whether and when to ask again."""

from __future__ import annotations

import email.utils
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

TRIES = 4
UNREACHED_TRIES, NOBODY = 2, 3
"""Tries of a host to which no connection came about; and after how many such hosts in a row each
of the others is tried once, until one answers."""
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
"""Seconds before the second try, doubled for each one after; and what is waited at most."""
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""What a server says that may be able to answer in a moment."""
ALONE = frozenset({400, 404, 410})
"""What concerns one request, and says nothing of the next to the same source."""
_MEANS = {
    400: "it does not understand the request",
    401: "it asks for a key, or does not take the one it got",
    403: "it refuses this client or key",
    404: "there is no such thing there",
    410: "it is gone for good",
    429: "too many requests",
    451: "it refuses this country",
}


class Unanswered(Exception):
    """Why there is no answer, in a clause.

    status   of HTTP; 0 where none came
    passing  whether another try may do better
    unreached  whether its host has no name or takes no connection: that seldom passes in a moment
    after    seconds after which the server wants to be asked again; None where it does not say
    sent     whether anything was asked of anybody
    """

    def __init__(
        self, why: str, status: int = 0, *, passing: bool = False, unreached: bool = False,
        after: float | None = None, sent: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(why)
        self.status = status
        self.passing = passing
        self.unreached = unreached
        self.after = after
        self.sent = sent


def rest_wanted(seconds: float) -> str:
    """That a server wants to be left alone, as it is said and kept."""
    return f"it wants {seconds:.0f} seconds of rest"


def wanted_rest(problem: str) -> timedelta:
    """The rest that a server wanted, by what was kept of its answer; nought where it named none."""
    found = _WANTED.search(problem)
    return timedelta(seconds=min(int(found[1]), A_DAY)) if found else timedelta()


_WANTED = re.compile(r"it wants (\d{1,9}) seconds of rest")
A_DAY = 86_400
"""The longest rest that is kept to: more is taken for a mistake of the server."""


def refused(status: int, headers: Mapping[str, str], now: datetime) -> Unanswered:
    """What a status that is no answer means."""
    means = _MEANS.get(status, "its server failed" if status >= 500 else "it refuses the request")
    after = _after(headers.get("retry-after", ""), now)
    return Unanswered(f"HTTP {status}: {means}", status, passing=status in PASSING, after=after)


def wait(tried: int, error: Unanswered, chance: float, most: int = TRIES) -> float | None:
    """Seconds to wait before the next try; None where there is none.

    tried   how often it was tried, from 1, of `most` times
    chance  between 0 and 1, so that many who failed together do not come back together
    """
    if not error.passing or tried >= most:
        return None
    if error.after is not None:
        return error.after if error.after <= LONGEST_WAIT else None
    longest = min(FIRST_WAIT * 2.0 ** (tried - 1), LONGEST_WAIT)
    return longest * (0.5 + chance / 2)


def _after(said: str, now: datetime) -> float | None:
    """Retry-After, which is a number of seconds or a date."""
    if said.strip().isdecimal():
        return float(said[:9])
    try:
        seconds: float = (email.utils.parsedate_to_datetime(said) - now).total_seconds()
        return max(seconds, 0.0)
    except (TypeError, ValueError):
        return None
