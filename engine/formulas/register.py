"""The register of formulas: numpy functions that declare their arguments once, and give numbers.

A numeric room decorates a function with `@formula`; a claim page may then call it by name. Each
argument is declared where it stands, `volume: Annotated[Array, Arg("USD", POSITIVE, "traded")]`,
and so is the result, `-> Annotated[Array, Out("ratio")]` or a record: a NamedTuple whose fields are
declared alike, and may be records themselves. Units are checked when a page is loaded, domains and
shapes before the function is called. Nothing here knows about claims, SQLite or text.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, wraps
from inspect import unwrap
from types import MappingProxyType
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from engine.numeric.arguments import Arg, Array, Out, broadcast, checked
from engine.numeric.histories import history, same_bars

ROOMS: dict[str, tuple[str, ...]] = {
    "open_interest": ("engine.formulas.open_interest_history",),
    "impact": (
        "engine.formulas.impact.square_root",
        "engine.formulas.impact.book",
        "engine.formulas.impact.regressions",
        "engine.formulas.impact.concession",
    ),
    "cascade": (
        "engine.formulas.cascade.stop",
        "engine.formulas.cascade.reproduction",
        "engine.formulas.cascade.further",
    ),
    "margin": ("engine.formulas.margin.prices",),
    "ladder": ("engine.formulas.ladder.pages",),
    "carry": (
        "engine.formulas.carry.weight",
        "engine.formulas.carry.odds",
    ),
    "levels": ("engine.formulas.levels",),
    "moves": ("engine.formulas.moves",),
    "valuation": ("engine.formulas.valuation.multipliers",),
    "holders": ("engine.formulas.holders",),
    "japan": (
        "engine.formulas.japan.bonds",
        "engine.formulas.japan.debt",
        "engine.formulas.japan.co_movement",
    ),
    "normality": (
        "engine.formulas.normality.drawdowns",
        "engine.formulas.normality.falls",
        "engine.formulas.normality.tail_readings",
    ),
    "attribution": ("engine.formulas.attribution.days",),
    "floor": (
        "engine.forecast.random_walk",
        "engine.forecast.anchors",
    ),
}
"""The modules that register formulas, by what stands before the dot of their names."""

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Formula:
    """A function a page may call, with what it declares.

    function  checks its arguments, then computes; takes and gives arrays
    only      the asset its figures were measured on, where they say nothing of another
    """

    name: str
    function: Callable[..., Any]
    only: str = ""

    @cached_property
    def arguments(self) -> Mapping[str, Arg]:
        """Its arguments by name, in order."""
        return MappingProxyType(arguments_of(self.function))

    @cached_property
    def results(self) -> Mapping[str, Out]:
        """What it gives: the fields of its record by dotted name, or one result named ""."""
        return MappingProxyType(dict(_results(_hints(self.function)["return"])))

    @property
    def is_record(self) -> bool:
        """Whether it gives named fields rather than one number."""
        return "" not in self.results

    def field(self, record: Any, name: str) -> Array:
        """One field of what it gave; the result itself for ""."""
        for part in name.split(".") if name else ():
            record = getattr(record, part)
        found: Array = record
        return found


_REGISTER: dict[str, Formula] = {}


def formula(name: str, *, only: str = "") -> Callable[[Function], Function]:
    """Register a function under `name`; calling it checks its arguments as declared.

    only    the asset it has figures of; for any other a page's quantity is 'not_applicable'
    raises  TypeError when another function has that name
    """

    def register(function: Function) -> Function:
        known = _REGISTER.get(name)
        if known and unwrap(known.function) is not function:
            raise TypeError(f"two formulas are named {name}")
        called = checking(function)
        _REGISTER[name] = Formula(name, called, only)
        return called

    return register


def checking(function: Function) -> Function:
    """The function with its arguments checked as declared, numbers and all in one shape (...).

    A path has shape (..., days) before it is broadcast; all paths must have the same days.

    raises  ValueError naming the argument, and the index, that is out of its domain or of a shape
            that does not fit
    """

    @wraps(function)
    def called(*given: Any, **named: Any) -> Any:
        arguments = arguments_of(function)
        if len(given) + len(named) != len(arguments) or named.keys() - arguments.keys():
            return function(*given, **named)  # which says what is missing or too much
        named |= zip(arguments, given, strict=False)
        given_in = {
            name: (history if arg.is_path else checked)(name, named[name], arg.domain)
            for name, arg in arguments.items()
        }
        paths = {name: given_in[name] for name, arg in arguments.items() if arg.is_path}
        if paths:
            same_bars(**paths)
        leads = {n: array[..., -1] if n in paths else array for n, array in given_in.items()}
        return function(**dict(zip(leads, broadcast(**leads), strict=True)) | paths)

    return called  # type: ignore[return-value]


@cache
def arguments_of(function: Callable[..., Any]) -> dict[str, Arg]:
    """The declared arguments of a function by name, in order.

    raises  TypeError naming an argument without a declaration
    """
    hints = _hints(function).items()
    found = {name: _declared(hint, Arg) for name, hint in hints if name != "return"}
    for name, arg in found.items():
        if arg is None:
            raise TypeError(f"{function.__name__} does not declare {name}: Annotated[Array, Arg()]")
    return found


@cache
def _hints(function: Callable[..., Any]) -> Mapping[str, Any]:
    """What a function declares, as `get_type_hints` has it, all its texts read at once."""
    inner = unwrap(function)
    said = inner.__annotations__
    if not all(isinstance(text, str) for text in said.values()):
        return get_type_hints(function, include_extras=True)
    written = ", ".join(f"{name!r}: ({text})" for name, text in said.items())
    found: dict[str, Any] = eval(f"{{{written}}}", inner.__globals__)
    return found


def _declared(hint: Any, kind: type) -> Any:
    extras = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return next((extra for extra in extras if isinstance(extra, kind)), None)


def _results(hint: Any, prefix: str = "") -> Iterator[tuple[str, Out]]:
    out = _declared(hint, Out)
    if out is not None:
        yield prefix, out
        return
    if not hasattr(hint, "_fields"):
        raise TypeError(f"{hint} is no declared result: write Annotated[Array, Out()] or a record")
    for name, declared in get_type_hints(hint, include_extras=True).items():
        yield from _results(declared, f"{prefix}.{name}" if prefix else name)


@cache
def formulas() -> Mapping[str, Formula]:
    """Every registered formula by name, after importing the numeric rooms."""
    for room in ROOMS:
        _open(room)
    return MappingProxyType(dict(sorted(_REGISTER.items())))


def formula_named(name: str) -> Formula:
    """The formula of that name, after importing its own room and no other.

    raises  KeyError when there is none; a page that was checked names none such;
            PluginError where it may be a plugin's and a plugin cannot be used
    """
    room, dot, _ = name.partition(".")
    if dot and name not in _REGISTER:
        _open(room)
    elif room not in ROOMS:
        from engine.formulas.plugins import refuse_again

        refuse_again()
    return _REGISTER[name]


def _open(room: str) -> None:
    for module in ROOMS.get(room, ()):
        importlib.import_module(module)
    if room not in ROOMS:
        from engine.formulas.plugins import load_plugins  # few pages call formulas of others

        load_plugins(_REGISTER, ROOMS)
