"""What passes between a feed and the line: a request without its secret, and what came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from typing import Literal

from kb.frozen import dataclass

FOLDER = "feeds"
"""Where feeds of one's own lie, beside the pages of a folder of claims."""


@dataclass(frozen=True)
class Secret:
    """A key that a request needs, by name: its value is known to nobody but the line.

    variable  the name under which it is found in the environment or in the file of keys
    place     where it goes: into the query or among the headers
    called    what the parameter or the header is called
    """

    variable: str
    place: Literal["query", "header"]
    called: str


@dataclass(frozen=True)
class Ask:
    """One request of a feed.

    url    whole, but for the secret
    body   what is posted; "" where nothing is
    asset  whose facts the answer holds; "" for what concerns no asset
    last   the last day it asks for; None where it asks for all there is
    """

    feed: str
    url: str
    method: Literal["GET", "POST"] = "GET"
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    asset: str = ""
    secret: Secret | None = None
    last: date | None = None


@dataclass(frozen=True)
class Answer:
    """What came back, or was kept.

    at       when it was answered, UTC
    body     its bytes, without the compression of the way
    headers  by their names in small letters
    """

    ask: Ask
    status: int
    at: datetime
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
