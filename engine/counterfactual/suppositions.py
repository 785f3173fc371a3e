"""Suppositions as people write them: `etf.net_flow=-2bn`, `policy.cut_odds@2025-12-10=80%`, a file.

In: texts, a run whose day they are about. Out: facts of the source `what_if`, held against the
catalogue like any other, or one sentence why not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engine.counterfactual.reader import DAY
from engine.judge.run import Run
from kb.catalog import Catalog, UnknownSeries
from kb.clock import NO_TARGET, day_date, day_number
from kb.fact_cells import CONTROL, unit_of
from kb.facts import Checker, Fact, FactError
from kb.readers import BadRow, read_facts
from kb.series import Series
from kb.units import names, unit
from kb.written_numbers import read_number, ungrouped

SOURCE = "what_if"
SLIP = 1_000
"""An amount so many times smaller than what stands, without a unit, is meant in a larger one."""
SCALES = {"k": 3, "m": 6, "bn": 9, "tn": 12}
FILES = (".csv", ".jsonl", ".parquet")

_SUPPOSED = re.compile(r"([^=@]*)(?:@([^=]*))?=(.*)", re.DOTALL)
_VALUE = re.compile(r"([+\-−]?)\s*(\$?)\s*(\d[\d.,]*(?:e[+-]?\d+)?|\.\d+)\s*(.*)", re.DOTALL)


class NotASupposition(ValueError):
    """A text that is neither SERIES=VALUE nor a file of facts."""


@dataclass(frozen=True)
class Standing:
    """What stands for a series: the date it is about, the days it covers, its value and its day."""

    target: int
    span: int
    value: float | None
    as_of: int | None = None


def refuse_odd(texts: Iterable[str], catalog: Catalog) -> None:
    """Refuse what supposes nothing, or a series that is none, before a run is worked out.

    raises  NotASupposition, FactError
    """
    for text in texts:
        if written := _written(text):
            _series(catalog, written[0])


def suppositions(run: Run, texts: Iterable[str]) -> tuple[Fact, ...]:
    """The facts supposed; raises NotASupposition or FactError for the first that is none."""
    found: dict[tuple[object, ...], Fact] = {}
    for text in texts:
        for fact in _facts(run, text):
            key = (fact.series, fact.target, fact.as_of, fact.span)
            if key in found:
                raise FactError(f"{fact.series} of {fact.as_of} is supposed twice; give it once")
            found[key] = fact
    return tuple(found.values())


def standing(run: Run, series: str, target: date | None = None) -> Standing:
    """What the best source says of a series on the run's day, of a date or the nearest ahead."""
    panel = run.evaluation.panel
    day = int(panel.days[DAY])
    for track in panel.visible(series, day, int(panel.known_at[DAY])):
        ahead = track.target[track.target >= day]
        about = int(ahead.min()) if len(ahead) else NO_TARGET
        about = about if target is None else day_number(target)
        own = track.take(track.target == about)
        if len(own):
            newest = int(own.span[-1]), float(own.value[-1]), int(own.as_of[-1])
            return Standing(about, *newest)
    return Standing(NO_TARGET, 1, None)


def _facts(run: Run, text: str) -> Iterator[Fact]:
    written = _written(text)
    if written is None:
        yield from _from_file(run, text)
    else:
        yield _fact(run, *written)


def _written(text: str) -> tuple[str, str, str] | None:
    """The series, the target and the value that a text names; None where it names a file."""
    written = None if CONTROL.search(text) else _SUPPOSED.fullmatch(text.strip())
    if written is not None:
        series, target, value = ((part or "").strip() for part in written.groups())
        return series, target, value
    if text == "-" or text.lower().endswith(FILES):
        return None
    raise NotASupposition(
        f"{text[:60]!r} supposes nothing; write SERIES=VALUE, such as price.close=85000, "
        "or name a csv file of facts"
    )


def _series(catalog: Catalog, name: str) -> Series:
    try:
        return catalog.get(name)
    except UnknownSeries as error:
        raise FactError(str(error)) from None


def _from_file(run: Run, name: str) -> Iterator[Fact]:
    asked = run.question
    for row in read_facts(name, _checker(run)):
        if isinstance(row, BadRow):
            raise FactError(f"{name} line {row.line}: {row.reason}")
        if row.asset not in ("", asked.asset):
            raise FactError(f"{name} speaks of {row.asset}, and what is asked about {asked.asset}")
        yield row


def _fact(run: Run, name: str, target: str, value: str) -> Fact:
    series = _series(run.catalog, name)
    stands = standing(run, name)
    number, spelt = _amount(series, value, stands)
    if series.targeted and not target and stands.target != NO_TARGET:
        target = day_date(stands.target).isoformat()
    day = day_date(run.question.as_of)
    asset = run.question.asset if series.scope == "asset" else ""
    span = str(stands.span) if series.measure == "flow" else ""
    row = (name, asset, target, day.isoformat(), span, "", number, spelt, SOURCE, "")
    return _checker(run).row(*row)


def _checker(run: Run) -> Checker:
    """What holds supposed facts against the catalogue of a run, on its day."""
    asked = run.question
    return Checker(
        run.catalog, default_source=SOURCE, default_asset=asked.asset, today=day_date(asked.as_of)
    )


def _amount(series: Series, value: str, stands: Standing) -> tuple[str, str]:
    """The number and the unit of a value such as -2bn, 80%, $85,000 or 25 bp, as texts."""
    written = _VALUE.fullmatch(value)
    if written is None:
        raise FactError(f"{series.name}={value[:40]} has no number; write it like {_like(series)}")
    sign, dollar, digits, spelt = written.groups()
    own = series.measured_in
    if own.dimension:  # an amount, which is printed like 85,000; a rate of 3,241 % may be 3.241
        digits = ungrouped(digits)
    if spelt in ("%", "pp", "bp") and own.dimension:
        raise FactError(_change_or_value(series, sign, digits, spelt, stands))
    if dollar and not own.name.startswith("USD"):
        raise FactError(f"{series.name} is no amount of dollars; write it like {_like(series)}")
    if not spelt:
        if own.dimension:
            _refuse_slip(series, value, digits, stands)
        return sign + digits, _plain_unit(series, value)
    if spelt.lower() in SCALES and own.dimension:
        return _scaled(sign + digits, SCALES[spelt.lower()]), _base(series)
    return sign + digits, unit(unit_of(series, spelt, sign + digits)).name


def _refuse_slip(series: Series, value: str, digits: str, stands: Standing) -> None:
    """Refuse an amount without a unit that can only have been meant in another than the series'."""
    try:
        number = read_number(digits)
    except ValueError:
        return  # who reads the fact says so
    if stands.value and 0.0 < number * SLIP < abs(stands.value):
        raise FactError(
            f"{series.name}={value[:40]} is under a thousandth of what stands, and has no unit; "
            f"write it like {_like(series)}"
        )


def _plain_unit(series: Series, value: str) -> str:
    """The unit of a bare number, where there is only one it can be in."""
    own = series.measured_in
    if own.scale != 1:
        raise FactError(
            f"{series.name}={value[:40]} has no unit, and the series is given in {series.unit}; "
            f"write it like {_like(series)}"
        )
    return own.name


def _base(series: Series) -> str:
    """The unit that thousands and millions are counted in."""
    plain = [each for each in names(series.measured_in.dimension) if unit(each).scale == 1]
    return plain[0] if plain else series.unit


def _scaled(digits: str, power: int) -> str:
    try:
        number = read_number(digits)
    except ValueError as error:
        raise FactError(f"value {error}") from None
    return str(Decimal(repr(number)).scaleb(power))


def _like(series: Series) -> str:
    """An example of a value of the series."""
    own = series.measured_in
    if own.name.startswith(("USD", "coins")) and own.name != "USD/coin":
        return f"{series.name}=500m"
    example = {"%": "40%", "USD/coin": "85000"}.get(own.name, f"1 {own.name}")
    return f"{series.name}={example}"


def _change_or_value(series: Series, sign: str, digits: str, spelt: str, stands: Standing) -> str:
    """Why a percentage of something that is not measured in percent is refused."""
    problem = (
        f"{series.name} is measured in {series.unit}, so {sign}{digits}{spelt} could be a change "
        "or a value; write the value it would have"
    )
    if stands.value is None or spelt != "%":
        return f"{problem}, such as {_like(series)}"
    share = read_number(digits.replace(",", "")) / 100
    there = stands.value * (1 - share if sign in ("-", "−") else 1 + share if sign else share)
    return f"{problem}, such as {series.name}={there:.6g} {_base(series)}"
