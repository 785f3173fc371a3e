"""`downdraft.toml` read: a file in, the settings out, or what is wrong on which line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from engine.daily.settings import Mail, Output, Settings, Watch
from kb.errors import StoreError
from kb.plain_file import NotPlain, read_plain
from kb.unfit import unfit

_HEADER = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(#.*)?")
_KEY = re.compile(r"\s*([\w.\"'-]+)\s*=")
_AT = re.compile(r"\(at line (\d+), column \d+\)")
_TWICE = ("Cannot overwrite", "Cannot declare", "Cannot mutate", "Duplicate")
_FORMS: dict[tuple[str, ...], type[BaseModel]] = {
    (): Settings, ("watch",): Watch, ("watch", "mail"): Mail, ("outputs",): Output,
}  # fmt: skip
_OURS = "folder"


class SettingsError(StoreError):
    """A file of settings that cannot be followed; the message names its line."""


def read_settings(file: Path) -> Settings:
    """The settings of a file; SettingsError naming the line that is wrong."""
    text = _text(file)
    tree = _tree(file, text)
    if _OURS in tree:
        raise _wrong(file, text, (_OURS,), "unknown entry; take it out")
    try:
        return Settings.model_validate({**tree, _OURS: file.parent})
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
    place = tuple(part for part in found["loc"] if not str(part).startswith("function-"))
    above = tuple(part for part in place[:-1] if isinstance(part, str))
    form = _FORMS.get(above)
    known = [name for name in form.model_fields if name != _OURS] if form else []
    raise _wrong(file, text, place, unfit(found, known))


def _text(file: Path) -> str:
    try:
        content = read_plain(file)
        if b"\0" in content:
            raise SettingsError(f"{file} is no text; settings are lines such as `name = value`")
        return content.decode("utf-8-sig")
    except NotPlain as problem:
        raise SettingsError(f"{file}: {problem}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{file} is not UTF-8; save it as that") from None


def _tree(file: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem = str(error)
    at = _AT.search(problem)
    number = int(at[1]) if at else max(len(text.splitlines()), 1)
    if problem.startswith(_TWICE):
        raise SettingsError(f"{file} line {number}: this name stands twice; keep one of them")
    said = 'write `name = value`, a text in "quotes", a list in [brackets], a day as 2024-01-01'
    raise SettingsError(f"{file} line {number}: this is not TOML; {said}")


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
