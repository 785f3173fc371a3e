"""Units at load: the dimension of every expression, or a sentence about what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.formulas.register import Formula
from engine.pages.errors import nearest
from engine.pages.expressions import (
    Binary,
    Call,
    Expression,
    Field,
    Foreign,
    Name,
    Negative,
    Number,
    Power,
    Upstream,
    in_unit,
)
from kb.units import DIMENSIONLESS, Dimension, over, power, spell, times, to_write, unit


class DimensionProblem(ValueError):
    """A name that is not known or units that do not fit, without its place."""


Builtin = Callable[[tuple[Dimension, ...]], Dimension]


def _same(given: tuple[Dimension, ...]) -> Dimension:
    for other in given[1:]:
        if other != given[0]:
            raise DimensionProblem(
                f"{spell(given[0])} and {spell(other)} do not go together; bring all to one unit"
            )
    return given[0]


def _pure(given: tuple[Dimension, ...]) -> Dimension:
    for dimension in given:
        if dimension != DIMENSIONLESS:
            raise DimensionProblem(
                f"a ratio is expected, not {spell(dimension)}; divide by another first"
            )
    return DIMENSIONLESS


def _root(given: tuple[Dimension, ...]) -> Dimension:
    if any(exponent % 2 for _, exponent in given[0]):
        raise DimensionProblem(f"{spell(given[0])} has no square root; write the root of a ratio")
    return tuple((base, exponent // 2) for base, exponent in given[0])


BUILTINS: dict[str, tuple[int | None, Builtin]] = {
    "min": (None, _same),
    "max": (None, _same),
    "abs": (1, _same),
    "ln": (1, _pure),
    "exp": (1, _pure),
    "sqrt": (1, _root),
    "either": (2, _same),
}


@dataclass(frozen=True)
class Scope:
    """The dimensions of the names an expression may use."""

    own: Mapping[str, Dimension]
    upstream: Mapping[str, Dimension]
    formulas: Mapping[str, Formula]
    paths: frozenset[str] = frozenset()

    def of(self, expression: Expression) -> Dimension:
        """The dimension of an expression; raises DimensionProblem."""
        match expression:
            case Number(_, _, dimension):
                return dimension
            case Name(name) if name in self.paths:
                raise DimensionProblem(
                    f"{name} is a path of days, which only a formula reads; hand it to one"
                )
            case Name(name):
                return self._look_up(name, self.own, "fact or quantity")
            case Upstream():
                return self._look_up(expression.path, self.upstream, "quantity of another claim")
            case Negative(operand):
                return self.of(operand)
            case Power(base, exponent):
                return power(self.of(base), exponent)
            case Binary("/", _, Number(0.0)):
                raise DimensionProblem("divides by nothing; divide by a number other than nought")
            case Binary(operator, left, right):
                return self._joined(operator, self.of(left), self.of(right))
            case Call():
                return self._called(expression, "")
            case Field(record, field):
                return self._called(record, field)
            case Foreign():  # takes a checked expression's place for one asset, and is not written
                return DIMENSIONLESS

    def compared(self, left: Expression, right: Expression) -> Dimension:
        """The dimension two compared expressions share; raises DimensionProblem."""
        one, other = self.of(left), self.of(right)
        if one != other:
            instead = "write both sides in one unit"
            if isinstance(right, Number):
                instead = f"write {in_unit(right, one)}"
            elif isinstance(left, Number):
                instead = f"write {in_unit(left, other)}"
            problem = f"{_told(left, one)} cannot be compared with {_told(right, other)}"
            raise DimensionProblem(f"{problem}; {instead}")
        return one

    def _look_up(self, name: str, known: Mapping[str, Dimension], what: str) -> Dimension:
        if name not in known:
            raise DimensionProblem(f"no {what} is named {name!r}; {nearest(name, known)}")
        return known[name]

    def _joined(self, operator: str, left: Dimension, right: Dimension) -> Dimension:
        if operator == "*":
            return times(left, right)
        if operator == "/":
            return over(left, right)
        if left != right:
            problem = f"{spell(left)} {operator} {spell(right)} cannot be computed"
            raise DimensionProblem(f"{problem}; bring both to one unit")
        return left

    def _called(self, call: Call, field: str) -> Dimension:
        if call.function in BUILTINS:
            return self._builtin(call)
        formula = self.formulas.get(call.function)
        if formula is None:
            known = [*self.formulas, *BUILTINS]
            near = nearest(call.function, known)
            raise DimensionProblem(f"no formula is named {call.function!r}; {near}")
        for name, expression in bound_arguments(call, formula).items():
            wanted = unit(formula.arguments[name].unit_of_a_day).dimension
            given = self._argument(formula, name, expression)
            if wanted != given:
                raise DimensionProblem(
                    f"{call.function} takes {spell(wanted)} for {name}, not {spell(given)}"
                )
        if field not in formula.results:
            name, fields = formula.name, tuple(formula.results)
            raise DimensionProblem(
                f"{name} gives a record of {', '.join(fields)}; give it a name of its own under "
                f"let, `found: {name}(...)`, and read found.{fields[0]}"
            )
        return unit(formula.results[field].unit).dimension

    def _argument(self, formula: Formula, name: str, expression: Expression) -> Dimension:
        if not formula.arguments[name].is_path:
            return self.of(expression)
        if not isinstance(expression, Name) or expression.name not in self.paths:
            raise DimensionProblem(
                f"{formula.name} takes a path for {name}: under facts, write path(a series, 365d)"
            )
        return self.own[expression.name]

    def _builtin(self, call: Call) -> Dimension:
        count, check = BUILTINS[call.function]
        if call.keywords or not call.arguments or count not in (None, len(call.arguments)):
            wanted = "one plain argument: a" if count else "plain arguments: a, b"
            raise DimensionProblem(f"{call.function} takes {wanted}, without keywords")
        return check(tuple(self.of(argument) for argument in call.arguments))


def bound_arguments(call: Call, formula: Formula) -> dict[str, Expression]:
    """The expressions of a call by argument name; raises DimensionProblem when they do not fit."""
    names = tuple(formula.arguments)
    wanted = f"{call.function}({', '.join(names)})"
    if len(call.arguments) > len(names):
        raise DimensionProblem(f"{wanted} is given {len(call.arguments)} arguments; leave some out")
    bound = dict(zip(names, call.arguments, strict=False))
    for name, expression in call.keywords:
        if name not in names:
            raise DimensionProblem(f"{wanted} has no argument {name!r}; {nearest(name, names)}")
        if name in bound:
            raise DimensionProblem(f"{wanted} is given {name!r} twice; leave one out")
        bound[name] = expression
    missing = [name for name in names if name not in bound]
    if missing:
        raise DimensionProblem(f"{wanted} is not given {', '.join(missing)}; add what is missing")
    return {name: bound[name] for name in names}


def _told(side: Expression, of: Dimension) -> str:
    bare = isinstance(side, Number) and not side.unit
    return "a number without a unit" if bare else to_write(of)
