"""Whether a series agrees with itself and ranks its sources as it must; a Fault where not."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from math import inf

from kb.series import ANY_SOURCE, COMPUTED, Series, Source
from kb.units import UnitError, unit


class Fault(ValueError):
    """What is wrong with an entry of a catalogue, and with which of its fields."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


def check_series(series: Series, sources: Mapping[str, Source]) -> None:
    """Refuse a series that contradicts itself, or ranks its sources as it must not."""
    _check_units(series)
    _check_sources(series, sources)
    if series.computed and COMPUTED not in series.sources:
        raise Fault("sources", f"it is computed, and its sources do not rank {COMPUTED!r}; list it")


def _check_units(series: Series) -> None:
    number, _, spelt = series.tolerance.partition(" ")
    try:
        own = series.measured_in
    except UnitError as error:
        raise Fault("unit", str(error)) from None
    try:
        width = unit(spelt)
        if not 0 <= float(number) < inf:
            raise ValueError
    except UnitError as error:
        raise Fault("tolerance", str(error)) from None
    except ValueError:
        why = f"tolerance {series.tolerance!r} is not a number with a unit, such as '5 %'"
        raise Fault("tolerance", why) from None
    if width.dimension not in (own.dimension, ()):
        why = f"tolerance {series.tolerance!r} does not fit the unit {series.unit}; write 5 %"
        raise Fault("tolerance", why)
    if width.name in ("pp", "bp") and own.dimension:
        why = f"tolerance {series.tolerance!r} is for shares, and the unit is {series.unit}"
        raise Fault("tolerance", f"{why}; write 5 %")
    if series.share and own.dimension:
        why = f"it is declared a share, and the unit is {series.unit}; take `share` out"
        raise Fault("share", why)
    _check_plausible(series)


def _check_plausible(series: Series) -> None:
    if series.plausible is None:
        return
    low, high = series.plausible
    if not -inf < low < high < inf:
        why = f"plausible: [{low:g}, {high:g}] is no range; write the lower end first"
        raise Fault("plausible", why)
    if low < 0 and series.positive:
        why = f"plausible: from {low:g}, and it is declared positive; write 0 or more"
        raise Fault("plausible", why)


def _check_sources(series: Series, sources: Mapping[str, Source]) -> None:
    if len(set(series.sources)) < len(series.sources):
        raise Fault("sources", "a source is listed twice, and ranks have no ties; take one out")
    unknown = [key for key in series.sources if key != ANY_SOURCE and key not in sources]
    if unknown:
        why = f"source {unknown[0]!r} is not declared; write it under `sources:`"
        near = get_close_matches(unknown[0], sources, n=1)
        raise Fault("sources", f"{why}, or write {near[0]}" if near else why)
    argues = [key in sources and sources[key].document for key in series.sources]
    if argues != sorted(argues):
        why = "a document is listed before another source; documents come last"
        raise Fault("sources", why)
