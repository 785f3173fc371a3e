"""Series and sources as a catalogue declares them, frozen once they are read.

The limits of a field stand in its metadata; `kb.series_entry` holds what is read to them.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from functools import cached_property
from typing import Literal

from kb.calendars import Calendar
from kb.frozen import dataclass
from kb.publication import Rule
from kb.units import Unit, unit

ANY_SOURCE = "*"

PRICES = ("USD/coin", "USD/oz", "JPY/USD")

SOURCE_PATTERN = r"[a-z0-9_]{1,40}"


@dataclass(frozen=True)
class Source:
    """Who says so. A document is a source that argues, such as the essay: it never ranks first.

    asset  the one asset a document speaks of; "" for all
    venue  a place of trade: of what is open in all places it knows its own part
    credit what its terms ask to be printed where its figures are quoted; "" for nothing
    """

    key: str = field(metadata={"pattern": f"^{SOURCE_PATTERN}$"})
    name: str
    document: bool = False
    dated: date | None = None
    asset: str = ""
    venue: bool = False
    credit: str = field(default="", metadata={"max_length": 200})


Formula = Literal[
    "realised_volatility", "sum_of_venues", "share_of_venues", "product", "quotient",
    "issuance", "basis", "cut_odds", "dollar_index",
]  # fmt: skip
"""What a series can be computed by; the functions stand in `engine.measures.computed`."""

COMPUTED = "computed"
"""The source of what is computed; where a base states facts of it, these come first."""


@dataclass(frozen=True)
class Computed:
    """How a series is computed where nobody better says it: a formula and the series it reads.

    inputs  in the order of the formula
    days    the length of its window, where it has one
    asset   the one asset it is right for; "" for all
    """

    formula: Formula
    inputs: tuple[str, ...] = field(metadata={"min_length": 1})
    days: int = field(default=0, metadata={"ge": 0})
    asset: str = ""


@dataclass(frozen=True)
class Series:
    """Something measured over time, with its unit, its rhythm and its sources, best first.

    title     what a reader calls it; where none is given, the words of its name
    targeted  each fact is about a date other than its own day: odds for a meeting, a decision ahead
    share     a part of a whole: every value lies between 0 and 100 %
    plausible lowest and highest value, in the unit, that a fact is believed with unasked
    exists    whether the asset asked about can have it at all
    carried   days for which its last value may stand as a range, once it is stale
    """

    name: str
    description: str
    unit: str
    scope: Literal["asset", "global"]
    measure: Literal["stock", "flow", "ratio", "event"]
    cadence: Literal["daily", "weekly", "monthly", "quarterly", "meeting", "irregular"]
    stale_after: int = field(metadata={"ge": 0})
    publication: Rule
    tolerance: str
    title: str = ""
    calendar: Calendar = "utc"
    positive: bool = False
    targeted: bool = False
    share: bool = False
    plausible: tuple[float, float] | None = None
    exists: bool = True
    carried: int = field(default=0, metadata={"ge": 0})
    computed: Computed | None = None
    sources: tuple[str, ...] = (ANY_SOURCE,)

    @cached_property
    def measured_in(self) -> Unit:
        """The catalogue's unit for the series, looked up."""
        return unit(self.unit)

    @property
    def called(self) -> str:
        """What a reader calls it: its title, else the words of its name."""
        return self.title or self.name.rpartition(".")[2].replace("_", " ")

    @property
    def plausible_range(self) -> tuple[float, float] | None:
        """Its plausible range in canonical units."""
        if self.plausible is None:
            return None
        low, high = map(self.measured_in.canonical, self.plausible)
        return low, high

    @property
    def price(self) -> bool:
        """Whether it is money paid for one of something, which is never nothing."""
        return self.measured_in.name in PRICES
