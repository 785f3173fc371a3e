"""What the head of a feed's page may say: names and values in, models out."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from kb.series import SOURCE_PATTERN

Terms = Literal["public domain", "citation", "attribution", "non-commercial", "personal", "unclear"]
"""What may be done with what a source publishes: pass it on; the same and name the source; the same
beside the figure; not for money; for oneself alone; nobody has said."""

Shape = Literal["csv", "json", "text", "html", "zip"]
STEP = re.compile(r"(\d{1,4}) days")


def _texts(given: object) -> object:
    return [str(each) for each in given] if isinstance(given, list) else given


class _Entry(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, coerce_numbers_to_str=True,
        populate_by_name=True,
    )  # fmt: skip


class Following(_Entry):
    """Where an answer says how to ask for the next page.

    at       where in the JSON it stands, such as result.continuation
    becomes  the parameter of the query that it becomes; "" where it is a whole address
    """

    at: str
    becomes: str = ""


class Request(_Entry):
    """What is asked for; docs/own.md says what may stand in braces.

    each   what one request is for: a year, a quarter, a month, a day, so many days; all for ""
    ids    one request for each of these
    next   how an answer leads to the one after it
    hours  hours after midnight UTC in which a picture of the moment is asked for, and stands for
           the day before; 0 where the answer has days of its own
    """

    url: str
    method: Literal["GET", "POST"] = "GET"
    body: str = ""
    headers: dict[str, str] = Field(default_factory=dict)
    each: str = ""
    ids: Annotated[tuple[str, ...], BeforeValidator(_texts)] = ()
    next: Following | None = None
    hours: int = Field(default=0, ge=0, le=12)

    @field_validator("url")
    @classmethod
    def _https(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or "{" in parts.netloc:
            raise ValueError("write a whole address that begins with https:// and a host")
        return url

    @field_validator("each")
    @classmethod
    def _known_step(cls, each: str) -> str:
        if each not in ("", "year", "quarter", "month", "day") and not STEP.fullmatch(each):
            raise ValueError(f"{each!r} is no step; write year, quarter, month, day or `300 days`")
        return each


class Key(_Entry):
    """The key that a request needs: its name in the environment, and where it goes."""

    variable: str = Field(pattern=r"^[A-Z][A-Z0-9_]{2,40}$")
    place: Literal["query", "header"]
    called: str


class Head(_Entry):
    """The head of a page.

    source   of its facts, as the catalogue calls it
    credit   what its terms ask to be printed, where that is another line than that of the source
    symbol   how the feed calls an asset nobody gave a symbol for: {ASSET}USDT, or asset by asset
    starts   the first day that the source has
    reach    how many days back it goes; 0 for all of them
    behind   how many days before the day that is wanted it is asked for, since figures come late
    pause    seconds between two requests to its host
    timeout  seconds
    limit    of an answer, in MB
    map      a ready map by its name, or a map
    parser   what makes a table of an answer that no map reads; the map is laid over that
    known    how known_at is found: `scheduled` as the series is published, `request` from the
             moment of the answer, `last-modified` for the newest day of an answer, `stated` by the
             map, or a rule of the catalogue
    nothing  statuses that mean there is nothing yet, such as 404 for the archive of a day
    """

    about: str = Field(min_length=10, max_length=120)
    source: str = Field(pattern=f"^{SOURCE_PATTERN}$")
    terms: Terms
    credit: str = ""
    free: str
    request: Request
    shape: Shape
    symbol: str | dict[str, str] = ""
    starts: date = date(1970, 1, 1)
    reach: int = Field(default=0, ge=0)
    behind: int = Field(default=0, ge=0)
    key: Key | None = None
    pause: float = Field(default=1, ge=0, le=600)
    timeout: float = Field(default=30, gt=0, le=600)
    limit: float = Field(default=10, gt=0, le=500)
    map: str | dict[str, object]
    parser: str = ""
    known: str = "scheduled"
    nothing: tuple[int, ...] = ()
