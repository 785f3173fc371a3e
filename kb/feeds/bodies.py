"""The bytes of an answer: what is none of its shape refused, an archive unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import cast

from kb.errors import ReadError
from kb.feeds.model import Answer
from kb.readers.opening import Opened, looked_at

UNPACKED = 20
"""How many times longer than the limit of its feed an archive may become."""
_SUFFIX = {"csv": ".csv", "json": ".json", "text": ".csv", "html": ".html", "zip": ".csv"}
_BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, EOFError, NotImplementedError, RuntimeError)


def refuse_denials(name: str, shape: str, answer: Answer) -> None:
    """Refuse what is no answer: a denial, an empty body, a page of HTML in place of figures."""
    if answer.status != 200:
        raise ReadError(
            f"{name}: it answered {answer.status} and no figures; `downdraft feeds show {name}` "
            "says what it needs"
        )
    start = answer.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise ReadError(f"{name}: the answer is empty; ask again later")
    if shape != "html" and start.startswith(b"<"):
        raise ReadError(
            f"{name} line 1: the answer is a page of HTML and no {shape}; look at its address in "
            "a browser"
        )


def opened_body(name: str, shape: str, body: bytes) -> Opened:
    """An answer as a file, for what reads tables."""
    stream = cast(io.BufferedReader, io.BufferedReader(io.BytesIO(body)))
    return looked_at(name, _SUFFIX[shape], stream)


def unpacked(name: str, body: bytes, limit: int) -> bytes:
    """The one file of an archive; raises ReadError for another archive, or one that swells.

    limit  of the feed, in bytes
    """
    most = limit * UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            (inside,) = archive.infolist()
            if inside.file_size <= most:
                return archive.read(inside)
    except _BROKEN:
        raise ReadError(f"{name}: the answer is no archive of one file; ask again") from None
    raise ReadError(f"{name}: the file in its archive has more than {most:,} bytes")
