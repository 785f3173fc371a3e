"""A frozen dataclass that is cheap to define: no test can tell it from the standard one."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, field, replace
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import pytest

from kb import frozen


def worlds(dataclass: Any) -> dict[str, Any]:
    """The same classes, made by one decorator or the other."""

    @dataclass(frozen=True)
    class Fact:
        """What is seen."""

        KINDS: ClassVar = ("close", "low")
        series: str
        value: float = 0.0
        notes: list[str] = field(default_factory=list, compare=False)
        path: object = field(default=None, repr=False)
        seen: dict[str, int] = field(default_factory=dict, init=False, compare=False)
        batch: int = field(default=1, kw_only=True)

        @cached_property
        def loud(self) -> str:
            return self.series.upper()

    @dataclass(frozen=True)
    class Dated(Fact):
        day: int = 0

        def __post_init__(self) -> None:
            if self.day < 0:
                raise ValueError("no such day")

    @dataclass(frozen=True, eq=False)
    class Group:
        members: tuple[object, ...] = ()

    @dataclass(frozen=True, repr=False)
    class Quiet:
        name: str

        def __repr__(self) -> str:
            return f"<{self.name}>"

    @dataclass(frozen=True)
    class Own:
        name: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Own) and self.name.lower() == other.name.lower()

        def __hash__(self) -> int:
            return hash(self.name.lower())

    @dataclass(frozen=True)
    class Nothing:
        pass

    return {each.__name__: each for each in (Fact, Dated, Group, Quiet, Own, Nothing)}


STANDARD = worlds(dataclasses.dataclass)
NAN, ARRAY = float("nan"), np.ones(2)


def told(do: Callable[[Mapping[str, Any]], object], world: Mapping[str, Any]) -> object:
    """What comes of it: a value, or an error with its words."""
    try:
        return do(world)
    except (TypeError, ValueError, AttributeError) as error:
        return type(error), str(error)


@pytest.mark.parametrize(
    "do",
    [
        lambda w: repr(w["Fact"]("price.close", 2.0, batch=3)),
        lambda w: repr(w["Dated"]("price.close", day=4)),
        lambda w: (repr(w["Quiet"]("x")), repr(w["Nothing"]()), w["Nothing"]() == w["Nothing"]()),
        lambda w: w["Fact"](),
        lambda w: w["Fact"]("a", 1.0, [], None, 3),
        lambda w: w["Fact"]("a", colour=1),
        lambda w: w["Dated"]("a", day=-1),
        lambda w: setattr(w["Fact"]("a"), "series", "b"),
        lambda w: setattr(w["Fact"]("a"), "colour", "b"),
        lambda w: delattr(w["Dated"]("a"), "day"),
        lambda w: w["Fact"]("a") == w["Fact"]("a", notes=["other"]),
        lambda w: w["Fact"]("a") == w["Fact"]("a", 1.0),
        lambda w: w["Fact"]("a") == w["Dated"]("a"),
        lambda w: w["Fact"]("a", NAN) == w["Fact"]("a", NAN),
        lambda w: w["Quiet"](ARRAY) == w["Quiet"](ARRAY),
        lambda w: hash(w["Fact"]("a")) == hash(("a", 0.0, None, 1)),
        lambda w: hash(w["Quiet"]([])),
        lambda w: w["Group"]() == w["Group"](),
        lambda w: len({w["Own"]("a"), w["Own"]("A")}),
        lambda w: repr(replace(w["Dated"]("a", day=1), value=5.0, batch=2)),
        lambda w: dataclasses.asdict(w["Dated"]("a", notes=["n"])),
        lambda w: repr(copy.copy(w["Dated"]("a", day=1))),
        lambda w: repr(copy.deepcopy(w["Dated"]("a", day=1))),
        lambda w: (w["Fact"]("a").loud, w["Fact"]("a").notes is w["Fact"]("a").notes),
        lambda w: [(each.name, each.type) for each in dataclasses.fields(w["Dated"])],
        lambda w: w["Dated"].__match_args__,
        lambda w: w["Fact"].__doc__,
    ],
)  # fmt: skip
def test_it_does_what_the_standard_one_does(do):
    standard = told(do, STANDARD)
    for many in (frozen.FEW, 0):  # compiled, and not yet
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(frozen, "FEW", many)
            assert told(do, worlds(frozen.dataclass)) == standard


def test_one_that_holds_itself_can_be_shown():
    for world in (worlds(frozen.dataclass), STANDARD):
        members: list[object] = []
        group = world["Group"](members)
        members.append(group)
        assert repr(group).endswith("Group(members=[...])")


def test_what_is_not_frozen_is_the_standard_one():
    @frozen.dataclass
    class Counter:
        n: int = 0

    counter = Counter()
    counter.n += 1
    assert counter == Counter(1)


def test_nothing_is_compiled_until_many_are_made():
    @frozen.dataclass(frozen=True)
    class Rare:
        n: int
        notes: list[str] = field(default_factory=list)

    before = Rare.__init__
    assert Rare(1) == Rare(n=1) == Rare(1, [])
    assert Rare.__init__ is before
    made = [Rare(n) for n in range(frozen.FEW)]
    assert Rare.__init__ is not before
    assert [vars(each) for each in made] == [{"n": n, "notes": []} for n in range(frozen.FEW)]
    with pytest.raises(FrozenInstanceError):
        Rare(1).n = 2  # type: ignore[misc]
