"""A line of facts that does not end is refused before it fills the memory."""

from __future__ import annotations

import io

import pytest

from kb.errors import ReadError
from kb.readers.opening import LONGEST, looked_at

HEADER = b"series,as_of,value,unit,source\n"


class Endless(io.RawIOBase):
    """A file that begins as it should and then goes on and on without a line's end."""

    def __init__(self, start: bytes) -> None:
        self.start, self.given = start, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        content = self.start or b"a" * len(buffer)
        self.start = b""
        buffer[: len(content)] = content
        self.given += len(content)
        assert self.given < 3 * LONGEST
        return len(content)


@pytest.mark.parametrize(("start", "line"), [(b"a", 1), (HEADER, 2), (HEADER * 3, 4)])
def test_a_line_that_does_not_end_is_named(start, line):
    file = looked_at("endless.csv", ".csv", io.BufferedReader(Endless(start)))
    with pytest.raises(ReadError, match=f"endless.csv line {line}: it has more than 1,000,000"):
        for _ in file.text():
            pass


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_many_lines_are_many_lines(end):
    text = f"series{end}" * 400_000
    file = looked_at("long.csv", ".csv", io.BufferedReader(io.BytesIO(text.encode())))
    assert file.text().read() == text
