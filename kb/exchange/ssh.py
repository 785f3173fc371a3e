"""A base on another machine: an address in, the same command over `ssh` at the other end of a line.

Nothing of ours listens anywhere: ssh asks who one is, and the far side starts and ends with it.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from kb.errors import StoreError

_ADDRESS = re.compile(
    r"ssh://(?P<host>(?:\w[\w.-]*@)?\w[\w.-]*)(?::(?P<port>\d{1,5}))?/(?P<path>.+)", re.ASCII
)


@contextmanager
def far_side(address: str, *command: str) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The far side at work for the length of a block: what comes from there, and what goes there.

    command  what is called there on the base at the path of the address, as `downdraft ...`
    raises   StoreError where it cannot be reached, or does not end well
    """
    found = _ADDRESS.fullmatch(address)
    if not found or any(ord(sign) < 32 for sign in address):
        raise StoreError(
            f"{address} is no address of a base; write ssh://HOST/PATH, or ssh://HOST/~/PATH for "
            "one in your folder there"
        )
    path = found["path"]
    path = path.removeprefix("~/") if path.startswith("~/") else f"/{path}"
    called = shlex.join(["downdraft", *command, "--db", path])
    port = ["-p", found["port"]] if found["port"] else []
    try:
        process = subprocess.Popen(
            ["ssh", *port, found["host"], called], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
    except OSError as error:
        raise StoreError(f"{address}: ssh cannot be called ({error.strerror})") from error
    try:
        yield _streams(process)
    except BrokenPipeError:
        pass  # it ended first, and says why
    finally:
        code = _ended(process)
    if code:
        raise StoreError(
            f"{address}: the far side left with {code}; what it says stands above, what came whole "
            "is kept"
        )


def _streams(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdout is None or process.stdin is None:
        raise StoreError("ssh was called without a line")
    return process.stdout, process.stdin


def _ended(process: subprocess.Popen[bytes]) -> int:
    """Hang up, and wait for how it ends."""
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            try:
                stream.close()
            except BrokenPipeError:
                continue
    return process.wait()
