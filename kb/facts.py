"""What a valid observation is: a raw row in, a `Fact` in canonical units or one sentence out.

`Fact` refuses what no catalogue could accept; `Checker` also holds a row against the catalogue: its
series, unit, range, span and dates.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import Annotated, NamedTuple, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from kb import fact_cells as cells
from kb.catalog import Catalog, UnknownSeries
from kb.clock import end_of_day, whole_seconds
from kb.fact_cells import ASSET_PATTERN, FIRST_DAY, LONGEST_SPAN, NOTE_LENGTH, FactError
from kb.fact_names import Names
from kb.publication import How, Outs
from kb.series import SOURCE_PATTERN, Series
from kb.units import Unit
from kb.units import unit as find_unit

__all__ = ["COLUMNS", "Checker", "Fact", "FactError"]

COLUMNS = (
    "series", "asset", "target", "as_of", "span", "known_at", "value", "unit", "source", "note",
)  # fmt: skip


def _printable(text: str) -> str:
    if cells.CONTROL.search(text):
        raise ValueError("it holds control characters")
    return text


def _in_utc(known_at: datetime) -> datetime:
    if known_at.tzinfo is None:
        raise ValueError("known_at needs a time zone")
    return whole_seconds(known_at)


class Fact(BaseModel):
    """One observation, its value in canonical units.

    publication  how its known_at is known
    """

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", allow_inf_nan=False, defer_build=True
    )

    series: str = Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)*$", max_length=80)
    asset: str = Field(pattern=rf"^({ASSET_PATTERN})?$")
    target: date | None = Field(default=None, ge=FIRST_DAY)
    as_of: date = Field(ge=FIRST_DAY)
    span: int = Field(default=1, ge=1, le=LONGEST_SPAN)
    known_at: Annotated[datetime, AfterValidator(_in_utc)]
    value: float
    unit: Annotated[str, AfterValidator(_printable)] = Field(min_length=1, max_length=20)
    source: str = Field(pattern=f"^{SOURCE_PATTERN}$")
    note: Annotated[str, AfterValidator(_printable)] = Field(default="", max_length=NOTE_LENGTH)
    publication: How = "stated"


Kind = TypeVar("Kind", bound=Fact)
_set = object.__setattr__


def checked(model: type[Kind], fields: dict[str, object]) -> Kind:
    """A fact of fields that have just been checked, without checking them again.

    pydantic's own `model_construct` takes longer than validation (4.4 µs against 2.8; this: 0.7).
    """
    fact = model.__new__(model)
    _set(fact, "__dict__", fields)
    _set(fact, "__pydantic_fields_set__", set(fields))
    _set(fact, "__pydantic_extra__", None)
    _set(fact, "__pydantic_private__", None)
    return fact


class _Frame(NamedTuple):
    """What many rows have in common, looked up once."""

    series: Series
    asset: str
    unit: Unit
    spelt: str
    source: str
    outs: Outs


class Checker:
    """Holds rows against a catalogue; remembers what it looked up, so a million rows go fast.

    default_known_at  for rows that state none
    today             the moment they are added; a date means its end
    new_sources       sources that may be like a declared one and yet another; None where all may
    """

    def __init__(
        self,
        catalog: Catalog,
        *,
        default_source: str | None = None,
        default_asset: str = "btc",
        default_known_at: str = "",
        today: date | None = None,
        new_sources: Collection[str] | None = None,
    ) -> None:
        self.catalog = catalog
        self.default_source = default_source or ""
        self.default_asset = default_asset
        self.default_known_at = default_known_at
        now = today or datetime.now(UTC)
        self.now = now if isinstance(now, datetime) else end_of_day(now)
        self.today = self.now.date()
        self.names = Names(catalog, new_sources)
        self._frames: dict[tuple[str, str, str, str], _Frame] = {}
        self._outs: dict[tuple[str, str], Outs] = {}

    def fact(self, raw: Mapping[str, object]) -> Fact:
        """The fact a mapping of columns states; FactError says what is wrong with it."""
        stray = [name for name in raw if name not in COLUMNS]
        if stray:
            raise FactError(f"{stray[0]!r} is not a column; the columns are {', '.join(COLUMNS)}")
        return self.row(*(cells.cell_text(name, raw.get(name)) for name in COLUMNS))

    def row(
        self, series: str, asset: str, target: str, as_of: str, span: str, known_at: str,
        value: str, unit: str, source: str, note: str,
    ) -> Fact:  # fmt: skip
        """The fact a row of texts states, in the order of COLUMNS; "" is a missing one."""
        key = (series, asset, unit, source)
        frame = self._frames.get(key) or self._frame(*key, value)
        number = frame.unit.canonical(cells.number(value))
        day = self._past(cells.day("as_of", as_of))
        known, how, over = frame.outs[day]
        if over and over > self.now:
            raise FactError(cells.not_over(series, day, over))
        if stated := known_at or self.default_known_at:
            known, how = self._known(frame.series, day, cells.known(stated), over), "stated"
        days = 1 if span in ("", "1") else cells.span(span)
        self._fits(frame.series, number, value, days)
        about = self._about(frame.series, day, target)
        if note and (note := note.strip()):
            cells.check_note(note)
        return checked(Fact,
            {
                "series": frame.series.name, "asset": frame.asset,
                "target": about, "as_of": day, "span": days, "known_at": known, "value": number,
                "unit": frame.spelt, "source": frame.source, "note": note, "publication": how,
            }
        )  # fmt: skip

    def _frame(self, series: str, asset: str, unit: str, source: str, value: str) -> _Frame:
        own = self._series(series)
        spelt, rule = cells.unit_of(own, unit, value), (own.publication, own.calendar)
        frame = _Frame(
            own,
            self.names.asset(asset or self.default_asset) if own.scope == "asset" else "",
            find_unit(spelt),
            spelt,
            self.names.source(source or self.default_source),
            self._outs.setdefault((rule[0].key, rule[1]), Outs(*rule)),
        )
        return self._frames.setdefault((series, asset, unit, source), frame)

    def _series(self, name: str) -> Series:
        if not name:
            raise FactError("series is missing; `downdraft add --template` lists every series")
        try:
            return self.catalog.get(name)
        except UnknownSeries as error:
            raise FactError(str(error)) from None

    def _past(self, day: date) -> date:
        if day > self.today:
            raise FactError(f"as_of {day} lies in the future (today is {self.today} UTC)")
        return day

    def _fits(self, series: Series, number: float, value: str, span: int) -> None:
        if not math.isfinite(number):
            raise FactError(f"value {value[:40]!r} of {series.name} is too large to be a number")
        if series.share and not 0 <= number <= 1:
            raise FactError(f"value {value!r} lies outside 0 to 100 %, and {series.name} cannot")
        if number < 0 and series.positive:
            raise FactError(f"value {value!r} is negative, and {series.name} cannot be")
        if number <= 0 and series.price:
            raise FactError(f"value {value!r} is no price; {series.name} lies above zero")
        if span != 1 and series.measure != "flow":
            raise FactError(
                f"span {span} is given, but {series.name} is a {series.measure}, not a flow; "
                "leave span empty"
            )

    def _about(self, series: Series, day: date, target: str) -> date | None:
        if series.targeted and not target:
            raise FactError(f"{series.name} needs a target: the date that the value is about")
        if target and not series.targeted:
            raise FactError(f"{series.name} takes no target; leave it empty, or was it the as_of?")
        about = cells.day("target", target) if target else None
        if about and about < day:
            raise FactError(f"{series.name} is about {about}, which lies before its own day {day}")
        return about

    def _known(self, series: Series, day: date, known: datetime, over: datetime | None) -> datetime:
        known_on = known.date()
        if known_on < day and series.measure != "event":
            raise FactError(
                f"known_at {known:%Y-%m-%dT%H:%MZ} lies before as_of {day}: "
                f"{series.name} is measured and cannot be known before its day"
            )
        if over and known < over:
            raise FactError(cells.too_early(series.name, known, over))
        # A mistyped year would hide the fact from every question until then. One day is for zones.
        if (known_on - self.today).days > 1:
            raise FactError(f"known_at {known_on} lies in the future (today is {self.today} UTC)")
        return known
