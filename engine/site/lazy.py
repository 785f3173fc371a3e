"""A property that is worked out where it is first asked for, by the thread that asks.

That of the standard library has one lock for all objects of a class before Python 3.12: who works
out what takes a second makes everybody wait who asks another object for the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Owner = TypeVar("Owner")
Value = TypeVar("Value")


class lazy(Generic[Owner, Value]):  # noqa: N801, as it is written like a function
    """Work it out once for each object; two threads at once may both, and either is kept."""

    def __init__(self, work: Callable[[Owner], Value]) -> None:
        self._work, self.__doc__ = work, work.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, one: None, owner: Any = None) -> lazy[Owner, Value]: ...

    @overload
    def __get__(self, one: Owner, owner: Any = None) -> Value: ...

    def __get__(self, one: Owner | None, owner: Any = None) -> lazy[Owner, Value] | Value:
        if one is None:
            return self
        value = self._work(one)
        vars(one)[self._name] = value  # where it is found before this one from now on
        return value
