"""Margin tables by venue, contract and day: the files under tables/ come in, `Brackets` go out.

One file holds one table as a venue published it, with the day it was read and where; a change is a
new file, never an edit. A day gets the newest table dated on or before it. A table whose page bears
no date is never given for a day, only when no day is asked for and nothing dated is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from engine.formulas.margin.brackets import Brackets
from engine.numeric.arguments import Array

UNDATED = "undated"
KINDS = ("linear", "inverse")
HEAD = ("venue", "contract", "kind", "unit", "dated", "source")


@dataclass(frozen=True)
class Table:
    """One file as it stands: what every table says of itself, and all that is in it.

    venue, contract    as the file names them
    kind               linear (sized in coins, margined in dollars) or inverse (the reverse)
    unit               of floors, caps and amounts
    dated              the day it was read or came into force; None where the page bears no date
    source             address of what it was read from
    file               its name, for errors
    content            the whole file
    """

    venue: str
    contract: str
    kind: str
    unit: str
    dated: date | None
    source: str
    file: str
    content: Mapping[str, Any]


def load(venue: str, contract: str, on: date | None = None) -> Brackets:
    """The brackets of a contract as they stood on a day: the newest dated on or before it.

    venue       binance, bybit or hyperliquid; Deribit has a rule without brackets, `deribit.rule`
    contract    as the venue names it: BTCUSDT, BTCUSD, "BTCUSD quarterly", BTC
    on          the day; None for the newest of all, or for the undated one where none is dated
    returns     Brackets, in the unit of the contract's margin: dollars if linear, coins if inverse
    raises      ValueError naming the tables there are, or the row of a file that does not hold
    source      each file names its own
    """
    return brackets_of(newest(venue, contract, on))


def newest(venue: str, contract: str, on: date | None = None) -> Table:
    """The table that `load` reads, before its rows are looked at.

    raises    ValueError naming what venues and contracts, or what dates, there are
    """
    own = [table for table in tables() if (table.venue, table.contract) == (venue, contract)]
    if not own:
        known = ", ".join(sorted({f"{table.venue} {table.contract}" for table in tables()}))
        raise ValueError(f"there is no margin table for {venue} {contract}; there are: {known}")
    dated = [table for table in own if table.dated and (on is None or table.dated <= on)]
    if dated:
        return max(dated, key=lambda table: table.dated or date.min)
    if on is None:
        return own[0]
    dates = ", ".join(str(table.dated or UNDATED) for table in own)
    raise ValueError(
        f"no margin table for {venue} {contract} is dated on or before {on}; there are: {dates}"
        + ("; ask without a day for the undated one" if not own[-1].dated else "")
    )


@cache
def tables() -> tuple[Table, ...]:
    """Every table there is, by venue, contract and date, the undated last."""
    folder = files("engine.formulas.margin") / "tables"
    found = (read(entry.name, entry.read_text(encoding="utf-8")) for entry in folder.iterdir())
    return tuple(sorted(found, key=lambda t: (t.venue, t.contract, t.dated or date.max)))


def read(file: str, text: str) -> Table:
    """A table from the text of its file.

    raises    ValueError naming the file and the line of its head that is missing or unknown
    """
    import yaml  # read only where a table is asked for

    content = yaml.safe_load(text)
    missing = [name for name in HEAD if not (isinstance(content, dict) and content.get(name))]
    if missing:
        raise ValueError(f"{file}: give {', '.join(missing)}")
    if content["kind"] not in KINDS:
        raise ValueError(f"{file}: kind is {content['kind']!r}; write {' or '.join(KINDS)}")
    dated = content["dated"]
    if dated != UNDATED and type(dated) is not date:
        raise ValueError(f"{file}: dated is {dated!r}; write a day, 2025-10-31, or {UNDATED}")
    head = {name: str(content[name]) for name in HEAD if name != "dated"}
    return Table(**head, dated=None if dated == UNDATED else dated, file=file, content=content)


def brackets_of(table: Table) -> Brackets:
    """The brackets of a table, once its rows hold together.

    Each bracket begins where the one before ends; floors and rates rise, leverage falls; and where
    the venue printed its maintenance amounts they are those that floors and rates give.

    raises    ValueError naming the file and the row, counted from 1
    """
    rows = _rows(table)
    floors, caps, rates, leverages, amounts = np.array(rows, dtype=np.float64).T
    _adjoining(table, floors, caps)
    try:
        own = Brackets(
            f"{table.venue} {table.contract}",
            str(table.dated or UNDATED),
            floors,
            rates,
            None if np.isnan(leverages).any() else leverages,
        )
    except ValueError as error:
        raise ValueError(f"{table.file}: {error}") from None
    _as_published(table, own, amounts)
    return own


def _rows(table: Table) -> list[list[float]]:
    rows = table.content.get("brackets")
    if not isinstance(rows, list) or not rows:
        raise ValueError(f"{table.file}: there are no brackets")
    return [_row(table, number, row) for number, row in enumerate(rows, start=1)]


def _row(table: Table, number: int, row: Sequence[float | None]) -> list[float]:
    numbers = [np.nan if value is None else value for value in row]
    good = all(isinstance(value, (int, float)) for value in numbers)
    if len(numbers) != 5 or not good or any(row[i] is None for i in (0, 2)):
        raise ValueError(
            f"{table.file} row {number} is {row}: write floor, cap, maintenance rate, highest "
            "leverage and maintenance amount, null for what the venue does not give"
        )
    return numbers


def _adjoining(table: Table, floors: Array, caps: Array) -> None:
    for index in range(1, floors.size):
        if floors[index] != caps[index - 1]:
            raise ValueError(
                f"{table.file} row {index + 1} begins at {floors[index]:,.10g}, "
                f"but row {index} ends at {caps[index - 1]:,.10g}"
            )


def _as_published(table: Table, own: Brackets, amounts: Array) -> None:
    for index in np.flatnonzero(~np.isnan(amounts)):
        if abs(amounts[index] - own.amounts[index]) > 1e-9 * max(own.amounts[index], 1.0):
            raise ValueError(
                f"{table.file} row {index + 1}: the maintenance amount is given as "
                f"{amounts[index]:,.10g}, but floors and rates make it {own.amounts[index]:,.10g}"
            )
