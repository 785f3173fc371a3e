"""docs/formulas.md lists every formula a page may call, as the register has them."""

from __future__ import annotations

import inspect
from itertools import groupby
from pathlib import Path

from engine.formulas.register import Formula, formulas
from tests.written import keep

PAGE = Path(__file__).resolve().parents[2] / "docs" / "formulas.md"
INTRODUCTION = """\
# Formulas that a claim page may call

Written by the test run (`pytest --write-docs`) from the register. Units stand in brackets; an
argument in `[USD/coin[]]` is a path: every day of a window, as `path(price.close, 365d)` reads it
under `facts`. Under each stand its arguments, with their unit, the domain they must lie in and what
they mean, and after an arrow what it gives. The equation's source is in the function's own text.
"""


def room(formula: Formula) -> str:
    return formula.name.partition(".")[0]


def entry(formula: Formula) -> str:
    given = ", ".join(f"{name} [{arg.unit}]" for name, arg in formula.arguments.items())
    first = (inspect.getdoc(formula.function) or "").partition("\n\n")[0].replace("\n", " ")
    only = f"  Has figures of {formula.only} alone.\n" if formula.only else ""
    gives = ", ".join(f"{name} [{out.unit}]".strip() for name, out in formula.results.items())
    rows = [(f"`{n}`", a.unit, a.domain.words, a.means) for n, a in formula.arguments.items()]
    rows += [
        (f"→ `{n or 'result'}`", out.unit, f"of {out.only} alone" if out.only else "", out.means)
        for n, out in formula.results.items()
    ]
    told = "".join(f"  - {name}: {', '.join(filter(None, rest))}\n" for name, *rest in rows)
    return f"- `{formula.name}({given})` → `{gives}`\n  {first}\n{only}{told}"


def page() -> str:
    parts = [INTRODUCTION]
    for name, members in groupby(sorted(formulas().values(), key=lambda f: f.name), key=room):
        parts.append(f"## {name}\n\n" + "".join(entry(formula) for formula in members))
    return "\n".join(parts)


def test_the_page_lists_every_formula_as_it_is_registered(write_docs):
    keep(PAGE, page(), write_docs)
