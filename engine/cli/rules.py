"""The rule base as a person reads it: list, show, test."""

from __future__ import annotations

import sys

import click

from engine.cli.session import READING, Session, say, shared, show_json, show_table, when


@click.group("rules")
def rules_command() -> None:
    """The claim pages: list them, show one, run their cases.

    \b
    Example:
      downdraft rules list --example
    """


@rules_command.command("list")
@when
@shared(*READING)
def list_command(session: Session, as_of: str | None, known_at: str | None, asset: str) -> None:
    """Every claim with its finding.

    \b
    Example:
      downdraft rules list --example
    """
    from engine.inference.run import answer

    with session.base() as kb:
        run = answer(kb, session.book(), kb.catalog, session.question(kb, asset, as_of, known_at))
    rows = [
        {
            "chapter": page.chapter,
            "claim": page.claim,
            "kind": page.kind,
            "finding": run.findings[page.claim].status,
            "reason": run.findings[page.claim].reason or "",
            "source": " ".join(page.source),
        }
        for page in run.book.pages
    ]
    if session.as_json:
        show_json(rows)
    else:
        show_table(list(rows[0]), [list(row.values()) for row in rows])


@rules_command.command("show")
@click.argument("claim")
@shared("rules")
def show_command(session: Session, claim: str) -> None:
    """The page of a claim, as it is written.

    \b
    Example:
      downdraft rules show cut_odds_collapsed
    """
    book = session.book()
    page = book.page(claim)
    click.echo(book.texts[page.file.removeprefix("rules/")], nl=False)


@rules_command.command("test")
@click.argument("claims", nargs=-1)
@shared("rules", "as_json")
def test_command(session: Session, claims: tuple[str, ...]) -> None:
    """Run the cases on the pages, all of them or those of the claims named.

    \b
    Example:
      downdraft rules test cut_odds_collapsed
    """
    from engine.pages.cases import run_cases

    book = session.book()
    pages = [book.page(claim) for claim in claims] or list(book.pages)
    rows: list[dict[str, object]] = [
        {"page": page.file, "case": outcome.case.title, "problems": list(outcome.problems)}
        for page in pages
        for outcome in run_cases(book, page)
    ]
    wrong = [row for row in rows if row["problems"]]
    if session.as_json:
        show_json(rows)
    for row in wrong:
        say(f"{row['page']}::{row['case']}: {'; '.join(row['problems'])}")  # type: ignore[arg-type]
    say(f"{len(rows) - len(wrong)} of {len(rows)} cases are met")
    if wrong:
        sys.exit(4)
