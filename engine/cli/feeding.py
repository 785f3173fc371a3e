"""What `init` and `add` put in and print besides: built-in facts, forms to fill in, first facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.cli.output import show_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb.catalog import Catalog
    from kb.facts import Fact
    from kb.store import KnowledgeBase

NOTHING = "?"
"""What an option holds that is named without a value."""


def packs_named(names: str | None) -> list[str]:
    """The packs of built-in facts that are named, each once; raises UsageError for others."""
    from kb.packs import PACKS

    chosen = list(dict.fromkeys(filter(None, map(str.strip, (names or "").split(",")))))
    for name in chosen:
        if name not in PACKS:
            raise click.UsageError(f"--with: there is no {name!r}; there are {', '.join(PACKS)}")
    return chosen


def put_in(kb: KnowledgeBase, pack: str) -> int:
    """Add a pack as a batch of its own; how many facts that were not there."""
    from kb.packs import built_in_facts

    return kb.add(built_in_facts((pack,)), label=f"built-in facts: {pack}").added


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
