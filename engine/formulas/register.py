"""The register of formulas: numpy functions with units in, one array with a unit out.

A numeric room decorates a function with `@formula`; a claim page may then call it by name. Nothing
here knows about claims, SQLite or text.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

PATH = "[]"
"""Ends the unit of an argument that takes a path: the days of a window, shape (..., days)."""

ROOMS: dict[str, tuple[str, ...]] = {
    "open_interest": (
        "engine.formulas.open_interest",
        "engine.formulas.open_interest_history",
    ),
    "impact": (
        "engine.formulas.impact.square_root",
        "engine.formulas.impact.book",
        "engine.formulas.impact.regressions",
        "engine.formulas.impact.concession",
    ),
    "cascade": (
        "engine.formulas.cascade.stop",
        "engine.formulas.cascade.path",
        "engine.formulas.cascade.waves",
        "engine.formulas.cascade.day",
        "engine.formulas.cascade.reproduction",
        "engine.formulas.cascade.branching",
        "engine.formulas.cascade.sizes",
        "engine.formulas.cascade.further",
    ),
    "margin": (
        "engine.formulas.margin.prices",
        "engine.formulas.margin.waterfall",
        "engine.formulas.margin.hyperliquid",
    ),
    "ladder": ("engine.formulas.ladder.pages",),
    "carry": (
        "engine.formulas.carry.weight",
        "engine.formulas.carry.odds",
    ),
    "flows": ("engine.formulas.flows",),
    "levels": ("engine.formulas.levels",),
    "valuation": (
        "engine.formulas.valuation.capitalisation",
        "engine.formulas.valuation.multipliers",
        "engine.formulas.valuation.cash_flow",
    ),
    "holders": ("engine.formulas.holders",),
    "japan": (
        "engine.formulas.japan.bonds",
        "engine.formulas.japan.hedging",
        "engine.formulas.japan.debt",
        "engine.formulas.japan.co_movement",
    ),
    "normality": (
        "engine.formulas.normality.drawdowns",
        "engine.formulas.normality.tail_index",
        "engine.formulas.normality.return_period",
        "engine.formulas.normality.falls",
        "engine.formulas.normality.placebo",
    ),
    "attribution": (
        "engine.formulas.attribution.owen",
        "engine.formulas.attribution.days",
        "engine.formulas.attribution.minutes",
        "engine.formulas.attribution.rest",
        "engine.formulas.attribution.selling",
    ),
    "floor": (
        "engine.forecast.random_walk",
        "engine.forecast.anchors",
        "engine.forecast.anchor_record",
    ),
}
"""The modules that register formulas, by what stands before the dot of their names."""

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Formula:
    """A function a page may call: its name, the unit of each argument and of the result.

    arguments  units by name; "USD/coin[]" is a path: one value a day, the last day last
    only       the asset its figures were measured on, where they say nothing of another
    """

    name: str
    function: Callable[..., Any]
    arguments: MappingProxyType[str, str]
    returns: str
    only: str = ""

    def takes_path(self, argument: str) -> bool:
        """Whether the argument is a path of days rather than one number a day."""
        return self.arguments[argument].endswith(PATH)

    def unit_of(self, argument: str) -> str:
        """The unit of an argument, of each of its days where it is a path."""
        return self.arguments[argument].removesuffix(PATH)


def parameters(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names a function takes, in order: `inspect.signature` costs a thousand times more."""
    code = function.__code__
    return code.co_varnames[: code.co_argcount]


_REGISTER: dict[str, Formula] = {}


def formula(
    name: str, *, returns: str, only: str = "", **arguments: str
) -> Callable[[Function], Function]:
    """Register a function under `name` with the units of its arguments and its result.

    only    the asset it has figures of; for any other a page's quantity is 'not_applicable'
    raises  TypeError when the declared arguments are not the function's own, in order
    """

    def register(function: Function) -> Function:
        own = parameters(function)
        if own != tuple(arguments):
            raise TypeError(f"{name} takes {own}, but units are declared for {tuple(arguments)}")
        if name in _REGISTER and _REGISTER[name].function.__code__ is not function.__code__:
            raise TypeError(f"two formulas are named {name}")
        _REGISTER[name] = Formula(name, function, MappingProxyType(arguments), returns, only)
        return function

    return register


@cache
def formulas() -> MappingProxyType[str, Formula]:
    """Every registered formula by name, after importing the numeric rooms."""
    for room in ROOMS:
        _open(room)
    return MappingProxyType(dict(sorted(_REGISTER.items())))


def formula_named(name: str) -> Formula:
    """The formula of that name, after importing its own room and no other.

    raises  KeyError when there is none; a page that was checked names none such;
            PluginError where it may be a plugin's and a plugin cannot be used
    """
    if name not in _REGISTER:
        _open(name.partition(".")[0])
    return _REGISTER[name]


def _open(room: str) -> None:
    for module in ROOMS.get(room, ()):
        importlib.import_module(module)
    if room not in ROOMS:
        from engine.formulas.plugins import load_plugins  # few pages call formulas of others

        load_plugins(_REGISTER, ROOMS)
