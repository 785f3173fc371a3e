"""The directions of the house: a room imports only rooms below it, and nothing runs in a circle."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.house.imports import Imports, circles, house, imports_of, way

ORDER: tuple[tuple[str, ...], ...] = (
    ("kb",),
    ("engine",),  # no room: which code gives an answer
    ("numeric",),
    ("formulas",),
    ("forecast", "measures"),
    ("pages",),
    ("evaluation",),
    ("judge",),
    ("cases",),
    ("words",),
    ("counterfactual",),
    ("changes",),
    ("proof",),
    ("contract",),
    ("pictures",),
    ("briefing",),
    ("ledger",),
    ("cluster",),
    ("screen",),
    ("daily", "door", "site"),
    ("assistants", "web"),
    ("cli",),
)
"""The rooms from the ground up; those on one floor do not know each other."""
FLOOR = {room: floor for floor, rooms in enumerate(ORDER) for room in rooms}
ONLY = {
    "numeric": {"numeric"},
    "formulas": {"numeric", "formulas"},
    "contract": {"kb", "contract"},
    "pictures": {"kb", "numeric", "forecast", "words", "pictures"},
}
"""Rooms that know fewer of the others than stand below them."""
NUMBERS = {"numeric", "formulas"}


def room_of(module: str) -> str:
    """The room a module of ours stands in, "" for any other."""
    first, *rest = module.split(".")
    if first == "engine" and rest and rest[0] in FLOOR:
        return rest[0]
    return first if first in ("engine", "kb") else ""


def upward(imports: Imports) -> Iterator[str]:
    """Every import of a room that does not stand below."""
    for module, others in imports.items():
        room = room_of(module)
        for other in sorted(others):
            there = room_of(other)
            below = FLOOR.get(there, -1) < FLOOR[room] and there in ONLY.get(room, FLOOR)
            if there and there != room and not below:
                yield f"{module} → {other}: {room} does not know {there}"


def beyond_numpy(imports: Imports) -> Iterator[str]:
    """Every import of the numeric rooms that is neither ours, nor numpy, nor of Python itself."""
    allowed = (sys.stdlib_module_names | {"numpy"}) - {"sqlite3"}
    for module, others in imports.items():
        for other in sorted(others):
            foreign = not room_of(other) and other.partition(".")[0] not in allowed
            if room_of(module) in NUMBERS and foreign:
                yield f"{module} → {other}: {room_of(module)} knows numpy and Python alone"


def between_rooms(imports: Imports) -> dict[str, frozenset[str]]:
    """Which room imports which other."""
    found: dict[str, set[str]] = {}
    for module, others in imports.items():
        rooms = {room_of(other) for other in others} - {"", room_of(module)}
        found.setdefault(room_of(module), set()).update(rooms)
    return {room: frozenset(others) for room, others in found.items()}


def test_every_room_has_its_place() -> None:
    folders = [module.split(".") for module in house() if module.count(".") > 1]
    assert {room for first, room, *_ in folders if first == "engine"} <= FLOOR.keys()


def test_a_room_imports_only_rooms_below_it() -> None:
    assert list(upward(house())) == []


def test_the_numeric_rooms_know_numpy_and_python_alone() -> None:
    assert list(beyond_numpy(house())) == []


def test_no_rooms_import_each_other_in_a_circle() -> None:
    assert circles(between_rooms(house())) == []


def test_no_files_import_each_other_in_a_circle() -> None:
    assert circles(house()) == []


PLANTED = {
    "kb that knows a rule": ("kb.facts", "from engine.pages.book import RuleBook", "kb"),
    "pages that know the judge": ("engine.pages.book", "import engine.judge.run", "pages"),
    "words that know the briefing": (
        "engine.words.cite", "def f():\n    from engine.briefing import render", "words",
    ),
    "a formula that knows facts": (
        "engine.formulas.flows", "from kb.facts import Fact", "formulas",
    ),
    "anything that knows a command": (
        "engine.proof.text", "if TYPE_CHECKING:\n    from engine.cli.main import cli", "proof",
    ),
    "rooms on one floor": ("engine.measures.choose", "import engine.forecast.anchors", "measures"),
    "a contract that knows what is judged": (
        "engine.contract.model", "from engine.judge.run import Run", "contract",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("module", "text", "room"), PLANTED.values(), ids=PLANTED.keys())
def test_an_import_against_the_direction_is_named(module: str, text: str, room: str) -> None:
    [problem] = upward(imports_of({module: text}))
    assert problem.startswith(f"{module} → ")
    assert f": {room} does not know " in problem


def test_a_database_or_a_parser_among_the_numbers_is_named() -> None:
    text = "import sqlite3\nimport yaml\nimport numpy as np\nfrom math import log"
    found = list(beyond_numpy(imports_of({"engine.numeric.normal": text})))
    assert found == [
        "engine.numeric.normal → sqlite3: numeric knows numpy and Python alone",
        "engine.numeric.normal → yaml: numeric knows numpy and Python alone",
    ]


def test_a_circle_of_files_is_told_with_its_steps() -> None:
    texts = {
        "kb.a": "from kb.b import x",
        "kb.b": "def f():\n    from kb import c",
        "kb.c": "import kb.a",
        "kb.d": "import kb.a",
    }
    assert circles(imports_of(texts)) == ["kb.a → kb.b → kb.c → kb.a"]


def test_a_circle_of_rooms_is_told_though_its_files_make_none() -> None:
    texts = {
        "engine.words.cite": "from engine.judge.run import Run",
        "engine.judge.claims": "from engine.words.numbers import pct",
    }
    imports = imports_of(texts)
    assert circles(imports) == []
    assert circles(between_rooms(imports)) == ["judge → words → judge"]


def test_the_shortest_way_between_two_files_is_told() -> None:
    texts = {"kb.a": "import kb.b\nimport kb.c", "kb.b": "import kb.d", "kb.c": "import kb.b",
             "kb.d": ""}  # fmt: skip
    imports = imports_of(texts)
    assert way(imports, "kb.a", "kb.d") == ("kb.a", "kb.b", "kb.d")
    assert way(imports, "kb.d", "kb.a") == ()
