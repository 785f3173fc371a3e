"""From the text of an expression to its syntax tree, after syntax.lark: text in, nodes out."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput

from engine.pages import expressions as tree
from engine.pages.errors import PageError, named_if_odd
from engine.pages.grammar import Measured, SaidValue, Start, SyntaxProblem, number
from engine.pages.page import Comparison, RestsOn
from kb.units import unit

EXAMPLES: dict[Start, str] = {
    "fact": "a series, or a measure of one: peak(price.close, 45d)",
    "said": "a number with its unit: about 90 %, > 5 % or 55 .. 75 %",
    "line": "a comparison, `claim other` or `not claim other`",
    "sum": "a sum of names, numbers and formulas: (high - low) / high",
    "quoted": "one number with its unit: 90 %",
}
"""What may stand in each place, for whoever wrote something else."""
LONGEST, DEEPEST = 2_000, 100
"""The most characters of an expression, and the most steps that one may stand inside another."""
SPLIT = "give its parts names under let"
EXPRESSION = get_args(tree.Expression)

PLAIN = str.maketrans({"\N{MINUS SIGN}": "-", "\N{NO-BREAK SPACE}": " ", "\u202f": " "})
"""Signs of good print that mean what the plain ones do; as many, so that places stay."""

HOW: dict[str, Literal["exactly", "about", "above", "below"]] = {
    "": "exactly", "about": "about", ">": "above", "<": "below",
}  # fmt: skip
COMPARISONS = ">=, <=, > or <"


@cache
def _parser() -> Lark:
    text = files("engine.pages").joinpath("syntax.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", start=list(EXAMPLES), transformer=_Builder())


def parse(text: str, start: Start) -> Any:
    """Parse one expression; raises SyntaxProblem with a sentence that says what is wrong."""
    try:
        _refuse_long(text)
        return _shallow(_parser().parse(text.translate(PLAIN), start=start))
    except UnexpectedInput as error:
        instead = COMPARISONS if start == "line" and _compares(text, error) else EXAMPLES[start]
        raise SyntaxProblem(f"{_unexpected(text, error)}; write {instead}") from None
    except ValueError as error:  # SyntaxProblem and UnitError are such
        raise SyntaxProblem(f"in {text!r}: {error}") from None


def _refuse_long(text: str) -> None:
    if len(text) > LONGEST:
        raise SyntaxProblem(f"this has {len(text):,} characters; {SPLIT}")
    if text.count("(") > DEEPEST:
        raise SyntaxProblem(f"this has more than {DEEPEST} brackets; {SPLIT}")


def _shallow(parsed: Any) -> Any:
    """What was parsed, where all that goes through it can."""
    sides = (parsed.left, parsed.right) if isinstance(parsed, Comparison) else (parsed,)
    if any(isinstance(side, EXPRESSION) and tree.depth(side) > DEEPEST for side in sides):
        raise SyntaxProblem(f"more than {DEEPEST} steps stand in one line; {SPLIT}")
    return parsed


def parse_at(text: str, start: Start, file: str, line: int) -> Any:
    """The same for a place in a file: raises PageError that names it."""
    try:
        return parse(text, start)
    except SyntaxProblem as problem:
        raise PageError(file, line, str(problem)) from None


def _unexpected(text: str, error: UnexpectedInput) -> str:
    column = getattr(error, "column", -1)
    token = getattr(error, "token", None)
    ended = isinstance(token, Token) and token.type == "$END"
    if ended or column is None or column < 1 or column > len(text):
        return f"{text!r} ends too early"
    named = named_if_odd(text[column - 1])
    return f"{text!r} cannot be read from {named or repr(text[column - 1 :])} on"


def _compares(text: str, error: UnexpectedInput) -> bool:
    """Whether somebody compared with a sign that is none of the four."""
    column = getattr(error, "column", None) or 0
    return column > 0 and text[column - 1 : column] in tuple("=≥≤≠!")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SyntaxProblem(
            f"{text} is not in the calendar; write a day such as 2025-12-10"
        ) from None


@v_args(inline=True)
class _Builder(Transformer[Token, Any]):
    def literal(self, digits: Token, unit_text: Token | str = "") -> tree.Number:
        return number(str(digits), str(unit_text))

    def quoted(self, *parts: Token) -> tree.Number:
        named = {part.type: str(part) for part in parts}
        return number(named["NUMBER"], named.get("UNIT", ""), named.get("SIGN", ""))

    def series(self, name: Token, target: Token | None = None) -> Measured:
        return Measured(str(name), target=None if target is None else _day(target))

    def latest(self, series: Measured) -> Measured:
        return series

    def measure(self, name: Token, series: Measured, *arguments: Any) -> Measured:
        given = tuple(a.series if isinstance(a, Measured) else a for a in arguments)
        if any(isinstance(a, Measured) and a.target for a in arguments):
            raise SyntaxProblem("a date after '@' goes with the first series only")
        return Measured(series.series, str(name), given, series.target)

    def told(self, *parts: Any) -> SaidValue:
        *how, value = parts
        return SaidValue(HOW[str(*how)], value, value)

    def between(self, low: tree.Number, high: tree.Number) -> SaidValue:
        if not low.unit and high.unit:
            low = tree.Number(unit(high.unit).canonical(low.value), high.unit, high.dimension)
        if low.dimension == high.dimension and low.value > high.value:
            raise SyntaxProblem("a range is written from its low end to its high end")
        return SaidValue("between", low, high)

    def comparison(self, left: Any, operator: Token, right: Any) -> Comparison:
        return Comparison(left, str(operator), right)

    def claim_holds(self, name: Token) -> RestsOn:
        return RestsOn(str(name))

    def claim_fails(self, name: Token) -> RestsOn:
        return RestsOn(str(name), negated=True)

    def joined(self, left: Any, operator: Token, right: Any) -> tree.Binary:
        return tree.Binary(str(operator), left, right)

    def negative(self, minus: Token, operand: Any) -> tree.Negative:
        return tree.Negative(operand)

    def power(self, base: Any, exponent: Token) -> tree.Power:
        if not exponent.isdigit():
            raise SyntaxProblem(f"a power must be a whole number, not {exponent}")
        return tree.Power(base, int(exponent))

    def name(self, name: Token) -> tree.Name:
        return tree.Name(str(name))

    def dotted(self, name: Token) -> tree.Upstream:
        claim, _, quantity = name.partition(".")
        return tree.Upstream(claim, quantity)

    def keyword(self, name: Token, value: Any) -> tuple[str, Any]:
        return str(name), value

    def call(self, name: Token, *arguments: Any) -> tree.Call:
        given = [a for a in arguments if a is not None]
        positional = tuple(a for a in given if not isinstance(a, tuple))
        keywords = tuple(a for a in given if isinstance(a, tuple))
        return tree.Call(str(name), positional, keywords)
