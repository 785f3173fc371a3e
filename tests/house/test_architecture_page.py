"""docs/architecture.md names every room, in the order in which they may import each other."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ROOMS = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)


def folder(room: str) -> Path:
    return ROOT / room if room == "kb" else ROOT / "engine" / room


def rooms_imported(file: Path) -> set[str]:
    """The rooms that a file imports anything of, anywhere in it."""
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    names = [(n.module or "").split(".") for n in nodes if isinstance(n, ast.ImportFrom)]
    rooms = {parts[1] if parts[0] == "engine" and len(parts) > 1 else parts[0] for parts in names}
    return rooms & set(ROOMS)


def test_every_room_is_named():
    engine = {file.parent.name for file in (ROOT / "engine").glob("*/__init__.py")}
    assert set(ROOMS) == engine | {"kb"}


def test_a_room_imports_only_those_named_before_it():
    wrong = [
        f"{file.relative_to(ROOT)} imports {other}"
        for place, room in enumerate(ROOMS)
        for file in folder(room).rglob("*.py")
        for other in sorted(rooms_imported(file) - set(ROOMS[: place + 1]))
    ]
    assert wrong == []


def test_every_link_leads_somewhere():
    links = re.findall(r"\]\((?!https?:)([^)#]+)", PAGE)
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
