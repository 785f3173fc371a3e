"""`rules list`: every claim by chapter, in the order of the briefing, with today's finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.output import say, show_json
from engine.cli.session import DEFAULT_DB, READING, Session, shared, when

if TYPE_CHECKING:
    from engine.judge.run import Run
    from engine.pages.order import Chapter
    from engine.pages.page import Page

NO_BASE = "there is no base here, so nothing is judged; pass --example or --db PATH"


@click.command("list")
@when
@shared(*READING)
def list_command(session: Session) -> None:
    """Every claim by chapter, with its finding where there is a base, and how many there are.

    \b
    Example:
      downdraft rules list --example
    """
    from engine.pages.tally import tally

    run, note = judged(session)
    if note:
        say(note)
    book = run.book if run else session.book()
    counted = tally(book)
    claims = ((chapter, claim) for chapter in counted.chapters for claim in chapter.claims)
    rows = [_listed(chapter, book.page(claim), run) for chapter, claim in claims]
    if session.as_json:
        show_json({
            "claims": rows, "pages": counted.claims, "printed": counted.printed,
            "judged": counted.judged, "not_judged": dict(counted.others),
            "headlines": counted.headlines,
        })  # fmt: skip
        return
    for line in _lines(counted.chapters, rows):
        click.echo(line)
    click.echo(counted.sentence())


def judged(session: Session) -> tuple[Run | None, str]:
    """The answer on the facts at hand; None, and why, where nobody named a base or a day."""
    from engine.judge.run import NothingToJudge

    named = session.example or session.dated
    if not named and session.db == DEFAULT_DB and not Path(session.db).exists():
        return None, NO_BASE
    with session.base() as kb:
        try:
            return session.answer(kb), ""
        except NothingToJudge as error:
            if named:
                raise
            return None, f"nothing is judged: {error}"


def _listed(chapter: Chapter, page: Page, run: Run | None) -> dict[str, object]:
    finding = run.findings[page.claim] if run else None
    return {
        "chapter": chapter.name, "title": chapter.title, "claim": page.claim,
        "paragraphs": list(page.source), "kind": page.kind, "cases": len(page.cases),
        "finding": finding.status if finding else None,
        "reason": finding.reason if finding else None,
    }  # fmt: skip


def _lines(chapters: tuple[Chapter, ...], rows: list[dict[str, object]]) -> Iterator[str]:
    cells = {str(row["claim"]): _cells(row) for row in rows}
    widths = [max(map(len, column)) for column in zip(*cells.values(), strict=True)]
    for chapter in chapters:
        mine = [row for row in rows if row["chapter"] == chapter.name]
        yield f"{chapter.name}: {chapter.title or 'the briefing does not print it'}{_counts(mine)}"
        for row in mine:
            padded = zip(cells[str(row["claim"])], widths, strict=True)
            yield "  " + "  ".join(cell.ljust(width) for cell, width in padded).rstrip()
        yield ""


def _cells(row: dict[str, object]) -> list[str]:
    finding = str(row["finding"] or "").replace("_", " ")
    because = f" ({str(row['reason']).replace('_', ' ')})" if row["reason"] else ""
    cases = row["cases"]
    paragraphs = row["paragraphs"]
    assert isinstance(paragraphs, list)
    many = f"{cases} case" if cases == 1 else f"{cases} cases"
    return [str(row["claim"]), " ".join(paragraphs), str(row["kind"]), many, finding + because]


def _counts(rows: list[dict[str, object]]) -> str:
    """How the findings of a chapter are spread: (3 holds, 1 fails, 1 unknown)."""
    spread = Counter(str(row["finding"]).replace("_", " ") for row in rows if row["finding"])
    shown = ", ".join(f"{count} {word}" for word, count in spread.most_common())
    return f" ({shown})" if shown else f" ({len(rows)})"
