"""Keys of feeds: the environment and a file of one's own in; a value by name out, to the line only.

A key is in no message, no log, no base and no kept answer: what leaves here goes through `without`.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from html import escape
from pathlib import Path
from urllib.parse import quote, quote_plus

from kb.errors import StoreError
from kb.plain_file import NotPlain, read_plain

FILE = "downdraft.keys"
HIDDEN = "***"
SHORTEST = 6  # shorter ones would blank parts of words and figures
_LINE = re.compile(r"([A-Z][A-Z0-9_]{1,60})[ \t]*=[ \t]*(\S+)")


class Keys:
    """The keys at hand, by the name of their variable; the environment goes before the file.

    problem  why no key is taken from the file, "" where nothing is wrong with it: feeds that need
             none are asked all the same
    """

    def __init__(self, environment: Mapping[str, str], file: Path | None = None) -> None:
        self.problem, self._values = "", dict[str, str]()
        try:
            self._values = _read(file) if file else {}
        except StoreError as error:
            self.problem = str(error)
        self._environment = environment
        self._used: set[str] = set(self._values.values())

    def __repr__(self) -> str:
        return f"Keys({', '.join(sorted(self._values))})"

    def value(self, variable: str) -> str:
        """A key; "" where it is not at hand."""
        found = self._environment.get(variable, "").strip() or self._values.get(variable, "")
        if found:
            self._used.add(found)
        return found

    def without(self, text: str) -> str:
        """A text in which no key stands, however it is written in a URL."""
        for spelt in self._spelt():
            text = text.replace(spelt, HIDDEN)
        return text

    def without_bytes(self, content: bytes) -> bytes:
        """The same for what came in: some servers answer with the key they were asked with."""
        for spelt in self._spelt():
            content = content.replace(spelt.encode(), HIDDEN.encode())
        return content

    def _spelt(self) -> list[str]:
        """Every key that was used or stands in the file, however somebody may write it."""
        long = (key for key in self._used if len(key) >= SHORTEST)
        forms = {form for key in long for form in _forms(key)}
        return sorted(forms, key=len, reverse=True)


def _forms(key: str) -> tuple[str, ...]:
    """A key as it is, and as URLs, HTML and JSON write it."""
    return key, quote(key, safe=""), quote_plus(key), escape(key), key.replace("/", "\\/")


def _read(file: Path) -> dict[str, str]:
    """The keys of a file that is its owner's alone; StoreError for any other."""
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        text = read_plain(file).decode("utf-8")
    except FileNotFoundError:
        raise StoreError(
            f"{file}, the file of keys, is not there; make it and `chmod 600` it, or take `keys` "
            "out of the settings"
        ) from None
    except UnicodeDecodeError:
        raise StoreError(f"{file} is not UTF-8; write NAME = KEY, a line for each") from None
    except (OSError, NotPlain) as error:
        raise StoreError(f"{file}, the file of keys: {error}") from None
    if mode & 0o077:
        raise StoreError(
            f"{file} can be read by others (mode {mode:o}), so no key was taken from it; "
            f"`chmod 600 {file}`"
        )
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            match = _LINE.fullmatch(line.strip())
            if not match or len(match[2]) < SHORTEST:
                raise StoreError(f"{file} line {number}: write NAME=KEY, a line for each")
            found[match[1]] = match[2]
    return found
