"""Opening a file of facts: a path or "-" in, a stream that has been looked at out."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import IO, Literal, cast

from kb.errors import ReadError
from kb.frozen import dataclass

STDIN = "-"

Kind = Literal["csv", "jsonl", "parquet", "xlsx"]

LONGEST = 1_000_000
"""The most bytes of a line; a fact has at most a thousand."""
_LOOK = 4_096
_MADE_BY = {
    b"PK\x03\x04": "a zip archive or an Excel workbook; save it as csv",
    b"\xd0\xcf\x11\xe0": "an Excel workbook; save it as csv",
    b"\x1f\x8b": "compressed; unpack it, or pipe it in: `gunzip -c FILE | downdraft add -`",
    b"SQLite format 3\x00": "a SQLite file; to read from it pass it as --db",
    b"%PDF": "a PDF; copy its figures into a csv",
    b"\xff\xfe": "UTF-16, not UTF-8; save it as UTF-8",
    b"\xfe\xff": "UTF-16, not UTF-8; save it as UTF-8",
}


@dataclass(frozen=True)
class Opened:
    """A file of facts: its name for messages, what kind it is, its bytes."""

    name: str
    kind: Kind
    stream: IO[bytes]

    def text(self, encoding: str = "utf-8") -> io.TextIOWrapper:
        """The bytes as text; a byte-order mark is dropped, line ends are left alone."""
        without_mark = "utf-8-sig" if encoding == "utf-8" else encoding
        return io.TextIOWrapper(_Lines(self), encoding=without_mark, newline="")


class _Lines(io.BufferedReader):
    """The bytes of a text; a line that does not end is refused before it fills the memory."""

    def __init__(self, file: Opened) -> None:
        super().__init__(cast(io.RawIOBase, file.stream))
        self.file_name, self.line, self.run = file.name, 1, 0

    def read1(self, size: int = -1) -> bytes:
        """Some bytes; raises ReadError where no line has ended for too long."""
        content = super().read1(size)
        ends = max(content.rfind(b"\n"), content.rfind(b"\r"))
        self.run = len(content) - ends - 1 if ends >= 0 else self.run + len(content)
        self.line += content.count(b"\n")
        if self.run > LONGEST:
            raise ReadError(
                f"{self.file_name} line {self.line}: it has more than {LONGEST:,} bytes; write "
                "one fact a line"
            )
        return content


@contextmanager
def read_on(name: str, line: Callable[[], int]) -> Iterator[None]:
    """Turn what stops the reading of a text into a ReadError; `line` is the last one read."""
    try:
        yield
    except UnicodeDecodeError as error:
        meant = "UTF-8" if error.encoding in ("utf-8", "utf8") else error.encoding
        raise ReadError(
            f"{name} is not {meant} (in line {line() + 1} or after it); save it as {meant}"
        ) from None
    except OSError as error:
        raise ReadError(f"{name} cannot be read on: {error}") from None


@contextmanager
def opened(path: str | PathLike[str]) -> Iterator[Opened]:
    """The file at `path`, "-" being standard input; ReadError says why it cannot be read."""
    if str(path) == STDIN:
        yield looked_at("stdin", "", _standard_input())
        return
    with _file(Path(path)) as stream:
        yield looked_at(Path(path).name, Path(path).suffix.lower(), stream)


class _StandardInput(io.BufferedReader):
    """Standard input, which is not ours to close."""

    def close(self) -> None:
        """Leave it open."""


def _standard_input() -> io.BufferedReader:
    return _StandardInput(cast(io.RawIOBase, sys.stdin.buffer))


def _file(path: Path) -> io.BufferedReader:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise ReadError(f"{path} does not exist; check the name") from None
    except IsADirectoryError:
        raise ReadError(f"{path} is a folder; name the files in it") from None
    except PermissionError:
        raise ReadError(f"{path} cannot be read; check its permissions") from None
    except (OSError, ValueError) as error:
        raise ReadError(f"{path!s:.200} cannot be opened: {error}") from None


def looked_at(name: str, suffix: str, stream: io.BufferedReader) -> Opened:
    """A stream with its kind, told by its suffix and first bytes; ReadError for what is neither."""
    try:
        start = stream.peek(_LOOK)[:_LOOK]
    except OSError as error:
        raise ReadError(f"{name} cannot be read: {error}") from None
    if not start:
        raise ReadError(f"{name} is empty; `downdraft add --template` prints a file to start from")
    return Opened(name, _kind(name, suffix, start), stream)


def _kind(name: str, suffix: str, start: bytes) -> Kind:
    if suffix == ".parquet" or start.startswith(b"PAR1"):
        return "parquet"
    if suffix in (".xlsx", ".xlsm") and start.startswith(b"PK"):
        return "xlsx"
    for magic, made_by in _MADE_BY.items():
        if start.startswith(magic):
            raise ReadError(f"{name} is {made_by}")
    if b"\x00" in start:
        raise ReadError(f"{name} is a binary file; facts come as csv, jsonl or parquet")
    if suffix in (".jsonl", ".ndjson", ".json") or start.lstrip()[:1] in (b"{", b"["):
        return "jsonl"
    return "csv"
