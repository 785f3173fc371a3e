"""The standard library's frozen dataclass, for classes that every command defines and few use.

In: a class, as `dataclasses.dataclass(frozen=True)` takes it. Out: the same class, which behaves
the same. The standard one compiles six functions for each class while modules are imported, a
seventh of the time of a briefing; here the classes share what does not depend on their fields, and
a constructor is compiled when many of its kind are made. To type checkers it is the standard
one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, FrozenInstanceError
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls: type | None = None, /, **said: bool) -> Any:
        """As `dataclasses.dataclass`; it is that, where more is said than frozen, eq and repr."""
        if not said.get("frozen") or said.keys() - {"frozen", "eq", "repr"}:
            return dataclasses.dataclass(cls, **said)
        shown, compared = said.get("repr", True), said.get("eq", True)

        def wrapped(cls: type) -> type:
            return _frozen(cls, shown=shown, compared=compared)

        return wrapped if cls is None else wrapped(cls)


__all__ = ["dataclass"]

Method = Callable[..., Any]

FEW = 32
"""Objects of a class from which on its constructor is compiled."""
_ANEW = object()
"""Stands in a constructor for a default that is made anew each time."""


def _frozen(cls: type, *, shown: bool, compared: bool) -> type:
    written = dict(vars(cls))
    cls.__doc__ = cls.__doc__ or cls.__name__  # the standard one would work out a signature
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False)(cls)
    told = dataclasses.fields(made)
    methods = {"__init__": _compiling(made), **_closed(made, {field.name for field in told})}
    if shown:
        methods["__repr__"] = _shown([field.name for field in told if field.repr])
    if compared:
        methods["__eq__"] = _compared([field.name for field in told if field.compare])
        methods["__hash__"] = _hashed([field.name for field in told if _is_hashed(field)])
    for name, method in methods.items():
        if written.get(name) is None:  # a class with an __eq__ of its own has None for its __hash__
            setattr(made, name, _of(made, name, method))
    return made  # type: ignore[no-any-return]


def _of(cls: type, name: str, method: Method) -> Method:
    """A method under its name, as errors tell it."""
    method.__name__, method.__qualname__ = name, f"{cls.__qualname__}.{name}"
    method.__module__ = cls.__module__
    return method


def _closed(cls: Any, names: set[str]) -> dict[str, Method]:
    """What refuses to set or to delete a field."""

    def assign(self: object, name: str, value: object) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def delete(self: object, name: str) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    return {"__setattr__": assign, "__delattr__": delete}


def _is_hashed(field: Field[Any]) -> bool:
    return field.compare if field.hash is None else field.hash


def _values(names: Sequence[str]) -> Callable[[Any], tuple[object, ...]]:
    """The values of these fields, always as a tuple, which asks first whether they are the same."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _compared(names: Sequence[str]) -> Method:
    values = _values(names)

    def compare(self: object, other: object) -> object:
        if other.__class__ is self.__class__:
            return values(self) == values(other)
        return NotImplemented

    return compare


def _hashed(names: Sequence[str]) -> Method:
    values = _values(names)
    return lambda self: hash(values(self))


def _shown(names: Sequence[str]) -> Method:
    @recursive_repr()
    def show(self: object) -> str:
        told = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({told})"

    return show


def _compiling(cls: Any) -> Method:
    """A constructor that sets what it is given, and compiles the one which takes its place.

    Most classes have few objects, and to compile takes as long as to make sixty of them so.
    """
    made, told = 0, dataclasses.fields(cls)
    plain = all(field.init and not field.kw_only for field in told)

    def construct(self: Any, *given: object, **named: object) -> None:
        nonlocal made
        made += 1
        if made < FEW and plain and not hasattr(cls, "__post_init__"):
            found = _found(told, given, named)
            if found is not None:
                self.__dict__.update(found)
                return
        if cls.__init__ is construct:
            after = hasattr(cls, "__post_init__")
            cls.__init__ = _of(cls, "__init__", _constructor(told, after))
        cls.__init__(self, *given, **named)

    return construct


def _found(
    told: Sequence[Field[Any]], given: Sequence[object], named: Mapping[str, object]
) -> dict[str, object] | None:
    """The values of the fields in their order; None where one is missing or too much."""
    left, found = dict(named), dict(zip((field.name for field in told), given, strict=False))
    for field in told[len(given) :]:
        if field.name in left:
            found[field.name] = left.pop(field.name)
        elif field.default is not MISSING:
            found[field.name] = field.default
        elif field.default_factory is not MISSING:
            found[field.name] = field.default_factory()
        else:
            return None
    return None if left or len(given) > len(told) else found


def _constructor(told: Iterable[Field[Any]], after: bool) -> Method:
    """The constructor of a class with these fields; `after`, whether it has a `__post_init__`."""
    known: dict[str, Any] = {"_ANEW": _ANEW}
    taken: dict[bool, list[str]] = {False: [], True: []}
    lines = [" _fields = self.__dict__"]
    for field in told:
        name, default, value = field.name, f"_default_{field.name}", field.name
        anew = field.default_factory is not MISSING
        known[default] = field.default_factory if anew else field.default
        if field.init:
            or_else = "=_ANEW" if anew else "" if field.default is MISSING else f"={default}"
            taken[bool(field.kw_only)].append(name + or_else)
        if anew:
            value = f"{default}() if {name} is _ANEW else {name}" if field.init else f"{default}()"
        if anew or field.init:
            lines.append(f" _fields[{name!r}] = {value}")
    named = ["*", *taken[True]] if taken[True] else []
    if after:
        lines.append(" self.__post_init__()")
    head = f"def construct({', '.join(['self', *taken[False], *named])}):"
    exec("\n".join([head, *lines]), known)
    return known["construct"]  # type: ignore[no-any-return]
