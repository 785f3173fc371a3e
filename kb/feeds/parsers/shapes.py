"""What the parsers share: an answer in, its JSON or rows out, or a refusal that names what is not
there; the last reading of each day out of many."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kb.errors import ReadError
from kb.feeds.model import Answer

Line = tuple[int, Sequence[str]]
Reading = tuple[datetime, int, Sequence[str]]
"""When something was read, where it stands in the answer, and its cells."""

LATE = 23
"""The hour, UTC, from which on a reading stands for the end of its day."""


def wrong(answer: Answer, problem: str, line: int = 0) -> ReadError:
    """A refusal: what is not as it was, and where."""
    where = f" line {line}" if line else ""
    return ReadError(f"{answer.ask.feed}{where}: {problem}; its shape has changed, look at it")


def loaded(answer: Answer) -> Any:
    """The JSON of an answer, its numbers as they are written."""
    try:
        return json.loads(answer.body, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise wrong(answer, f"it is not JSON ({error})") from None


def within(answer: Answer, tree: Any, *path: str) -> Any:
    """What stands under these names in a tree."""
    for name in path:
        if not isinstance(tree, dict) or name not in tree:
            raise wrong(answer, f"it holds nothing at {'.'.join(path)!r}")
        tree = tree[name]
    return tree


def listed(answer: Answer, tree: Any, *path: str) -> list[Any]:
    """The list that stands under these names."""
    found = within(answer, tree, *path)
    if not isinstance(found, list):
        raise wrong(answer, f"it holds no list at {'.'.join(path)!r}")
    return found


def text_of(answer: Answer, encoding: str = "utf-8") -> str:
    """An answer as text; raises ReadError where it is written otherwise."""
    try:
        return answer.body.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise wrong(answer, f"it is not {encoding}") from None


def rows_of(answer: Answer, encoding: str = "utf-8", delimiter: str = ",") -> Iterator[Line]:
    """The rows of a csv with the lines that they begin on."""
    reader = csv.reader(io.StringIO(text_of(answer, encoding), newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise wrong(answer, f"it is no csv ({error})", line) from None


def places(answer: Answer, header: Sequence[str], *names: str) -> list[int]:
    """Where columns stand, by their names."""
    found = [" ".join(cell.split()) for cell in header]
    for name in names:
        if name not in found:
            raise wrong(answer, f"it has no column {name!r} but {', '.join(found)[:200]}", 1)
    return [found.index(name) for name in names]


def moment(answer: Answer, text: str, line: int = 0) -> datetime:
    """A moment counted in milliseconds since 1970, or written like 2025-03-05 23:55:00, in UTC."""
    try:
        if text.isdecimal() and len(text) == 13:
            return datetime.fromtimestamp(int(text) / 1000, UTC)
        return datetime.strptime(text.strip(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        raise wrong(answer, f"{text[:40]!r} is no moment like 2025-03-05 23:55:00", line) from None


def number(answer: Answer, text: object, line: int = 0) -> float:
    """A number as it is written."""
    try:
        return float(str(text))
    except ValueError:
        raise wrong(answer, f"{str(text)[:40]!r} is no number", line) from None


def last_of_day(answer: Answer, readings: Iterable[Reading]) -> Iterator[Line]:
    """The last reading of each day that was read to its end, with the day before its cells.

    Readings come in any order. A day whose last one is from before 23:00 UTC is left out: the file
    may have been cut off, or the day may last.
    """
    last: dict[date, Reading] = {}
    for reading in readings:
        day, kept = reading[0].date(), last.get(reading[0].date())
        if kept and kept[0] == reading[0] and list(kept[2]) != list(reading[2]):
            raise wrong(answer, f"it says two things of {reading[0]:%Y-%m-%d %H:%M}", reading[1])
        if not kept or reading[0] > kept[0]:
            last[day] = reading
    for day in sorted(last):
        at, line, cells = last[day]
        if at.hour >= LATE:
            yield line, [day.isoformat(), *cells]


def plain(text: str) -> str:
    """A name without its blanks and the full width of its letters."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def day_before(answer: Answer) -> str:
    """The day that a picture taken soon after midnight stands for."""
    return (answer.at.date() - timedelta(days=1)).isoformat()
