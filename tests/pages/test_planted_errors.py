"""A good folder with one fault in it: the file, the line and what to write instead are named.

Every place in the code that refuses a page, and every want of the house, is reached by a fault.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import TracebackType

import pytest

import engine.cases
import engine.pages
from engine.pages.build import build_book
from engine.pages.errors import PageError
from kb.built_in import catalog
from tests.every import every
from tests.pages.hostile_pages import PAGES
from tests.pages.planted_book import GOOD, Complaint, Fault, complained, faults, write

Site = tuple[str, int]
FAULTS = faults()
ROOMS = [Path(str(room.__file__)).parent for room in (engine.pages, engine.cases)]
HOUSE = [ROOMS[1] / name for name in ("house.py", "ambiguity.py", "wording.py")]
ERRORS = {"PageError", "SyntaxProblem", "DimensionProblem", "_wrong", "wrong"}
ADVICE = re.compile(
    r"\b(write|nearest|known|use|needs|rename|takes?|spell|bind|move|add|check|print|hand|bring|"
    r"divide|drop|list|read|leave|make|ask|give|remove|save|lies in|only|such as|at most|expected|"
    r"the last is|must be|starts with|needs|is in|from its low end|first series)\b"
)
ELSEWHERE = ("scaffold.py", "folder.py")
"""Refuse the list of a chapter that a new page cannot be put into, see tests/cli/test_new.py, and
what is no file of a folder of pages, see test_folder."""


@cache
def outcome(folder: Path, fault: Fault) -> tuple[list[Complaint], set[Site], str]:
    """What is said of the folder with the fault, from where in the code, and the file as it is."""
    assert fault.old in GOOD[fault.file]
    text = GOOD[fault.file].replace(fault.old, fault.new, 1)
    found, error = complained(write(folder, {**GOOD, fault.file: text}))
    return found, set(_sites(error)), text


def _sites(error: BaseException | None) -> Iterator[Site]:
    """Every place in the code that an error, and those behind it, came through."""
    while error is not None:
        trace: TracebackType | None = error.__traceback__
        while trace is not None:
            yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
            trace = trace.tb_next
        error = error.__context__


def refusal(text: str) -> PageError:
    """What is said of a page that is bound to be refused."""
    with pytest.raises(PageError) as caught:
        build_book({"chapter/low.md": text}, catalog())
    return caught.value


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> dict[Fault, Path]:
    """A folder for every fault."""
    top = tmp_path_factory.mktemp("planted")
    return {fault: top / str(place) / "mine" for place, fault in enumerate(FAULTS)}


def test_the_folder_without_a_fault_leaves_nothing_open(tmp_path):
    assert complained(write(tmp_path / "mine", GOOD)) == ([], None)


@every("fault", FAULTS, ids=lambda fault: fault.says[:60])
def test_a_planted_fault_is_named_with_file_line_and_advice(fault, folders):
    """And nothing that is said speaks of the folder of the built-in pages."""
    found, _, text = outcome(folders[fault], fault)
    assert found, "nobody noticed"
    file, line, problem = next((each for each in found if fault.says in each[2]), found[0])
    named = fault.named or fault.file
    text = text if named == fault.file else GOOD[named]
    assert fault.says in problem
    assert (file, line) == (
        str(folders[fault] / named),
        text[: text.index(fault.at)].count("\n") + 1,
    )
    assert ADVICE.search(problem)
    assert not any("rules/" in each for _, _, each in found)


def refusals() -> Iterator[tuple[str, int, int, str]]:
    """Every place that refuses something: its file, its lines, its first line as written."""
    for path in sorted(path for room in ROOMS for path in room.glob("*.py")):
        source = path.read_text("utf-8")
        for node in ast.walk(ast.parse(source)):
            called = node.exc if isinstance(node, ast.Raise) else node
            name = _called(called)
            if name == "_refuse" or (isinstance(node, ast.Raise) and name in ERRORS):
                assert isinstance(node, ast.Raise | ast.Call)
                end = node.end_lineno or node.lineno
                yield str(path), node.lineno, end, source.splitlines()[node.lineno - 1].strip()


def _called(node: ast.AST | None) -> str:
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_every_place_that_refuses_a_page_is_reached(folders):
    reached = {site for fault in FAULTS for site in outcome(folders[fault], fault)[1]}
    reached |= {site for text, _ in PAGES.values() for site in _sites(refusal(text))}
    left = [
        f"{Path(file).name}:{first} {text}"
        for file, first, last, text in refusals()
        if Path(file).name not in ELSEWHERE
        and not any((file, line) in reached for line in range(first, last + 1))
    ]
    assert left == []


def sentences() -> Iterator[str]:
    """A pattern for every sentence of the house: what its strings say, with anything in gaps."""
    for path in HOUSE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Yield | ast.Assign) and (text := _pattern(node.value)):
                yield text


def _pattern(node: ast.AST | None) -> str:
    """The longest text in an expression that reads like a sentence."""
    texts = [inner for inner in ast.walk(node or ast.Pass()) if isinstance(inner, ast.JoinedStr)]
    return max((_spelt(each) for each in texts), key=len, default="")


def _spelt(text: ast.JoinedStr) -> str:
    parts = (
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*"
        for part in text.values
    )
    return "".join(parts)


def test_every_want_of_the_house_is_reached(folders):
    said = [problem for fault in FAULTS for _, _, problem in outcome(folders[fault], fault)[0]]
    patterns = [pattern for pattern in sentences() if len(pattern) > 12]
    assert len(patterns) >= 8
    assert [each for each in patterns if not any(re.search(each, text) for text in said)] == []
