"""Which module imports which, read from the text of the files and so without importing any."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("engine", "kb")

Imports = Mapping[str, frozenset[str]]
"""By module all that it imports, be it inside a function or for its types alone."""


def module_name(file: Path, root: Path = ROOT) -> str:
    """engine/pages/book.py → engine.pages.book; a package goes by its folder."""
    parts = file.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def files_by_module(root: Path = ROOT) -> dict[str, Path]:
    """Every module of the house."""
    found = (file for package in PACKAGES for file in sorted((root / package).rglob("*.py")))
    return {module_name(file, root): file for file in found}


def imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """What a module imports: a module, and what of it ("" for the module itself)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((name.name, "") for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", name.name) for name in node.names)


def imports_of(sources: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """What modules of these texts import: each other by name, and whatever else."""
    return joined({name: ast.parse(text) for name, text in sources.items()})


def joined(trees: Mapping[str, ast.Module]) -> dict[str, frozenset[str]]:
    """What each of these modules imports, by the name of the module where it is one of these."""
    return {name: frozenset(_modules(tree, trees)) for name, tree in trees.items()}


def _modules(tree: ast.Module, known: Collection[str]) -> Iterator[str]:
    for module, name in imported(tree):
        inner = f"{module}.{name}"
        yield inner if inner in known else module


@cache
def trees() -> Mapping[str, ast.Module]:
    """Every module of the house, parsed."""
    files = files_by_module().items()
    return {name: ast.parse(file.read_text(encoding="utf-8")) for name, file in files}


@cache
def house() -> Imports:
    """The imports of the house as it stands."""
    return joined(trees())


def way(imports: Imports, start: str, end: str) -> tuple[str, ...]:
    """The shortest way of imports from one to another, both named; empty where there is none."""
    before: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for other in sorted(imports.get(here, ())):
            if other == end:
                return (*_back(before, start, here), end)
            if other not in before and other in imports:
                before[other] = here
                waiting.append(other)
    return ()


def _back(before: Mapping[str, str], start: str, here: str) -> tuple[str, ...]:
    steps = [here]
    while steps[-1] != start:
        steps.append(before[steps[-1]])
    return tuple(reversed(steps))


def circles(imports: Imports) -> list[str]:
    """Every circle as a → b → a, the shortest first."""
    knotted = _knotted(imports)
    rings = sorted((way(knotted, name, name) for name in knotted), key=lambda r: (len(r), r))
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for ring in filter(None, rings):
        found.setdefault(frozenset(ring), ring)
    return [" → ".join(ring) for ring in found.values()]


def _knotted(imports: Imports) -> Imports:
    """Only what imports something that imports something, without end: the rest is in no circle."""
    left = {name: others & imports.keys() for name, others in imports.items()}
    while ends := [name for name, others in left.items() if not others & left.keys()]:
        for name in ends:
            del left[name]
    return left


def reached(imports: Imports, start: Iterable[str]) -> frozenset[str]:
    """All modules that are imported from these, themselves with them."""
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in seen and name in imports:
            seen.add(name)
            waiting += imports[name]
    return frozenset(seen)
