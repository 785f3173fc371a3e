"""What a module says, however it is written: source text in, a normal form and names out.

Comments, layout, quotes, docstrings and what only type checkers read are not in the form; names,
numbers, operators and annotations are, since a register of formulas reads annotations. The form is
our own walk over the tree: `ast.dump`, `ast.unparse` and `tokenize` write one program differently
under 3.11, 3.12 and 3.13. What these versions differ in is left out: fields that are empty,
positions, and empty texts inside f-strings.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from hashlib import sha256
from itertools import groupby

from kb.frozen import dataclass

_NAMING = (ast.Import, ast.ImportFrom, ast.Constant)
_MAY_BE_SILENT = (ast.Expr, ast.If)
_UNSAID = frozenset({"ctx", "kind", "type_comment", "type_ignores"})


@dataclass(frozen=True)
class Said:
    """What a module says.

    digest  of its normal form, 64 hexadecimal digits
    named   the modules it may import, anywhere in it, or names in a text, as registers do;
            `from a import b` may mean the module a.b, so both are here
    """

    digest: str
    named: frozenset[str]


def what_is_said(source: str, package: str) -> Said:
    """Read a module of a package; raises SyntaxError for what is no program."""
    reading = _Reading(package)
    reading.node(ast.parse(source))
    form = "\n".join(reading.written)
    return Said(sha256(form.encode()).hexdigest(), frozenset(reading.named))


class _Reading:
    """One walk over a tree, which writes the normal form and collects what is named."""

    def __init__(self, package: str) -> None:
        self.package = package
        self.written: list[str] = []
        self.named: set[str] = set()

    def node(self, node: ast.AST) -> None:
        """A node with those of its fields that say something; its end is marked."""
        kind, write = type(node), self.written.append
        if kind in _NAMING:
            self._name(node)
        write(kind.__name__)
        for name in kind._fields:
            value = getattr(node, name, None)
            if value is None or value == [] or name in _UNSAID:
                continue
            write(name)
            parts = value if type(value) is list else [value]
            for part in _joined(parts) if kind is ast.JoinedStr else parts:
                if not isinstance(part, ast.AST):
                    write(ascii(part))
                elif type(part) not in _MAY_BE_SILENT or not _silent(part):
                    self.node(part)
        write(".")

    def _name(self, node: ast.AST) -> None:
        match node:
            case ast.Import(names=names):
                self.named.update(alias.name for alias in names)
            case ast.ImportFrom(names=names):
                base = self._absolute(node)
                self.named.update((base, *(f"{base}.{alias.name}" for alias in names)))
            case ast.Constant(value=str(text)) if "." in text and " " not in text:
                self.named.add(text)

    def _absolute(self, node: ast.ImportFrom) -> str:
        """The module that is imported from, by its whole name."""
        above = self.package.split(".")
        near = above[: len(above) + 1 - node.level] if node.level else []
        return ".".join([*near, *([node.module] if node.module else [])])


def _silent(node: ast.AST) -> bool:
    """Whether a statement does nothing when it is run: a text by itself, imports of types."""
    match node:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING"), orelse=[]):
            return True
    return False


def _joined(parts: list[ast.AST]) -> Iterator[object]:
    """The parts of an f-string with neighbouring texts as one, and no empty ones."""
    for text, run in groupby(parts, key=lambda part: isinstance(part, ast.Constant)):
        if not text:
            yield from run
        elif whole := "".join(str(getattr(part, "value", "")) for part in run):
            yield whole
