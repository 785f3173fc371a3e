"""docs/architecture.md names every room, in the order in which they may import each other."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house.test_directions import FLOOR

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ROOMS = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)


def test_every_room_is_named():
    engine = {file.parent.name for file in (ROOT / "engine").glob("*/__init__.py")}
    assert set(ROOMS) == engine | {"kb"}


def test_they_are_named_from_the_ground_up():
    floors = [FLOOR[room] for room in ROOMS]
    assert floors == sorted(floors)


def test_every_link_leads_somewhere():
    links = re.findall(r"\]\((?!https?:)([^)#]+)", PAGE)
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
