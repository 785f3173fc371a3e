"""The order of the briefing, checked against the pages: claims, chapters, rows and their styles."""

from __future__ import annotations

from collections.abc import Mapping

from engine.pages.errors import PageError, bare_number, nearest
from engine.pages.folder import ORDER
from engine.pages.order import Chapter, Order, Row
from engine.pages.page import Page
from engine.pages.printing import UNITS, styles_of
from kb.units import Dimension, either, spell


def check_order(
    order: Order, pages: Mapping[str, Page], dimensions: Mapping[str, Mapping[str, Dimension]]
) -> None:
    """Check the order of a book; raises PageError with the line of briefing.yaml."""
    for key, claims in (("headline", order.headline), ("conditions", order.conditions)):
        for claim in claims:
            if claim not in pages:
                raise _wrong(order, (key, claim), f"no page {claim!r}; {nearest(claim, pages)}")
    for row in order.rows:
        for claim, name in row.quantities:
            known = dimensions.get(claim)
            if known is None or name not in known:
                near = nearest(claim, pages) if known is None else nearest(name, known)
                problem = f"{row.label}: no quantity {claim}.{name}; {near}"
                raise _wrong(order, ("row", row.label), problem)
            _check_row(order, row, spell(known[name]))
    for chapter in (*order.why, *order.where):
        _check_chapter(order, chapter, pages)


def _check_row(order: Order, row: Row, given: str) -> None:
    """Refuse a label with a number in it, and a style that is none or of another unit."""
    place = ("row", row.label)
    if bare := bare_number(row.label):
        raise _wrong(order, place, bare)
    if row.style not in UNITS:
        problem = f"{row.label}: no style is named {row.style!r}; {nearest(row.style, UNITS)}"
        raise _wrong(order, place, problem)
    if UNITS[row.style] not in (None, given):
        problem = f"{row.label}: {row.style} prints {UNITS[row.style]}, and this is in {given}"
        raise _wrong(order, place, f"{problem}; write {either(styles_of(given))}")


def _wrong(order: Order, place: tuple[str, ...], problem: str) -> PageError:
    return PageError(f"rules/{ORDER}", order.places.get(place, 1), problem)


def _check_chapter(order: Order, chapter: Chapter, pages: Mapping[str, Page]) -> None:
    there = {page.claim for page in pages.values() if page.chapter == chapter.name}
    if chapter.claims and not there:
        near = nearest(chapter.name, {page.chapter for page in pages.values()})
        problem = f"there is no folder {chapter.name!r} with pages; {near}"
        raise _wrong(order, ("chapter", chapter.name), problem)
    for claim in chapter.claims:
        if claim not in there:
            home = pages[claim].chapter if claim in pages else ""
            near = f"it lies in the folder {home}" if home else nearest(claim, there)
            problem = f"chapter {chapter.name} has no page {claim!r}; {near}"
            raise _wrong(order, ("chapter", chapter.name, claim), problem)
    left_out = sorted(there - set(chapter.claims))
    if left_out:
        names = ", ".join(left_out)
        problem = f"chapter {chapter.name} does not list {names}; add {names} to the list"
        raise _wrong(order, ("list", chapter.name), problem)
