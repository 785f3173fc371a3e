"""The shape of a page: every name once, every number said of a name, the sections of its kind."""

from __future__ import annotations

from engine.pages.errors import PageError, close, nearest
from engine.pages.page import CASES, IN_DETAIL, SECTIONS, Page, detail_of
from engine.pages.records import records_of


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
    details = () if page.kind == "headline" else tuple(map(detail_of, wanted))
    headings: set[str] = set()
    for name, section in page.sections:
        if name not in (*wanted, *details):
            problem = _unknown(page.kind, name, wanted, (IN_DETAIL,) if details else ())
            raise PageError(page.file, section.heading, problem)
        if name in headings:
            problem = f"the section '{name}' stands here twice; make it one"
            raise PageError(page.file, section.heading, problem)
        headings.add(name)
    for name in wanted:
        if name not in headings:
            raise PageError(page.file, 1, f"a {page.kind} needs the section '## {name}'")


def _all_of(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _unknown(kind: str, name: str, wanted: tuple[str, ...], inside: tuple[str, ...]) -> str:
    """A heading that is none of a page's, with the one that was meant where that is clear."""
    if near := close(name, (*wanted, CASES, *inside)):
        return f"unknown section {name!r}; nearest: {near[0]}"
    one = f"{'an' if kind == 'opinion' else 'a'} {kind}"
    return f"{one} has no section {name!r}, only {_all_of((*wanted, CASES))}"
