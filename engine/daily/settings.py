"""`downdraft.toml`: a file in, what a desk wants day by day out, or what is wrong on which line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from engine.briefing.formats import FORMATS, of_ending
from kb.errors import StoreError
from kb.feeds.keys import FILE as KEYS
from kb.plain_file import NotPlain, read_plain

FILE = "downdraft.toml"
_HEADER = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(#.*)?")
_KEY = re.compile(r"\s*([\w.\"'-]+)\s*=")
_FIELD = re.compile(r"\{(\w*)\}")


class SettingsError(StoreError):
    """A file of settings that cannot be followed; the message names its line."""


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
            raise ValueError(f"{name!r} is no format; write {', '.join(FORMATS)}")
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


def read_settings(file: Path) -> Settings:
    """The settings of a file; SettingsError naming the line that is wrong."""
    try:
        text = read_plain(file).decode("utf-8-sig")
        tree = tomllib.loads(text)
    except NotPlain as problem:
        raise SettingsError(f"{file}: {problem}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{file} is not UTF-8; save it as that") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file}: {error}") from None
    if "folder" in tree:
        raise _wrong(file, text, ("folder",), "unknown entry; take it out")
    try:
        return Settings.model_validate({**tree, "folder": file.parent})
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
    place = tuple(part for part in found["loc"] if not str(part).startswith("function-"))
    said = str(found["msg"]).removeprefix("Value error, ")
    if found["type"] == "extra_forbidden":
        said = f"unknown entry; {_meant(place)}"
    if found["type"] == "missing":
        said = f"it is missing; write `{place[-1]} = ...`"
    raise _wrong(file, text, place, said)


def _meant(place: tuple[Any, ...]) -> str:
    """What may stand there instead of a name that is not known."""
    forms: dict[tuple[str, ...], type[BaseModel]] = {
        (): Settings, ("watch",): Watch, ("watch", "mail"): Mail, ("outputs",): Output,
    }  # fmt: skip
    above = tuple(part for part in place[:-1] if isinstance(part, str))
    known = [name for name in forms.get(above, Settings).model_fields if name != "folder"]
    near = get_close_matches(str(place[-1]), known, n=1)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"


def _wrong(file: Path, text: str, place: tuple[Any, ...], said: str) -> SettingsError:
    lines = dict(_lines(text))
    names = tuple(str(part) for part in place if isinstance(part, str))
    written = names
    while written and written not in lines:
        written = written[:-1]
    what = f"{'.'.join(names)}: " if names else ""
    return SettingsError(f"{file} line {lines.get(written, 1)}: {what}{said}")


def _lines(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each name of a file with the names above it, and its first line, the last ones first."""
    found: list[tuple[tuple[str, ...], int]] = []
    above: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.fullmatch(line):
            above = _names(header[1])
            found.append((above, number))
        elif key := _KEY.match(line):
            found.append(((*above, *_names(key[1])), number))
    yield from reversed(found)


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def file_name(output: Output, names: Mapping[str, str]) -> str:
    """The path of an output for a briefing of this date and asset."""
    return _FIELD.sub(lambda found: names[found[1]], output.path)
