"""Calling a command in a process of its own that may be killed: arguments in, how it ended out.

The child is a fork of this process, so it begins at once with its work: a moment drawn by chance
falls into that, and seldom into the import of modules.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.cli.main import main

STEP = 0.002
"""Seconds between two looks at a child."""


@dataclass(frozen=True)
class Ended:
    """How a child ended: its exit code, or the signal that ended it; what it said; seconds."""

    code: int
    signal: int
    err: str
    seconds: float

    @property
    def unforeseen(self) -> bool:
        """Whether nobody foresaw it."""
        return "Traceback" in self.err or "unforeseen" in self.err


def called(
    arguments: Sequence[str], folder: Path, kill_after: float | None = None, limit: float = 60.0
) -> Ended:
    """Call `downdraft` in a child that works in `folder`.

    kill_after  seconds after which it is killed
    limit       seconds after which it is killed in any case, as it hangs
    """
    said, began = folder / ".said", time.perf_counter()
    said.touch()
    child = os.fork()
    if child == 0:
        _be_the_child(arguments, folder, said)
    until = limit if kill_after is None else min(kill_after, limit)
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        seconds = time.perf_counter() - began
        if ended:
            break
        if seconds >= until:
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            break
        time.sleep(STEP)
    killed = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1
    return Ended(code, killed, said.read_text(errors="replace"), seconds)


def _be_the_child(arguments: Sequence[str], folder: Path, said: Path) -> None:
    """Call the command with its output elsewhere, and never return."""
    code = 70
    try:
        os.chdir(folder)
        nothing = os.open(os.devnull, os.O_RDWR)
        notes = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        for own, stands in ((nothing, 0), (nothing, 1), (notes, 2)):
            os.dup2(own, stands)
        main(list(arguments))
    except SystemExit as left:
        code = int(left.code or 0)
    except BaseException as error:
        os.write(2, f"Traceback: {type(error).__name__}: {error}".encode(errors="replace"))
    finally:
        os._exit(code)
