"""The normal form of a module: how it is written is not in it, what it says is."""

from __future__ import annotations

import pytest

from engine.normal_form import what_is_said
from tests.every import every

CODE = '''
"""A room."""
from __future__ import annotations
from typing import TYPE_CHECKING
from kb.units import unit
import engine.judge.run as run
if TYPE_CHECKING:
    from kb.store import KnowledgeBase
ROOM = "engine.formulas.flows"
"""What it is."""
def f(a: int, *b, c=1.5, **d) -> str:
    """Says."""
    match a:
        case {"x": [1, *rest], **others} if (n := len(rest)) > 2:
            return f"{a!r:>{n}} and {'b'}" "c" f"{n:,.1f}"
        case _:
            return rb"\\x00" + b"z" or (a, ) and [i async for i in b if not i]
class C:
    x: float = 1e-3
    async def g(self): yield lambda x, /, *, y: x @ y
try: pass
except* ValueError as e: raise E from e
'''


def digest(text: str) -> str:
    return what_is_said(text, "engine.room").digest


def test_it_is_the_same_under_every_version_of_python():
    """Pinned: 3.11, 3.12 and 3.13 must give these digits, or run ids would not be the same."""
    assert digest(CODE)[:16] == "04e693054819af81"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 1  # one", "x=1"),
        ("x = f(a, b)", "x = f(\n    a,\n    b,\n)\n\n"),
        ("x = 'a'", 'x = ("a")'),
        ("def f():\n    'says'\n    return 1", "def f(): return 1"),
        ("x = 1_000", "x = 1000"),
        ('x = f"a{b}" "c"', 'x = f"a{b}c"'),
        ("if TYPE_CHECKING:\n    import a\nx = 1", "x = 1"),
    ],
)
def test_what_is_written_otherwise_is_the_same(one, other):
    assert digest(one) == digest(other)


@every(
    ("one", "other"),
    [
        ("x = a < b", "x = a <= b"),
        ("x = 1", "x = 1.0"),
        ("x = 1", "x = '1'"),
        ("x = (a)", "x = (a,)"),
        ("def f(a: A): pass", "def f(a: B): pass"),
        ("if a:\n    b()\nc()", "if a:\n    b()\n    c()"),
        ("f(a, b=c)", "f(a, c)"),
        ("x = f'{a}'", "x = f'{a!r}'"),
        ("x = y[0:1]", "x = y[:1]"),
        ("f(*a)", "f(a)"),
    ],
)
def test_what_says_something_else_is_another(one, other):
    assert digest(one) != digest(other)


def test_what_it_imports_is_named_and_what_only_types_need_is_not():
    named = what_is_said(CODE, "engine.room").named
    assert {"kb.units", "kb.units.unit", "engine.judge.run", "engine.formulas.flows"} <= named
    assert not {name for name in named if name.startswith("kb.store")}


@pytest.mark.parametrize(
    ("text", "whole"),
    [("from .a import b", "desk.a.b"), ("from . import c", "desk.c"), ("from .. import d", ".d")],
)
def test_a_name_beside_the_module_is_made_whole(text, whole):
    assert whole.lstrip(".") in {n.lstrip(".") for n in what_is_said(text, "desk").named}
