"""What `add` prints besides: forms to fill in, and the first facts of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.cli.output import show_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb.catalog import Catalog
    from kb.facts import Fact

NOTHING = "?"
"""What an option holds that is named without a value."""


def form(catalog: Catalog, files: Sequence[str], told: str | None, template: bool) -> str:
    """What is printed to be filled in or copied: a csv of facts, a map, or which maps there are."""
    if template:
        from kb.template import template as empty

        return empty(catalog)
    if told is None:
        from kb.maps.scaffold import scaffold

        return scaffold(files[0])
    from kb.maps.library import listing, map_text

    return listing() if told == NOTHING else map_text(told)[0]


def show_first(facts: Sequence[Fact]) -> None:
    """The first facts of a file as they would be held."""
    rows = [_shown(fact) for fact in facts]
    if rows:
        show_table(list(rows[0]), [list(row.values()) for row in rows])


def _shown(fact: Fact) -> dict[str, str]:
    """A fact with its value in the unit that numbers of its dimension are written in."""
    from kb.units import to_write, unit

    plain = unit(to_write(unit(fact.unit).dimension))
    about = f" for {fact.target}" if fact.target else ""
    return {
        "series": fact.series, "asset": fact.asset, "as of": f"{fact.as_of}{about}",
        "value": f"{plain.shown(fact.value):,.12g} {plain.name}", "source": fact.source,
        "known at": f"{fact.known_at:%Y-%m-%d %H:%M}",
    }  # fmt: skip
