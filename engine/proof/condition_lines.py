"""Values and conditions as a proof writes them: in words for people, unrounded for programs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from engine.counterfactual.sensitivity import Moves, MovesToTurn, moves_to_turn
from engine.counterfactual.worlds import Worlds
from engine.evaluation.values import Values
from engine.judge.findings import LineFinding
from engine.judge.run import Run
from engine.pages.expressions import Number
from engine.pages.page import Comparison, Line, Page
from engine.pages.printing import first_style
from engine.words import numbers
from engine.words.quoting import in_words, line_style, value_style
from engine.words.styles import style_of
from kb.units import spell

DAY = 0


def value_of(run: Run, page: Page, name: str) -> str:
    """A fact or quantity as its page prints it, or by its dimension; why where it is unknown."""
    values = run.evaluation.value(page.claim, name)
    if not values.known[DAY]:
        return f"unknown ({(values.reason(DAY) or '').replace('_', ' ')})"
    printed = first_style(run.book, page, name)
    by_dimension = value_style(run.book.dimensions[page.claim][name])
    return in_words(values, style_of(printed, run.asset.money) if printed else by_dimension)


def ends(values: Values) -> dict[str, float] | None:
    """Low, middle and high in canonical units; None where the value is unknown."""
    known = values.known[DAY]
    return dict(zip(("low", "mid", "high"), values.ends(DAY), strict=True)) if known else None


class Lines:
    """Writes the lines of one run.

    missed  whether a line that is false says what it is missed by, instead of its margin
    many    whether those of most claims are going to be written, so that all are tried at once
    """

    def __init__(self, run: Run, *, missed: bool = False, many: bool = False) -> None:
        self.run = run
        self.missed, self.many = missed, many
        self._worlds = Worlds(run)
        self._names: dict[tuple[str, str], str] = {}
        self._moves: dict[str, Moves] = {}
        self._tried: set[str] = set()

    def text(self, page: Page, line: Line, found: LineFinding) -> str:
        """A condition with its truth and its numbers, and where its threshold comes from."""
        origin = f" ({line.reason})" if line.reason else ""
        return f"{line.text}: {self.truth(page, line, found)}{origin}"

    def truth(self, page: Page, line: Line, found: LineFinding) -> str:
        """What a condition came to, and by how much."""
        return f"{found.truth}{self._numbers(page, line, found)}"

    def values(self, page: Page, line: Line, found: LineFinding) -> dict[str, object]:
        """The same for programs, unrounded."""
        if not isinstance(line.condition, Comparison):
            return {"truth": found.truth}
        sides = self.run.evaluation.pages[page.claim].lines[line.id]
        moves = self.moves(page, line)
        return {
            "truth": found.truth,
            "value": ends(sides.left),
            "threshold": ends(sides.right),
            "margin": found.margin,
            "best_margin": found.best,
            "unit": spell(self.run.book.line_dimensions[line.id]),
            "daily_moves": moves[0] if moves else None,
            "daily_moves_of": moves[1] if moves else None,
        }

    def moves(self, page: Page, line: Line) -> Moves | None:
        """How many daily moves of which series bring the line to where it turns."""
        if line.id not in self._moves and page.claim not in self._tried:
            self._tried.add(page.claim)  # with all that it rests on
            self._moves = {**self._moves_under(page.claim), **self._moves}
        return self._moves.get(line.id)

    def _moves_under(self, claim: str) -> Mapping[str, Moves]:
        if self.many:
            return self._all.of(claim)
        return moves_to_turn(self._worlds, self.run, claim)

    @cached_property
    def _all(self) -> MovesToTurn:
        return MovesToTurn(self._worlds, self.run)

    def value(self, page: Page, name: str) -> str:
        """A fact or quantity in words, written once."""
        if (page.claim, name) not in self._names:
            self._names[page.claim, name] = value_of(self.run, page, name)
        return self._names[page.claim, name]

    def _numbers(self, page: Page, line: Line, found: LineFinding) -> str:
        if found.margin is None or not isinstance(line.condition, Comparison):
            return f", {found.why.replace('_', ' ')}" if found.why else ""
        style = line_style(line.condition, self.run.book.line_dimensions[line.id])
        sides = self.run.evaluation.pages[page.claim].lines[line.id]
        size = _size_style(line.condition) or style
        against = f"{in_words(sides.left, size)} against {in_words(sides.right, size)}"
        straddles = ", straddles" if found.why == "straddles" else ""
        return f"{straddles}, {against}, {self._margin(page, line, found, style)}"

    def _margin(self, page: Page, line: Line, found: LineFinding, style: numbers.Style) -> str:
        assert found.margin is not None
        worst = style(found.margin)
        best = worst if found.best is None else style(found.best)
        moves = self.moves(page, line)
        far = f", {numbers.plain(moves[0])} daily moves of {moves[1]} from turning" if moves else ""
        if self.missed and found.truth == "false":
            nearest = found.margin if found.best is None else found.best
            return f"missed by {style(abs(nearest))}{far}"
        return f"margin {worst if best == worst else f'{worst} to {best}'}{far}"


def _size_style(condition: Comparison) -> numbers.Style | None:
    """How the two sides are written, where a share stands beside them: %, and not points of it."""
    for side in (condition.right, condition.left):
        if isinstance(side, Number):
            return numbers.percent if side.unit == "%" else None
    return None
