"""A base to plant faults in: a few series with their history, two recorded runs."""

from __future__ import annotations

from pathlib import Path

from benchmarks.faults.calling import call

AS_OF = "2025-11-17"


def make_base(folder: Path, *packs: str) -> Path:
    """A base at `folder`/desk.db with built-in facts and two runs.

    raises  RuntimeError where a sound base cannot even be made
    """
    path = folder / "desk.db"
    chosen = ",".join(packs or ("essay", "published"))
    for command in (
        ("init", "--with", chosen),
        ("brief", "--as-of", "2025-11-14", "--format", "md"),
        ("brief", "--as-of", AS_OF, "--format", "md"),
    ):
        said = call([*command, "--db", str(path)])
        if said.code not in (0, 3):
            raise RuntimeError(f"{' '.join(command)} left with {said.code}: {said.err}")
    return path
