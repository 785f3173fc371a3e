"""Every page by its address: a desk and `claim/cascade` in, the record of that page out."""

from __future__ import annotations

import re
from collections.abc import Callable

from engine.contract.audit import ForecastOut, IndexOut, PageOut, SearchOut
from engine.contract.audit_claims import ClaimOut, DayOut, ParagraphOut, RunClaimOut, RunOut
from engine.contract.audit_facts import BatchOut, FactPageOut, FactsOut, SeriesOut, SourcePageOut
from engine.pages.errors import UnknownName
from engine.site.claims import claim_page, paragraph_page
from engine.site.desk import Desk
from engine.site.facts import fact_page, facts_page
from engine.site.record import record_page
from engine.site.recorded import day_page, run_claim_page, run_page
from engine.site.series import batch_page, series_page, source_page
from engine.site.start import index_page, search_page

ADDRESS = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}(/[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}){0,2}")
"""What an address may be: up to three names, none of which leads anywhere else."""

PAGES: dict[str, tuple[type[PageOut], Callable[..., PageOut]]] = {
    "index": (IndexOut, index_page),
    "search": (SearchOut, search_page),
    "record": (ForecastOut, record_page),
    "day/{day}": (DayOut, day_page),
    "run/{run}": (RunOut, run_page),
    "run/{run}/{claim}": (RunClaimOut, run_claim_page),
    "claim/{claim}": (ClaimOut, claim_page),
    "paragraph/{number}": (ParagraphOut, paragraph_page),
    "series/{series}": (SeriesOut, series_page),
    "series/{series}/{year}": (FactsOut, facts_page),
    "fact/{number}": (FactPageOut, fact_page),
    "source/{source}": (SourcePageOut, source_page),
    "batch/{number}": (BatchOut, batch_page),
}
"""What there is, by its kind of address: the record, and what makes it of a desk and the names."""


def page(desk: Desk, address: str) -> PageOut:
    """The record at an address; UnknownName where there is none."""
    first, *names = address.split("/") if ADDRESS.fullmatch(address) else [""]
    for pattern, (_, made) in PAGES.items():
        kind, *holes = pattern.split("/")
        if kind == first and len(holes) == len(names):
            return made(desk, *names)
    lacks = f"there is no page {address[:60]!r}" if address else "that is no address of a page"
    raise UnknownName(f"{lacks}; the first page and the search name all there are")
