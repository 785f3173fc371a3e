"""Flipped bits: a base and its cache in, one bit turned at a time, and what the commands then said.

A command may answer as before or say what is damaged. What it may not do is to leave with 0 and
another document, or to call the damage unforeseen.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

from benchmarks.faults.calling import Said, call
from benchmarks.faults.desk import AS_OF, make_base
from benchmarks.faults.tally import Tally
from kb.cache import cache_folder

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("brief", "--full", "--no-ledger", "--as-of", AS_OF),
    ("brief", "--no-ledger", "--as-of", AS_OF, "--format", "json"),
    ("floor", "--no-ledger", "--as-of", AS_OF),
    ("why", "S1", "--as-of", AS_OF),
    ("why", "S2"),
    ("facts", "price.close", "--history", "--as-of", AS_OF),
    ("document", "essay", "--as-of", AS_OF),
    ("what-if", "price.close=50000", "--as-of", AS_OF),
    ("runs", "last"),
    ("diff", "last~1", "last"),
    ("replay", "last", "--format", "md"),
)  # fmt: skip


def flipped_bits(seed: int, tries: int, folder: Path) -> Tally:
    """Flip one bit a try, by turns in the base and in a file of the cache."""
    random, tally = Random(seed), Tally("flipped bits", seed)
    base, broken = make_base(folder), folder / "broken.db"
    with _own_cache(folder / "cache"):
        sound = {command: _asked(command, base) for command in COMMANDS}
        kept = folder / "kept"
        shutil.copytree(folder / "cache", kept)
        for n in range(tries):
            command = COMMANDS[random.randrange(len(COMMANDS))]
            shutil.copy(base, broken)
            shutil.rmtree(folder / "cache")
            shutil.copytree(kept, folder / "cache")
            file = broken if n % 2 == 0 else random.choice(sorted((folder / "cache").iterdir()))
            where = _flip(file, random)
            said = _asked(command, broken)
            tally.count(
                _wrong(said, sound[command]), f"{' '.join(command)}: {file.name} {where}", said
            )
    return tally


def _asked(command: Sequence[str], base: Path) -> Said:
    return call([*command, "--db", str(base)])


def _flip(file: Path, random: Random) -> str:
    content = bytearray(file.read_bytes())
    place, bit = random.randrange(len(content)), random.randrange(8)
    content[place] ^= 1 << bit
    file.write_bytes(content)
    return f"byte {place} bit {bit}"


def _wrong(said: Said, sound: Said) -> str:
    if said.unforeseen:
        return "unforeseen"
    if said.code == sound.code and said.out != sound.out:
        return "another document"
    return ""


@contextmanager
def _own_cache(folder: Path) -> Iterator[None]:
    """A cache folder of our own for a while."""
    folder.mkdir()
    before = {name: os.environ.get(name) for name in ("DOWNDRAFT_CACHE", "DOWNDRAFT_NO_CACHE")}
    os.environ["DOWNDRAFT_CACHE"] = str(folder)
    os.environ.pop("DOWNDRAFT_NO_CACHE", None)
    cache_folder.cache_clear()
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        cache_folder.cache_clear()
