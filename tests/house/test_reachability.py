"""Nothing stands in the house that no command, no shipped page and no caller of ours can reach.

Reachable is what the commands, the modules beside the packages and the formulas on pages import; a
formula that is kept for pages of a user stands on an example page of the tests. What is still to go
waits in a list that may only shrink: a name that is gone or reached must be struck off.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache

from engine.cli.main import COMMANDS
from engine.formulas.register import formulas
from engine.pages.expressions import Call, Expression, children
from engine.pages.library import load_book
from engine.pages.page import Comparison
from tests.house.imports import ROOT, house, imported, imports_of, reached, trees

WAITING: list[str] = []


def called(expression: Expression) -> Iterator[str]:
    """The formulas an expression calls."""
    if isinstance(expression, Call):
        yield expression.function
    for child in children(expression):
        yield from called(child)


@cache
def on_shipped_pages() -> frozenset[str]:
    """The formulas that a shipped page calls."""
    pages = load_book().pages
    sides = [quantity.expression for page in pages for quantity in page.let]
    for condition in (line.condition for page in pages for line in page.lines()):
        if isinstance(condition, Comparison):
            sides += [condition.left, condition.right]
    return formulas().keys() & {name for side in sides for name in called(side)}


@cache
def on_example_pages() -> frozenset[str]:
    """The formulas that a page among the tests calls."""
    texts = [file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("*.md")]
    pages = [text for text in texts if text.startswith("---\nclaim:")]
    return frozenset(name for name in formulas() if any(f"{name}(" in text for text in pages))


def doors() -> Iterator[str]:
    """The modules that people come in by: commands, formulas on pages, and ours for Python."""
    yield "engine.cli.main"
    yield from (f"engine.cli.{module}" for module in COMMANDS.values())
    on_pages = on_shipped_pages() | on_example_pages()
    yield from (formulas()[name].function.__module__ for name in on_pages)
    for file in ROOT.glob("*.py"):
        if file.name != "conftest.py":
            yield from modules_in(file.read_text(encoding="utf-8"))


def modules_in(text: str) -> Iterator[str]:
    """The modules that a text imports, of whatever house."""
    for module, name in imported(ast.parse(text)):
        yield from (module, f"{module}.{name}")


@cache
def open_modules() -> frozenset[str]:
    """Every module that can be reached, with the packages it lies in."""
    found = reached(house(), doors())
    return found | {package for module in found for package in packages(module)}


def packages(module: str) -> Iterator[str]:
    """a.b.c → a.b, a."""
    while "." in module:
        module = module.rpartition(".")[0]
        yield module


def uses(trees: Mapping[str, ast.Module]) -> frozenset[tuple[str, str]]:
    """What modules take from each other, as module and name."""
    return frozenset(used for tree in trees.values() for used in _uses(tree, trees))


def _uses(tree: ast.Module, known: Collection[str]) -> Iterator[tuple[str, str]]:
    yield from imported(tree)
    aliases = dict(_aliases(tree, known))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield aliases.get(node.value.id, ""), node.attr


def _aliases(tree: ast.Module, known: Collection[str]) -> Iterator[tuple[str, str]]:
    """The names under which a module knows other modules."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for name in node.names:
                if f"{node.module}.{name.name}" in known:
                    yield name.asname or name.name, f"{node.module}.{name.name}"


def unused(trees: Mapping[str, ast.Module]) -> Iterator[str]:
    """Public functions and classes that no other module takes and their own does not mention."""
    taken = uses(trees)
    for module, tree in trees.items():
        mentions = [(thing, _names(thing)) for thing in tree.body]
        for thing in tree.body:
            if isinstance(thing, ast.FunctionDef | ast.ClassDef) and _public(thing):
                near = any(thing.name in names for other, names in mentions if other is not thing)
                if not near and (module, thing.name) not in taken:
                    yield f"{module}.{thing.name}"


def _public(thing: ast.FunctionDef | ast.ClassDef) -> bool:
    return not thing.name.startswith("_") and not handed_over(thing)


def _names(thing: ast.stmt) -> set[str]:
    return {node.id for node in ast.walk(thing) if isinstance(node, ast.Name)}


def handed_over(thing: ast.FunctionDef | ast.ClassDef) -> bool:
    """Whether a decorator registers it: a formula, a migration, a command."""
    calls = (each.func for each in thing.decorator_list if isinstance(each, ast.Call))
    return any(not isinstance(call, ast.Name) or call.id != "dataclass" for call in calls)


def differences(found: Iterable[str], listed: Iterable[str]) -> list[str]:
    """What is out of reach and does not wait, and what waits without need."""
    found, listed = set(found), set(listed)
    new = [f"nothing reaches {name}; remove it" for name in sorted(found - listed)]
    done = [f"{name} is gone or reached; strike it off" for name in sorted(listed - found)]
    return new + done


def test_every_module_can_be_reached() -> None:
    assert sorted(house().keys() - open_modules()) == []


def test_every_formula_stands_on_a_page() -> None:
    assert sorted(formulas().keys() - on_shipped_pages() - on_example_pages()) == []


def test_every_public_name_is_used_by_more_than_tests() -> None:
    doors = {file.name: ast.parse(file.read_text("utf-8")) for file in ROOT.glob("*.py")}
    reachable = {module: tree for module, tree in trees().items() if module in open_modules()}
    ours = [
        name for name in unused(reachable | doors) if name.partition(".")[0] in ("engine", "kb")
    ]
    assert differences(ours, WAITING) == []


def planted(**texts: str) -> list[str]:
    """What is unused among modules of these texts."""
    return list(unused({f"kb.{name}": ast.parse(text) for name, text in texts.items()}))


def test_a_function_that_nobody_takes_is_named() -> None:
    found = planted(a="def idle(): ...\ndef busy(): ...", b="from kb.a import busy\nbusy()")
    assert found == ["kb.a.idle"]


def test_a_function_that_only_calls_itself_is_named() -> None:
    assert planted(a="def idle():\n    return idle()") == ["kb.a.idle"]


def test_a_function_may_be_taken_through_its_module_or_within_it() -> None:
    assert planted(a="def far(): ...", b="from kb import a\na.far()") == []
    assert planted(a="def near(): ...\nNEAR = {'near': near}") == []


def test_the_same_name_elsewhere_is_another_function() -> None:
    assert planted(a="def rows(): ...", b="def rows(): ...\nrows()") == ["kb.a.rows"]


def test_what_a_decorator_registers_is_in_use_and_a_record_is_not() -> None:
    assert planted(a="@formula('a.b')\ndef registered(): ...") == []
    assert planted(a="@dataclass(frozen=True)\nclass Idle: ...") == ["kb.a.Idle"]


def test_what_waits_without_need_must_be_struck_off() -> None:
    assert differences(["kb.a"], ["kb.b"]) == [
        "nothing reaches kb.a; remove it",
        "kb.b is gone or reached; strike it off",
    ]


def test_a_module_that_only_an_unreached_one_imports_is_not_reached() -> None:
    texts = {"kb.a": "import kb.b", "kb.b": "", "kb.c": "import kb.d", "kb.d": "import kb.a"}
    assert reached(imports_of(texts), ["kb.a"]) == {"kb.a", "kb.b"}
