"""What a map may say: which columns of a table are which series, and how cells are written."""

from __future__ import annotations

import codecs
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Place = str | int
"""A column by its name, or by its number counted from 1."""


def _several(given: object) -> object:
    return given if isinstance(given, list | tuple) else (given,)


Places = Annotated[tuple[Place, ...], BeforeValidator(_several), Field(min_length=1)]
"""A column by each name that it goes by; the first one that the file has is meant."""

Marks = Annotated[tuple[str, ...], BeforeValidator(_several)]


def _known_encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise ValueError(f"{name!r} is no encoding; write utf-8, cp932 or latin-1") from None


class _Entry(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, coerce_numbers_to_str=True,
        allow_inf_nan=False,
    )  # fmt: skip


class DayColumn(_Entry):
    """Where the day stands and how it is written.

    format  `iso` (2025-11-13, a time behind it is dropped), `epoch` (seconds, milliseconds,
            microseconds or nanoseconds since 1970, told by their digits), or a form of strptime
    period  what the day stands for: itself, or the month or quarter whose last day is meant
    """

    column: Places
    format: str = "iso"
    period: Literal["day", "month", "quarter"] = "day"


class MomentColumn(_Entry):
    """Where the moment stands at which a row could first be known; formats as for the day."""

    column: Places
    format: str = "iso"


class Told(_Entry):
    """A name that the rows tell: an asset, a source or a target.

    names     what is written in the column, and the name that it stands for
    optional  the file may lack the column; then the asset or source of the call holds
    """

    column: Places
    names: dict[str, str] = Field(default_factory=dict)
    optional: bool = False


class Column(_Entry):
    """One series of the table; its value is (times * column - minus) / over.

    asset, target, source  as for the whole map, where this column differs
    minus, over  other columns, where the value is a difference or a quotient
    times        a sign, or a scale that no unit has
    needs        columns that must hold a number for the value to count, as the funds of a total
    missing      marks of a missing value besides those of the whole map, such as 0
    optional     the file may lack the column
    """

    column: Places
    series: str
    unit: str
    asset: str | Told = ""
    target: str | Told = ""
    source: str | Told = ""
    times: float = 1.0
    minus: Places | None = None
    over: Places | None = None
    needs: tuple[Place, ...] = ()
    missing: Marks = ()
    optional: bool = False
    note: str = ""

    @property
    def computed(self) -> bool:
        """Whether the value is worked out, and not taken as it is written."""
        return self.times != 1 or self.minus is not None or self.over is not None

    @property
    def places(self) -> tuple[Places, ...]:
        """Every column that the value rests on."""
        others = tuple(places for places in (self.minus, self.over) if places is not None)
        return (self.column, *others, *((need,) for need in self.needs))


class Map(_Entry):
    """A table: its columns, and how its cells are written.

    source, asset, target  of all columns that name none: a name, or the column that tells it
    known_at   the column that says so; where there is none, as the series is published
    header     whether there is one, or the names of the columns where there is none
    skip       rows before the header
    ignore     rows whose first cell begins so are none of the table: totals, footnotes
    missing    what stands in a cell where there is no value; an empty cell always does
    only       rows that hold these texts in these columns; all others are passed over
    json_path  where the rows lie in a JSON answer, such as result.data; "" for the answer itself
    sheet      of a workbook; the first where none is named
    """

    about: str = ""
    date: DayColumn
    columns: tuple[Column, ...] = Field(min_length=1)
    source: str | Told = ""
    asset: str | Told = ""
    target: str | Told = ""
    known_at: MomentColumn | None = None
    header: bool | tuple[str, ...] = True
    skip: int = Field(default=0, ge=0, le=1_000)
    ignore: Marks = ()
    only: dict[Place, str] = Field(default_factory=dict)
    missing: Marks = ("", "-", ".", "–", "—", "n/a", "N/A", "NA", "null", "NaN")
    negative: Literal["minus", "parentheses"] = "minus"
    decimal: Literal[".", ","] = "."
    thousands: Literal["", ",", ".", " ", "'"] = ""
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    encoding: Annotated[str, AfterValidator(_known_encoding)] = "utf-8"
    json_path: str = ""
    sheet: str = ""

    @model_validator(mode="after")
    def _two_marks(self) -> Map:
        if self.decimal == self.thousands:
            raise ValueError(f"decimal and thousands are both {self.decimal!r}; change one")
        return self
