"""The cases of the pages: run them, say what they leave open and what they would not notice."""

from __future__ import annotations

import sys
from typing import NamedTuple

import click

from engine.cli import completing
from engine.cli.output import say, show_json
from engine.cli.session import Session, shared

NOTICED = 0.95


@click.command("test")
@click.argument("claims", nargs=-1, shell_complete=completing.claims)
@shared("rules", "own_catalog", "as_json")
def test_command(session: Session, claims: tuple[str, ...]) -> None:
    """Run the cases on the pages, all of them or those of the claims named.

    A page that is judged needs cases that hold, fail and stay unknown, and each of its conditions
    must be seen true, false and unknown.

    \b
    Example:
      downdraft rules test cut_odds_collapsed
    """
    from engine.cases.house import untried
    from engine.cases.table import run_cases

    book = session.book()
    pages = [book.page(claim) for claim in claims] or list(book.pages)
    cases = [
        _Result(page.file, outcome.case.line, outcome.case.title, outcome.problems)
        for page in pages
        for outcome in run_cases(book, page)
    ]
    lacking = [
        _Result(page.file, line, "", (lack,))
        for page in pages
        for line, lack in untried(book, page)
    ]
    if session.as_json:
        show_json([row._asdict() for row in (*cases, *lacking)])
    wrong = [row for row in cases if row.problems]
    for row in (*wrong, *lacking):
        case = f" case {row.case!r}:" if row.case else ""
        say(f"{row.page} line {row.line}:{case} {'; '.join(row.problems)}")
    say(f"{len(cases) - len(wrong)} of {len(cases)} cases are met")
    if wrong or lacking:
        sys.exit(4)


@click.command("check")
@shared("rules", "own_catalog", "as_json")
def check_command(session: Session) -> None:
    """What the pages leave open: outcomes no case shows, thresholds no case tests, unused names.

    A page that cannot be read at all is refused by every command, with its file and line.

    \b
    Example:
      downdraft rules check
    """
    from engine.cases.house import wants

    book = session.book()
    found = list(wants(book, book.catalog))
    if session.as_json:
        show_json([want._asdict() for want in found])
    for want in found:
        say(f"{want.file} line {want.line}: {want.problem}")
    pages, wanting = len(book.pages), len({want.file for want in found})
    read = f"{pages} page{' is' if pages == 1 else 's are'} read"
    say(f"{read}, {wanting} leave{'s' * (wanting == 1)} something open")
    if found:
        sys.exit(4)


@click.command("mutate")
@click.argument("claims", nargs=-1, shell_complete=completing.claims)
@shared("rules", "own_catalog", "as_json")
def mutate_command(session: Session, claims: tuple[str, ...]) -> None:
    """Change each condition a little and report the changes that no case notices.

    Thresholds are moved a twentieth, comparisons turned, premises negated or dropped. At least 95 %
    of the mutants must be noticed; those that cannot differ are excused in equivalent_mutants.yaml.

    \b
    Example:
      downdraft rules mutate cut_odds_collapsed
    """
    from engine.cases.excuses import excuses
    from engine.cases.mutants import living, mutants_of

    book = session.book()
    pages = [book.page(claim) for claim in claims] or [page for page in book.pages if page.cases]
    every = tuple(mutant.name for page in book.pages for mutant in mutants_of(page))
    excused = excuses(book, every)
    alive = [(page, m) for page in pages for m in living(book, page) if m.name not in excused]
    tried = {m.name for page in pages for m in mutants_of(page)} - set(excused)
    if session.as_json:
        rows = [{"page": p.file, "line": m.line, "mutant": m.name} for p, m in alive]
        show_json({"tried": len(tried), "noticed": len(tried) - len(alive), "living": rows})
    for page, mutant in alive:
        say(f"{page.file} line {mutant.line}: no case notices {mutant.name}")
    say(f"{len(tried) - len(alive)} of {len(tried)} mutants are noticed")
    if len(alive) > (1.0 - NOTICED) * len(tried):
        sys.exit(4)


class _Result(NamedTuple):
    """What came of a case, or of a page as a whole where `case` is empty."""

    page: str
    line: int
    case: str
    problems: tuple[str, ...]
