"""A base to plant faults in: a few series with their history, two recorded runs."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from benchmarks.faults.calling import call

AS_OF = "2025-11-17"


def make_base(folder: Path, *packs: str) -> Path:
    """A base at `folder`/desk.db with built-in facts and two runs; the one that is there already.

    raises  RuntimeError where a sound base cannot even be made
    """
    path = folder / "desk.db"
    if path.exists():
        return path
    chosen = ",".join(packs or ("essay", "published"))
    for command in (
        ("init", "--with", chosen),
        ("brief", "--as-of", "2025-11-14", "--format", "md"),
        ("brief", "--as-of", AS_OF, "--format", "md"),
    ):
        said = call([*command, "--db", str(path)], folder)
        if said.code not in (0, 3):
            raise RuntimeError(f"{' '.join(command)} left with {said.code}: {said.err}")
    return path


def write_rows(path: Path, rows: int) -> Path:
    """A file of facts: daily closes of assets that nobody knows."""
    lines = ["series,asset,as_of,value,unit"]
    for n in range(rows):
        asset, day = divmod(n, 365)
        lines.append(
            f"price.close,a{asset},{date(2023, 1, 1) + timedelta(day)},{100 + n % 7},USD/coin"
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_pages(folder: Path) -> Path:
    """A small rule book of two pages, as `rules new` begins them."""
    folder.mkdir()
    for claim in ("desk/first_thing", "desk/other_thing"):
        said = call(["rules", "new", claim, "--source", "E10", "--rules", str(folder)], folder)
        if said.code != 0:
            raise RuntimeError(f"rules new left with {said.code}: {said.err}")
    return folder
