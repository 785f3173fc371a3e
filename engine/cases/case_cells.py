"""The cells of a case table: what each row binds, and whether a quantity prints as it says.

Input columns are the page's facts, upstream quantities (`cascade.total_fall`), upstream findings
(`cascade`: holds, fails, ?) and assumed parameters (`assume.depth`). `finding` and the quantities
are expectations. In an input `?` is unknown; in an expectation `?` means it must be unknown and a
blank is not checked. A number is met when it prints as written; `a .. b` are the ends of a range.
How the days of a path are written is in `paths`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from engine.cases.paths import path_of
from engine.evaluation.evaluate import PageValues
from engine.evaluation.values import Codes, Floats, Values, along, unknown_values
from engine.measures.reading import CODE
from engine.pages.assumptions import scenarios
from engine.pages.book import RuleBook
from engine.pages.builder import parse
from engine.pages.errors import PageError, nearest
from engine.pages.expressions import Number, in_unit
from engine.pages.grammar import SaidValue, Start, SyntaxProblem, number
from engine.pages.page import Case, Page
from kb.units import Dimension, to_write, unit

_read_cell = lru_cache(8_192)(parse)
"""The same cells are read again under every change of a condition."""
FINDINGS = ("holds", "fails", "unknown", "stated")
UNKNOWN = "?"
_DIGITS = re.compile(r"[\d.,]+")


class CaseTable:
    """The cells of a page's cases by column, checked against what the page may bind."""

    def __init__(self, book: RuleBook, page: Page) -> None:
        self.book, self.page = book, page
        self.columns = {
            name: [dict(case.cells).get(name, "") for case in page.cases]
            for name, _ in page.cases[0].cells
        }
        self.fact_names = {fact.name for fact in page.facts}
        self.let_names = {quantity.name for quantity in page.let}
        self.paths = set(book.graph.upstream(page.claim))
        self.claims = set(book.graph.premises(page.claim))
        self.dimensions = _dimensions(book, page)
        known = self.fact_names | self.let_names | self.paths | self.claims | {"finding"}
        for name in self.columns:
            if name not in known:
                problem = f"no fact, quantity or premise is named {name!r}; {nearest(name, known)}"
                raise PageError(page.file, self._first_line(name), problem)
        for name in self.claims & set(self.columns):
            self._words(name, ("holds", "fails", UNKNOWN))
        self._words("finding", FINDINGS)

    def _first_line(self, name: str) -> int:
        """Where a name is first written."""
        return min(filter(None, (case.line_naming(name) for case in self.page.cases)))

    def _words(self, name: str, known: tuple[str, ...]) -> None:
        for case, cell in zip(self.page.cases, self.columns.get(name, ()), strict=False):
            if cell and cell not in known:
                problem = f"{name} is {cell!r} here; write {', '.join(known[:-1])} or {known[-1]}"
                raise PageError(self.page.file, case.line_of(name), problem)

    def facts(self) -> dict[str, Values]:
        """The page's facts as bound; what no column binds is unknown."""
        return {name: self._bound(name) for name in self.fact_names}

    def upstream(self) -> dict[str, Values]:
        """Upstream quantities as bound, and the assumed parameters, pinned where a cell says so."""
        days = len(self.page.cases)
        assumed = {
            f"assume.{name}": along(axis, days)
            for name, axis in scenarios(self.book.assumptions).items()
        }
        bound = {p: self._bound(p) for p in self.paths if not p.startswith("assume.")}
        for path in self.paths & set(self.columns):
            if path.startswith("assume."):
                assumed[path] = self._pinned(path, assumed[path])
        return assumed | bound

    def premises(self) -> dict[str, list[str]]:
        """Upstream findings as bound."""
        blank = [UNKNOWN] * len(self.page.cases)
        return {claim: self.columns.get(claim, blank) for claim in sorted(self.claims)}

    def _bound(self, name: str) -> Values:
        cells = self.columns.get(name)
        if cells is None:
            return unknown_values(len(self.page.cases), "missing")
        if name in self.page.paths:
            return self._path(name, cells)
        numbers = [self._number(name, cell, row) for row, cell in enumerate(cells)]
        values = np.array([np.nan if n is None else n for n in numbers], dtype=np.float64)
        return Values(values[:, None], _missing(values))

    def _path(self, name: str, cells: list[str]) -> Values:
        fact = next(fact for fact in self.page.facts if fact.name == name)
        length = int(fact.request.arguments[0])
        found = []
        for case, cell in zip(self.page.cases, cells, strict=True):
            try:
                found.append(path_of(cell, length, self.dimensions[name]))
            except SyntaxProblem as problem:
                line = case.line_of(name)
                raise PageError(self.page.file, line, f"{name}: {problem}") from None
        paths = np.stack([np.full(length, np.nan) if p is None else p for p in found])
        last = paths[:, -1:]
        return Values(last, _missing(last[:, 0]), path=paths)

    def _pinned(self, path: str, axis: Values) -> Values:
        values = np.array(axis.values)
        for row, cell in enumerate(self.columns[path]):
            number_here = self._number(path, cell, row)
            if number_here is not None:
                values[row] = number_here
        return Values(values, axis.reasons)

    def _number(self, name: str, cell: str, row: int) -> float | None:
        if cell in ("", UNKNOWN):
            return None
        parsed = self._parsed(name, cell, row, "quoted")
        assert isinstance(parsed, Number)
        return parsed.value

    def _parsed(self, name: str, cell: str, row: int, start: Start) -> Number | SaidValue:
        line = self.page.cases[row].line_of(name)
        try:
            parsed = _read_cell(cell, start)
        except SyntaxProblem as problem:
            raise PageError(self.page.file, line, str(problem)) from None
        assert isinstance(parsed, Number | SaidValue)
        ends = (parsed,) if isinstance(parsed, Number) else (parsed.low, parsed.high)
        if any(end.dimension != self.dimensions[name] for end in ends):
            wanted = self.dimensions[name]
            wrong = f"{name} is in {to_write(wanted)}, which {cell!r} is not"
            instead = " .. ".join(in_unit(end, wanted) for end in dict.fromkeys(ends))
            raise PageError(self.page.file, line, f"{wrong}; write {instead}")
        return parsed

    def of_finding(self, row: int, finding: str) -> list[str]:
        """How a finding differs from that which a row expects."""
        expected = self.columns.get("finding", [""] * (row + 1))[row]
        if not expected or expected == finding:
            return []
        found_instead = f"finding is {finding}, not {expected}"
        return [f"{found_instead}; write {finding}, or mend the condition"]

    def of_quantities(self, row: int, case: Case, found: PageValues) -> list[str]:
        """How the quantities differ from those that a row expects."""
        wrong = []
        for name, cell in case.cells:
            if name in self.let_names:
                problem = self._quantity(name, cell, row, found.values[name])
                wrong += [f"{name} {problem}; check the cell and `let`"] if problem else []
        return wrong

    def _quantity(self, name: str, cell: str, row: int, values: Values) -> str:
        if not cell:
            return ""
        if values.reason(row) == "error":
            return f"is refused: {values.errors.get(row, '')}"
        if cell == UNKNOWN:
            return f"is {values.middle(row):.6g}, not unknown" if values.known[row] else ""
        if not values.known[row]:
            detail = values.errors.get(row) or values.reason(row)
            return f"is unknown ({detail}), not {cell}"
        said = self._parsed(name, cell, row, "said")
        assert isinstance(said, SaidValue)
        if said.how not in ("exactly", "between"):
            problem = f"{name}: write the number itself or a range, not {cell!r}"
            raise PageError(self.page.file, self.page.cases[row].line, problem)
        if said.how == "between":
            ends = (values.low(row), values.high(row))
            texts = [text.strip() for text in cell.split("..")]
            texts[0] += "" if _unit_of(texts[0]) else f" {said.high.unit}"
            met = all(_prints_as(v, t) for v, t in zip(ends, texts, strict=True))
            return "" if met else f"ranges from {ends[0]:.6g} to {ends[1]:.6g}, not {cell}"
        middle = values.middle(row)
        shown = unit(said.low.unit or "ratio").shown(middle)
        return "" if _prints_as(middle, cell) else f"is {shown:.8g} {said.low.unit}, not {cell}"


def _dimensions(book: RuleBook, page: Page) -> Mapping[str, Dimension]:
    """The dimension of every column that holds numbers."""
    assumed = {f"assume.{a.name}": a.dimension for a in book.assumptions}
    upstream = {
        f"{claim}.{name}": dimension
        for claim, names in book.dimensions.items()
        for name, dimension in names.items()
    }
    return {**assumed, **upstream, **book.dimensions[page.claim]}


def _unit_of(text: str) -> str:
    parsed = _read_cell(text, "quoted")
    assert isinstance(parsed, Number)
    return parsed.unit


def _prints_as(value: float, text: str) -> bool:
    """Whether a canonical value rounds to the number as written, in its unit, at its decimals."""
    parsed = _read_cell(text, "quoted")
    assert isinstance(parsed, Number)
    _, _, decimals = _DIGITS.findall(text)[0].partition(".")
    exponent = -len(decimals)
    half_a_digit = number("1", parsed.unit).value * 0.5 * 10.0**exponent
    return abs(value - parsed.value) <= half_a_digit * (1 + 1e-9)


def _missing(values: Floats) -> Codes:
    return np.where(np.isnan(values), CODE["missing"], 0).astype(np.int8)
