"""The syntax tree of the page language. Values are canonical; every node can say what it names."""

from __future__ import annotations

from collections.abc import Sequence

from kb.frozen import dataclass
from kb.units import Dimension, to_write, unit


@dataclass(frozen=True)
class Number:
    """A number with its unit as written, held in canonical units."""

    value: float
    unit: str
    dimension: Dimension


def in_unit(number: Number, dimension: Dimension) -> str:
    """The digits of a number as they would be written for another dimension: 80 USD → 80 %."""
    return f"{unit(number.unit or 'ratio').shown(number.value):,.15g} {to_write(dimension)}"


@dataclass(frozen=True)
class Name:
    """A fact or quantity of the same page; `split.joint` is a field of the record `split`."""

    name: str


@dataclass(frozen=True)
class Upstream:
    """A quantity of another page, or `assume.x`: an assumed parameter."""

    claim: str
    quantity: str

    @property
    def path(self) -> str:
        """As written on the page: claim.quantity."""
        return f"{self.claim}.{self.quantity}"


@dataclass(frozen=True)
class Negative:
    """Minus an expression."""

    operand: Expression


@dataclass(frozen=True)
class Binary:
    """Two expressions joined by + - * or /."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Power:
    """An expression to a whole power."""

    base: Expression
    exponent: int


@dataclass(frozen=True)
class Call:
    """A formula of the numeric rooms, or one of the built-in functions."""

    function: str
    arguments: tuple[Expression, ...]
    keywords: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True)
class Field:
    """One field of the record that a formula gives: `joint`, `holders.first`."""

    record: Call
    field: str


@dataclass(frozen=True)
class Foreign:
    """What stands where a formula has figures of one asset only and another is judged."""

    formula: str
    only: str


Expression = Number | Name | Upstream | Negative | Binary | Power | Call | Field | Foreign


def children(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside this one."""
    match expression:
        case Negative(operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case Power(base, _):
            return (base,)
        case Call(_, arguments, keywords):
            return arguments + tuple(value for _, value in keywords)
        case Field(record, _):
            return (record,)
        case _:
            return ()


def depth(expression: Expression) -> int:
    """How deep an expression stands inside itself: 1 for a name, one more for each sum around."""
    levels = 0
    inside: tuple[Expression, ...] = (expression,)
    while inside:
        levels, inside = levels + 1, tuple(part for each in inside for part in children(each))
    return levels


def with_children(expression: Expression, own: Sequence[Expression]) -> Expression:
    """The expression with others directly inside it, in the order of `children`."""
    match expression:
        case Negative():
            return Negative(*own)
        case Binary(operator, _, _):
            return Binary(operator, *own)
        case Power(_, exponent):
            return Power(own[0], exponent)
        case Call(function, arguments, keywords):
            names, count = (name for name, _ in keywords), len(arguments)
            named = tuple(zip(names, own[count:], strict=True))
            return Call(function, tuple(own[:count]), named)
        case _:
            return expression


def names_in(expression: Expression) -> tuple[Name | Upstream, ...]:
    """Every name an expression mentions, left to right; found once, and kept beside its fields."""
    kept = vars(expression)
    if "_names" not in kept:
        own = (expression,) if isinstance(expression, Name | Upstream) else ()
        inside = (name for child in children(expression) for name in names_in(child))
        kept["_names"] = (*own, *inside)
    found: tuple[Name | Upstream, ...] = kept["_names"]
    return found
