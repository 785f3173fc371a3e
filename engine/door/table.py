"""Records as a table: looked at one by one or by name, in a notebook, or as a data frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from importlib import import_module
from typing import Any, Generic, SupportsIndex, TypeVar, overload

SHOWN = 20  # rows that a notebook shows
Item = TypeVar("Item")


class Table(Generic[Item]):
    """Records in order, and what of each a row shows.

    what    what they are, for `repr`
    row     a record as cells by column
    named   the name that a record is found by; None where they are found by number alone
    """

    def __init__(
        self, what: str, items: Sequence[Item], row: Callable[[Item], dict[str, object]],
        named: Callable[[Item], str] | None = None,
    ) -> None:  # fmt: skip
        self.what = what
        self._items = tuple(items)
        self._row = row
        self._named = {named(item): item for item in self._items} if named else {}

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    @overload
    def __getitem__(self, which: int | str) -> Item: ...
    @overload
    def __getitem__(self, which: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, which: int | str | slice) -> Item | tuple[Item, ...]:
        """A record by its number or its name, or some by a slice.

        raises  KeyError that names the nearest, IndexError, TypeError for anything else
        """
        if isinstance(which, slice):
            return self._items[which]
        return self._of(which) if isinstance(which, str) else self._at(which)

    def _at(self, which: SupportsIndex) -> Item:
        try:
            return self._items[which]
        except IndexError:
            there = f"there are {len(self)} {self.what}, counted from 0"
            raise IndexError(f"there is no number {which}; {there}") from None
        except TypeError:
            kind = type(which).__name__
            raise TypeError(
                f"{self.what} are found by number, by name or by slice; this is of type {kind}"
            ) from None

    def _of(self, which: str) -> Item:
        if which not in self._named:
            from difflib import get_close_matches

            near = get_close_matches(which, self._named, n=1)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            raise KeyError(f"there is no {which!r} among the {self.what}{meant}")
        return self._named[which]

    def rows(self) -> list[dict[str, object]]:
        """Every record as cells by column."""
        return [self._row(item) for item in self._items]

    def to_pandas(self) -> Any:
        """A DataFrame of pandas; raises ImportError where that is not installed."""
        return import_module("pandas").DataFrame(self.rows())

    def to_polars(self) -> Any:
        """A DataFrame of polars; raises ImportError where that is not installed."""
        return import_module("polars").DataFrame(self.rows())

    def __repr__(self) -> str:
        return f"<{len(self)} {self.what}>"

    def _repr_html_(self) -> str:
        return html_table(self.rows(), self.what)


def html_table(rows: Sequence[dict[str, object]], what: str) -> str:
    """The first rows as a table of HTML, everything escaped; then how many more there are."""
    heads = "".join(f"<th>{escape(str(name))}</th>" for name in (rows[0] if rows else ()))
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_cell(cell))}</td>" for cell in row.values()) + "</tr>"
        for row in rows[:SHOWN]
    )
    more = len(rows) - SHOWN
    rest = f"<p>and {more} more {escape(what)}</p>" if more > 0 else ""
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>{rest}"


def _cell(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:,.6g}"
    return "" if cell is None else str(cell)
