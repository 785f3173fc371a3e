"""What goes together: the parts of a page, and the order of the briefing with the pages."""

from __future__ import annotations

from collections.abc import Mapping

from engine.pages.errors import PageError, bare_number, close, nearest
from engine.pages.order import ORDER, Chapter, Order, Row
from engine.pages.page import CASES, IN_DETAIL, IN_SHORT, SECTIONS, Page, part_of
from engine.pages.printing import UNITS, styles_of
from engine.pages.records import records_of
from kb.units import Dimension, either, spell


def check_shape(page: Page, front: int) -> None:
    """Refuse a page whose parts do not go together; `front` is the line of its front matter."""
    _check_names(page)
    _check_sections(page)
    if page.judged and not page.when:
        raise PageError(page.file, front, f"a {page.kind} needs conditions under `when:`")
    if not page.judged and page.when:
        problem = f"a {page.kind} takes no `when:`; take it out"
        raise PageError(page.file, page.when[0].line, problem)


def _check_names(page: Page) -> None:
    seen: set[str] = set()
    for name, line in [(f.name, f.line) for f in page.facts] + [(q.name, q.line) for q in page.let]:
        if name in seen:
            raise PageError(page.file, line, f"the name {name!r} stands for two things; rename one")
        seen.add(name)
    for record in sorted(records_of(page.let) & seen):
        line = next(q.line for q in page.let if q.name.startswith(f"{record}."))
        raise PageError(page.file, line, f"the name {record!r} stands for two things; rename one")
    for said in page.said:
        if said.name not in seen:
            problem = f"said: no fact or quantity {said.name!r}; {nearest(said.name, seen)}"
            raise PageError(page.file, said.line, problem)


def _check_sections(page: Page) -> None:
    wanted = SECTIONS[page.kind]
    parts = () if page.kind == "headline" else (IN_SHORT, IN_DETAIL)
    inside = {part_of(section, part) for section in wanted for part in parts}
    headings: set[str] = set()
    for name, section in page.sections:
        if name not in (*wanted, *inside):
            problem = _unknown(page.kind, name, wanted, parts)
            raise PageError(page.file, section.heading, problem)
        if name in headings:
            problem = f"the section '{name}' stands here twice; make it one"
            raise PageError(page.file, section.heading, problem)
        headings.add(name)
    for name in wanted:
        if name not in headings:
            raise PageError(page.file, 1, f"a {page.kind} needs the section '## {name}'")


def _unknown(kind: str, name: str, wanted: tuple[str, ...], inside: tuple[str, ...]) -> str:
    """A heading that is none of a page's, with the one that was meant where that is clear."""
    if near := close(name, (*wanted, CASES, *inside)):
        return f"unknown section {name!r}; nearest: {near[0]}"
    one = f"{'an' if kind == 'opinion' else 'a'} {kind}"
    return f"{one} has no section {name!r}, only {', '.join(wanted)} and {CASES}"


def check_order(
    order: Order, pages: Mapping[str, Page], dimensions: Mapping[str, Mapping[str, Dimension]]
) -> None:
    """Check the order of a book; raises PageError with the line of briefing.yaml."""
    named = {
        "headline": order.headline, "conditions": order.conditions,
        "drivers": order.front.drivers, "against": order.front.against,
    }  # fmt: skip
    for key, claims in named.items():
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
