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

ROOMS = (
    "engine.deleveraging.open_interest",
    "engine.deleveraging.impact.laws",
    "engine.deleveraging.cascade.stop",
    "engine.deleveraging.cascade.reproduction",
    "engine.deleveraging.margin.prices",
    "engine.deleveraging.carry.weight",
    "engine.deleveraging.flows",
    "engine.deleveraging.levels",
    "engine.deleveraging.valuation",
    "engine.floor.random_walk",
    "engine.floor.anchors",
)

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Formula:
    """A function a page may call: its name, the unit of each argument and of the result.

    arguments  units by name; "USD/coin[]" is a path: one value a day, the last day last
    """

    name: str
    function: Callable[..., Any]
    arguments: MappingProxyType[str, str]
    returns: str

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


def formula(name: str, *, returns: str, **arguments: str) -> Callable[[Function], Function]:
    """Register a function under `name` with the units of its arguments and its result.

    raises  TypeError when the declared arguments are not the function's own, in order
    """

    def register(function: Function) -> Function:
        own = parameters(function)
        if own != tuple(arguments):
            raise TypeError(f"{name} takes {own}, but units are declared for {tuple(arguments)}")
        _REGISTER[name] = Formula(name, function, MappingProxyType(arguments), returns)
        return function

    return register


@cache
def formulas() -> MappingProxyType[str, Formula]:
    """Every registered formula by name, after importing the numeric rooms."""
    for room in ROOMS:
        importlib.import_module(room)
    return MappingProxyType(dict(sorted(_REGISTER.items())))
