"""Made once: a key and how to make something in, the thing out, by one thread while others wait."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Any, TypeVar

Made = TypeVar("Made")


class Once:
    """Things that were made, the least lately wanted given up first.

    most  how many are kept
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: OrderedDict[object, Future[Any]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: object, make: Callable[[], Made]) -> Made:
        """What `make` makes; `key` tells all that it rests on.

        Whoever comes first makes it, others wait for that and for nothing else. What could not be
        made raises what `make` raised, for all who wait, and is tried again by the next.
        """
        with self._lock:
            new = key not in self._made
            place = self._made.setdefault(key, Future())
            self._made.move_to_end(key)
            while len(self._made) > self._most:
                self._made.popitem(last=False)
        if new:
            self._make(key, place, make)
        made: Made = place.result()
        return made

    def _make(self, key: object, place: Future[Any], make: Callable[[], Any]) -> None:
        try:
            place.set_result(make())
        except BaseException as error:
            with self._lock:
                if self._made.get(key) is place:
                    del self._made[key]
            place.set_exception(error)

    def __contains__(self, key: object) -> bool:
        """Whether it is made and kept."""
        with self._lock:
            place = self._made.get(key)
        return place is not None and place.done()
