"""Calling a command in this process: arguments in, its exit code, what it said and how long out."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import TextIO

from engine.cli.main import main


@dataclass(frozen=True)
class Said:
    """How a command ended: exit code, standard output, notes, seconds of work (not of waiting)."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def unforeseen(self) -> bool:
        """Whether nobody foresaw it: a traceback, or the sentence that says so."""
        return "Traceback" in self.err or "unforeseen" in self.err


def call(arguments: Sequence[str], given: bytes = b"") -> Said:
    """Call `downdraft` with these arguments and this standard input."""
    out, err = io.StringIO(), io.StringIO()
    began, code = time.process_time(), 0
    with redirect_stdout(out), redirect_stderr(err), _standard_input(given):
        try:
            main(list(arguments))
        except SystemExit as left:
            code = int(left.code or 0)
        except Exception as error:  # what main lets through would be a traceback
            code, _ = 70, err.write(f"Traceback: {type(error).__name__}: {error}")
    return Said(code, out.getvalue(), err.getvalue(), time.process_time() - began)


@contextmanager
def _standard_input(given: bytes) -> Iterator[None]:
    before: TextIO = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")
    try:
        yield
    finally:
        sys.stdin = before
