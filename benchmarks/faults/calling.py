"""Calling a command in a process of its own, which may be killed: arguments in, how it ended out.

Such a process is a fork of this one, in which all modules are imported and nothing else was done:
it begins at once with its work, so that a moment drawn by chance falls into that. Or, where that is
asked for, it is a whole interpreter that is started through the installed script.
"""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import engine
import kb
from engine.cli.main import main

STEP = 0.002
"""Seconds between two looks at a child."""
HANGS = 20
"""Seconds of work after which a command is said to hang."""
WAIT = 10 * HANGS
"""Seconds of the clock after which it is said so in any case."""
MODULES = 100 << 20
"""Bytes that the modules take."""
MEMORY = 2 << 30
"""Bytes that a command may map."""
OWN = "DOWNDRAFT_"
"""How the settings begin that are not handed on, but for the folder of the cache."""


@dataclass(frozen=True)
class Said:
    """How a command ended.

    code, signal   its exit code, -1 where a signal ended it; that signal, 0 for none
    out, err       what stood on standard output and what it noted
    seconds        of the processor
    memory         bytes it held at most; of a fork, MODULES and what it took beside its parent's
    lasted         seconds of the clock
    whole          whether it was a whole interpreter
    """

    code: int
    out: str
    err: str
    seconds: float = 0.0
    memory: int = 0
    signal: int = 0
    lasted: float = 0.0
    whole: bool = False

    @property
    def broken(self) -> str:
        """What is wrong whatever was asked: a hang, a crash, an error nobody foresaw; or ""."""
        if self.signal:
            hangs = self.signal == signal.SIGXCPU or self.lasted >= WAIT
            return "hang" if hangs else f"crash by signal {self.signal}"
        return "unforeseen" if "Traceback" in self.err or "unforeseen" in self.err else ""


@cache
def start() -> float:
    """Import all modules once, for all children; the seconds of work that a start takes so."""
    began = time.process_time()
    for package in (engine, kb):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    _remembered()
    gc.freeze()
    return time.process_time() - began


def call(
    arguments: Sequence[str], folder: Path, given: bytes = b"", *, kill_after: float | None = None,
    whole: bool = False, settings: Mapping[str, str] | None = None,
) -> Said:  # fmt: skip
    """Call `downdraft` in a child that works in `folder`, with this standard input.

    kill_after  seconds of the clock after which it is killed
    whole       whether it is an interpreter of its own; never with an argument that none can have
    settings    DOWNDRAFT_… and others, beside those that stand
    """
    files = [folder / f".{name}" for name in ("given", "said", "noted")]
    for file, content in zip(files, (given, b"", b""), strict=True):
        file.write_bytes(content)
    whole = whole and not any("\0" in each for each in arguments)
    stands = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
    stands |= {"DOWNDRAFT_CACHE": os.environ.get("DOWNDRAFT_CACHE", "")} | dict(settings or {})
    environment = {name: value for name, value in stands.items() if value}
    began, begin = time.perf_counter(), _started if whole else _forked
    held = 0 if whole else max(0, _held() - MODULES)
    child = begin(arguments, folder, files, environment)
    status, used = _awaited(child, began + min(kill_after or WAIT, WAIT))
    return Said(
        code=os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1,
        out=files[1].read_text("utf-8", "replace"),
        err=files[2].read_text("utf-8", "replace"),
        seconds=used.ru_utime + used.ru_stime,
        memory=max(0, (used.ru_maxrss << 10) - held),
        signal=os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
        lasted=time.perf_counter() - began,
        whole=whole,
    )


def _held() -> int:
    """Bytes that this process holds, which a fork of it has from the beginning."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def _awaited(child: int, until: float) -> tuple[int, resource.struct_rusage]:
    """How a child ended, at the latest by being killed at that time of the clock."""
    while time.perf_counter() < until:
        ended, status, used = os.wait4(child, os.WNOHANG)
        if ended:
            return status, used
        time.sleep(max(0.0, min(STEP, until - time.perf_counter())))
    os.kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    return status, used


def _started(
    arguments: Sequence[str], folder: Path, files: list[Path], environment: dict[str, str]
) -> int:
    script = Path(sys.executable).with_name("downdraft")
    with files[0].open("rb") as given, files[1].open("wb") as out, files[2].open("wb") as err:
        return subprocess.Popen(
            [script, *arguments], stdin=given, stdout=out, stderr=err, cwd=folder, env=environment,
            preexec_fn=_bound,
        ).pid  # fmt: skip


def _bound() -> None:
    """Bound the work and the memory of this process."""
    resource.setrlimit(resource.RLIMIT_CPU, (HANGS, HANGS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _forked(
    arguments: Sequence[str], folder: Path, files: list[Path], environment: dict[str, str]
) -> int:
    child = os.fork()
    if child == 0:
        _be_the_child(arguments, folder, files, environment)
    return child


def _be_the_child(
    arguments: Sequence[str], folder: Path, files: list[Path], environment: dict[str, str]
) -> None:
    """Call the command with its output elsewhere, and never return."""
    code = 70
    try:
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        _speak_to(files)
        for remembered in _remembered():
            remembered.cache_clear()
        _bound()
        main(list(arguments))
    except SystemExit as left:
        code = int(left.code or 0)
    except BaseException as error:  # what main lets through would be a traceback
        os.write(2, f"Traceback: {type(error).__name__}: {error}".encode(errors="replace"))
    finally:
        os._exit(code)


def _speak_to(files: list[Path]) -> None:
    """Make files of the three standard streams."""
    for stands, path in enumerate(files):
        os.dup2(os.open(path, os.O_WRONLY if stands else os.O_RDONLY), stands)
    sys.stdin = os.fdopen(0, encoding="utf-8")
    sys.stdout = os.fdopen(1, "w", encoding="utf-8")
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace")


@cache
def _remembered() -> list[Any]:
    """All functions of the product that keep what they once gave: a new process knows nothing."""
    modules = [each for name, each in sys.modules.items() if name.split(".")[0] in ("engine", "kb")]
    values = [value for module in modules for value in vars(module).values()]
    return [each for each in values if hasattr(each, "cache_clear")]
