"""What a desk wants day by day: the entries of `downdraft.toml` in, checked settings out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from engine.briefing.formats import FORMATS, of_ending
from kb.feeds.keys import FILE as KEYS
from kb.unfit import nearest

FILE = "downdraft.toml"
EARLIEST = date(1900, 1, 1)
_FIELD = re.compile(r"\{(\w*)\}")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Output(_Part):
    """A file of each briefing; in its path {date} and {asset} stand for those of the briefing.

    format  "" for the one that its ending tells
    """

    path: str = Field(min_length=1)
    format: str = ""

    @field_validator("path")
    @classmethod
    def _known_fields(cls, path: str) -> str:
        for name in _FIELD.findall(path):
            if name not in ("date", "asset"):
                raise ValueError(f"{{{name}}} is not known; write {{date}} or {{asset}}")
        return path

    @field_validator("format")
    @classmethod
    def _known_format(cls, name: str) -> str:
        if name not in ("", *FORMATS):
            raise ValueError(f"{name!r} is no format; {nearest(name, FORMATS)}")
        return name

    @model_validator(mode="after")
    def _has_a_format(self) -> Output:
        if not self.form:
            endings = ", ".join(form.ending for form in FORMATS.values() if form.ending)
            problem = f"the ending of {self.path!r} tells no format; the endings are {endings}"
            raise ValueError(f"{problem}, or say `format`")
        return self

    @property
    def form(self) -> str:
        """The format it is written in; "" where neither it nor its ending is one."""
        return self.format or of_ending(Path(self.path).suffix.lower()) or ""


def _output(given: object) -> object:
    return {"path": given} if isinstance(given, str) else given


class Mail(_Part):
    """Where events are mailed to; the password is a key, named by its variable."""

    host: str
    sender: str
    to: list[str] = Field(min_length=1)
    port: int = 587
    user: str = ""
    password: str = ""


class Watch(_Part):
    """What is told after a run, and to whom.

    moves     daily moves within which the nearest turn of what is said is told
    notify    a command that gets each event as JSON on its standard input
    webhook   an address that each event is posted to
    """

    moves: float = Field(default=2.0, gt=0, le=10)
    notify: str = ""
    webhook: str = ""
    mail: Mail | None = None

    @field_validator("webhook")
    @classmethod
    def _of_the_web(cls, address: str) -> str:
        if not is_address(address):
            raise ValueError("write an address that begins with https:// and a host")
        return address


def is_address(text: str) -> bool:
    """Whether a text is an address of the web, with a host."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and text.isprintable()
    except ValueError:
        return False


def wanted_day(day: date) -> date:
    """A first day of the past that can be asked for; ValueError for one that cannot."""
    if day > datetime.now(UTC).date():
        raise ValueError(f"{day} lies ahead; write a day of the past")
    if day < EARLIEST:
        raise ValueError(f"no source goes back to {day}; write a day after {EARLIEST}")
    return day


class Settings(_Part):
    """What a desk wants day by day; paths are those of the file's folder.

    feeds    those that are fetched; empty for all that need no key, or whose key is at hand
    since    the first day that is wanted; None for two years back
    assets   by name, how feeds call each
    contact  an address where sources reach whoever asks them; "" for none
    """

    folder: Path = Path()
    base: str = "downdraft.db"
    rules: str = ""
    catalog: str = ""
    keys: str = ""
    contact: str = ""
    feeds: list[str] = []
    since: date | None = None
    assets: dict[str, dict[str, str]] = Field(default={"btc": {}}, min_length=1)
    outputs: list[Annotated[Output, BeforeValidator(_output)]] = [
        Output(path="briefings/{date}-{asset}.html")
    ]
    watch: Watch = Watch()

    @field_validator("contact")
    @classmethod
    def _one_line(cls, contact: str) -> str:
        if not (contact.isascii() and contact.isprintable()):
            raise ValueError("write one line of plain letters, such as mailto:desk@example.org")
        return contact

    @field_validator("feeds")
    @classmethod
    def _each_once(cls, feeds: list[str]) -> list[str]:
        if not feeds:
            raise ValueError("name a feed, or take the entry out: then all are asked")
        for name in feeds:
            if feeds.count(name) > 1:
                raise ValueError(f"{name!r} stands twice; keep one of them")
        return feeds

    @field_validator("since")
    @classmethod
    def _wanted(cls, since: date | None) -> date | None:
        return since and wanted_day(since)

    @field_validator("outputs")
    @classmethod
    def _files_apart(cls, outputs: list[Output], info: ValidationInfo) -> list[Output]:
        found: dict[Path, str] = {}
        for output in outputs:
            for asset in info.data.get("assets", ()):
                path = Path(file_name(output, {"asset": asset, "date": "{date}"}))
                if other := found.get(path):
                    how = "stands twice" if other == asset else "is written for several assets"
                    what = "keep one of them" if other == asset else "write {asset} into it"
                    raise ValueError(f"{output.path!r} {how}; {what}")
                found[path] = asset
        return outputs

    def place(self, name: str) -> Path:
        """A path of these settings."""
        return self.folder / Path(name).expanduser()

    @property
    def keys_file(self) -> Path | None:
        """The file of keys; None where there is none."""
        file = self.place(self.keys or KEYS)
        return file if self.keys or file.exists() else None

    def symbols(self, feed: str) -> dict[str, str]:
        """How a feed calls each asset; "" for as its page says."""
        return {asset: called.get(feed, "") for asset, called in self.assets.items()}


def file_name(output: Output, names: Mapping[str, str]) -> str:
    """The path of an output for a briefing of this date and asset."""
    return _FIELD.sub(lambda found: names[found[1]], output.path)
