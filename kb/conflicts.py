"""Two values for one fact: which row of a chunk, and the sentence that names both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.frozen import dataclass
from kb.units import UnitError
from kb.units import unit as find_unit

if TYPE_CHECKING:
    from kb.facts import Fact


@dataclass(frozen=True)
class Conflict:
    """A fact of a chunk, by its place there, whose key already holds another value."""

    place: int
    reason: str


def two_values(fact: Fact, value: float, spelt: str, where: str) -> str:
    """What is stored of a fact and what is given now, and what to do about it."""
    about = f" for {fact.target}" if fact.target else ""
    days = f" over {fact.span} days" if fact.span > 1 else ""
    return (
        f"two values for {fact.series}{about} on {fact.as_of}{days} from {fact.source}, known at "
        f"{fact.known_at:%Y-%m-%dT%H:%M:%SZ}: {shown(value, spelt)} {where} and "
        f"{shown(fact.value, fact.unit)} here; a correction must state a later known_at"
    )


def shown(value: float, spelt: str) -> str:
    """A canonical value in the unit it was given in."""
    try:
        return f"{find_unit(spelt).shown(value):.12g} {spelt}"
    except UnitError:
        return f"{value:.12g}"
