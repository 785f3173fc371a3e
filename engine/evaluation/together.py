"""The rule base over the days of several panels at once: panels in, one `Evaluation` out.

What is worked out of a day rests on that day alone, so panels share what a page costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from engine.evaluation.evaluate import (
    Evaluation,
    PageReadings,
    evaluated,
    facts_of,
    read_page,
)
from engine.measures.choose import read
from engine.measures.provider import remembering
from engine.pages.book import RuleBook
from kb.catalog import Catalog
from kb.panel import Panel


def evaluate_together(book: RuleBook, seen: Sequence[tuple[Panel, Catalog]]) -> Evaluation:
    """Evaluate every page on the days of all panels, one panel below the other.

    seen     each panel, with what can be computed, and the catalogue as it applies to its asset
    returns  an evaluation whose `panel` has all days, and no facts
    """
    parts = [_readings(book, panel, catalog) for panel, catalog in seen]
    readings = {
        page.claim: {
            fact.name: tuple(chain.from_iterable(p[page.claim][fact.name] for p in parts))
            for fact in page.facts
        }
        for page in book.pages
    }
    panels = [panel for panel, _ in seen]
    days = np.concatenate([panel.days for panel in panels])
    known_at = np.concatenate([panel.known_at for panel in panels])
    panel = Panel(panels[0].asset, days, known_at, {})
    return replace(evaluated(book, panel, facts_of(book.pages, readings)), readings=readings)


def _readings(book: RuleBook, panel: Panel, catalog: Catalog) -> dict[str, PageReadings]:
    reader = remembering(read)
    return {page.claim: read_page(panel, catalog, page, reader) for page in book.pages}
