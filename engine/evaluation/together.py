"""The rule base over the days of several panels at once: panels in, one `Evaluation` out.

What is worked out of a day rests on that day alone, so panels share what a page costs, and those of
assets to which the catalogue says the same share what it costs to read them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.evaluation.days import FEW, provide_page
from engine.evaluation.evaluate import Evaluation, PageFacts, evaluated, facts_of, read_page
from engine.evaluation.facts import below
from engine.measures.choose import read
from engine.measures.over_days.provide import Provider
from engine.measures.provider import remembering
from engine.pages.book import RuleBook
from kb.catalog import Catalog
from kb.panel import Panel

Facts = dict[str, PageFacts]
Seen = Sequence[tuple[Panel, Catalog]]


def evaluate_together(book: RuleBook, seen: Seen) -> Evaluation:
    """Evaluate every page on the days of all panels, one panel below the other.

    seen     each panel, with what can be computed, and the catalogue as it applies to its asset
    returns  an evaluation whose `panel` has all days, and no facts; readings are not kept
    """
    alike = list(_alike(seen))
    parts = [_read(book, [seen[place][0] for place in own], seen[own[0]][1]) for own in alike]
    panels = [panel for panel, _ in seen]
    days = np.concatenate([panel.days for panel in panels])
    known_at = np.concatenate([panel.known_at for panel in panels])
    panel = Panel(panels[0].asset, days, known_at, {})
    return evaluated(book, panel, _in_order(parts, alike, [len(each.days) for each in panels]))


def _alike(seen: Seen) -> Iterator[list[int]]:
    """The places of panels of assets to which the catalogue says the same."""
    found: list[tuple[Catalog, list[int]]] = []
    for place, (_, catalog) in enumerate(seen):
        own = next((own for known, own in found if known.series == catalog.series), None)
        if own is None:
            found.append((catalog, [place]))
        else:
            own.append(place)
    yield from (own for _, own in found)


def _read(book: RuleBook, panels: Sequence[Panel], catalog: Catalog) -> Facts:
    if sum(len(panel.days) for panel in panels) >= FEW:
        provider = Provider(panels, catalog)
        return {page.claim: provide_page(provider, page) for page in book.pages}
    alone = [_by_itself(book, panel, catalog) for panel in panels]
    return {
        claim: {name: below([part[claim][name] for part in alone]) for name in facts}
        for claim, facts in alone[0].items()
    }


def _by_itself(book: RuleBook, panel: Panel, catalog: Catalog) -> Facts:
    reader = remembering(read)
    readings = {page.claim: read_page(panel, catalog, page, reader) for page in book.pages}
    return dict(facts_of(book.pages, readings))


def _in_order(parts: Sequence[Facts], alike: Sequence[Sequence[int]], days: Sequence[int]) -> Facts:
    """What was read of panels, those that are alike together, as the panels stand."""
    if len(parts) == 1:
        return parts[0]
    ends = np.cumsum([0, *days])
    rows = [np.arange(ends[place], ends[place + 1]) for own in alike for place in own]
    order = np.argsort(np.concatenate(rows))
    return {
        claim: {name: below([part[claim][name] for part in parts]).over(order) for name in facts}
        for claim, facts in parts[0].items()
    }
