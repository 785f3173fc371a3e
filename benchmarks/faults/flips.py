"""Flipped bits: a base and its cache in, one bit turned at a time, and what the commands then said.

A command may answer as before or say what is damaged. What it may not do is to leave with 0 and
another document, or to call the damage unforeseen.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from random import Random

from benchmarks.faults.calling import Said, call
from benchmarks.faults.desk import AS_OF, make_base
from benchmarks.faults.tally import Outcome, Try

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


def flipped_bits(folder: Path) -> Try:
    """Flip one bit a try, by turns in the base and in a file of the cache."""
    base, broken, cache = make_base(folder), folder / "broken.db", folder / "own-cache"
    kept = folder / "kept"
    kept.mkdir()
    sound = {command: _asked(command, base, kept) for command in COMMANDS}

    def flip(n: int, random: Random, whole: bool) -> Outcome:
        command = random.choice(COMMANDS)
        shutil.copy(base, broken)
        shutil.rmtree(cache, ignore_errors=True)
        shutil.copytree(kept, cache)
        file = broken if n % 2 == 0 else _one_of(cache, random)
        what = f"{' '.join(command)}: {file.name} {_flip(file, random)}"
        said = _asked(command, broken, cache, whole)
        return _wrong(said, sound[command]), what, said

    return flip


def _asked(command: Sequence[str], base: Path, cache: Path, whole: bool = False) -> Said:
    settings = {"DOWNDRAFT_CACHE": str(cache)}
    return call([*command, "--db", str(base)], base.parent, whole=whole, settings=settings)


def _one_of(cache: Path, random: Random) -> Path:
    """A file of a cache: a kind by chance, then one of that kind, for templates are many."""
    kind = random.choice(sorted({each.name.split("-")[0] for each in cache.iterdir()}))
    return random.choice(sorted(cache.glob(f"{kind}-*")))


def _flip(file: Path, random: Random) -> str:
    content = bytearray(file.read_bytes())
    place, bit = random.randrange(len(content)), random.randrange(8)
    content[place] ^= 1 << bit
    file.write_bytes(content)
    return f"byte {place} bit {bit}"


def _wrong(said: Said, sound: Said) -> str:
    other = said.code == sound.code and said.out != sound.out
    return said.broken or ("another document" if other else "")
