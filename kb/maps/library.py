"""Where maps come from: the ready ones beside this module, or a file of one's own; checked once
against their own form and against the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ValidationError

from kb.catalog import Catalog, UnknownSeries
from kb.errors import ReadError
from kb.maps.model import Column, DayColumn, Map, MomentColumn, Told
from kb.marked_yaml import Place, Unreadable, read_marked
from kb.units import UnitError, either, names
from kb.units import unit as find_unit

SUFFIX = ".yaml"


class MapError(ReadError):
    """A map that is wrong; the message names its file, the line, the field and what to write."""


def ready_maps() -> dict[str, str]:
    """The texts of the ready maps by their names."""
    folder = sorted(files("kb.maps").joinpath("ready").iterdir(), key=lambda file: file.name)
    return {
        file.name.removesuffix(SUFFIX): file.read_text(encoding="utf-8")
        for file in folder
        if file.name.endswith(SUFFIX)
    }


def listing() -> str:
    """The ready maps, a line each with what they read."""
    about = {name: read_marked(text)[0]["about"] for name, text in ready_maps().items()}
    width = max(map(len, about))
    return "".join(f"{name:<{width}}  {what}\n" for name, what in about.items())


def find_map(wanted: str, catalog: Catalog) -> Map:
    """The ready map of a name, or the one in a file; raises MapError for none, or a wrong one."""
    return read_map(*map_text(wanted), catalog)


def map_text(wanted: str) -> tuple[str, str]:
    """The text of a map, and what errors call it."""
    path, ready = Path(wanted), ready_maps()
    if wanted in ready:
        return ready[wanted], f"map {wanted}"
    try:
        return path.read_text(encoding="utf-8-sig"), wanted
    except UnicodeDecodeError:
        raise MapError(f"{wanted} is not UTF-8; save it as that") from None
    except (OSError, ValueError):
        near = get_close_matches(wanted, ready, n=1, cutoff=0.5)
        meant = f"did you mean {near[0]!r}?" if near else f"the ready ones are {', '.join(ready)}"
        raise MapError(f"there is no map {wanted[:80]!r}, ready or as a file; {meant}") from None


def read_map(text: str, where: str, catalog: Catalog) -> Map:
    """A map from its text, held against the catalogue.

    where   what errors call it; raises MapError
    """
    try:
        tree, lines = read_marked(text)
    except Unreadable as problem:
        raise MapError(f"{where} line {problem.line}: {problem}") from None
    return map_of(tree, lines, where, catalog)


def map_of(
    tree: Mapping[str, object], lines: Mapping[Place, int], where: str, catalog: Catalog
) -> Map:
    """A map from its tree, held against the catalogue; raises MapError.

    lines  of its names in the file; that of () is where it begins
    """
    try:
        table = Map.model_validate(tree)
    except ValidationError as error:
        place, why = _first(error, lines)
        raise MapError(_told(where, place, lines, why)) from None
    for n, column in enumerate(table.columns):
        if fault := _misfit(column.series, column.unit, catalog):
            raise MapError(_told(where, ("columns", str(n), fault[0]), lines, fault[1]))
    return table


def _told(where: str, place: Place, lines: Mapping[Place, int], why: str) -> str:
    """A sentence on what stands at a place, by the line of the nearest name that is written."""
    written = place
    while written and written not in lines:
        written = written[:-1]
    field = ".".join(str(int(part) + 1) if part.isdecimal() else part for part in place)
    return (
        f"{where} line {lines.get(written, lines.get((), 1))}: {field + ': ' if field else ''}{why}"
    )


def _first(error: ValidationError, lines: Mapping[Place, int]) -> tuple[Place, str]:
    """Where the first fault stands, as the map is written, and what is wrong there."""
    found = error.errors(include_url=False)[0]
    missing, parts = found["type"] == "missing", [str(part) for part in found["loc"]]
    place: Place = ()
    for n, part in enumerate(parts, start=1):  # between the names stand the kinds that were tried
        if (*place, part) in lines or (missing and n == len(parts)):
            place = (*place, part)
    name = place[-1] if place else ""
    if missing:
        return place, f"it is missing; write `{name}: ...`"
    if found["type"] == "extra_forbidden":
        allowed = _allowed_beside(parts)
        near = get_close_matches(name, allowed, n=1)
        return place, f"unknown entry; write {near[0] if near else either(allowed)}"
    return place, _plainly(found["msg"])


def _allowed_beside(parts: Sequence[str]) -> tuple[str, ...]:
    """What may be written where something else is."""
    inside: dict[str, type[BaseModel]] = {
        "columns": Column, "date": DayColumn, "known_at": MomentColumn
    }  # fmt: skip
    model = Map if len(parts) == 1 else inside.get(parts[0], Told)
    return tuple(model.model_fields)


def _plainly(message: str) -> str:
    """A complaint of pydantic as a clause of ours."""
    for old, new in (
        ("Value error, ", ""), ("Input should be a valid", "write a"), ("Input should be", "write"),
        ("Tuple should have at least 1 item after validation, not 0", "it names nothing"),
        ("String should match pattern", "it should match"),
    ):  # fmt: skip
        message = message.replace(old, new)
    return message


def _misfit(series: str, unit: str, catalog: Catalog) -> tuple[str, str] | None:
    """What is wrong with a column for this catalogue, and in which field."""
    try:
        own = catalog.get(series).measured_in
        found = find_unit(unit)
    except UnknownSeries as error:
        return "series", str(error)
    except UnitError as error:
        return "unit", str(error)
    if found.dimension != own.dimension:
        return "unit", f"{unit!r} does not fit {series}; write {either(names(own.dimension))}"
    return None
