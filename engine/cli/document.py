"""The report of a document: document."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.output import give
from engine.cli.session import READING, Session, shared, when
from engine.cli.terminal import for_reader
from engine.pages.page import DOCUMENTS

if TYPE_CHECKING:
    from engine.pages.book import RuleBook

FORMS = {"text": ".txt", "md": ".md", "json": ".json"}
LETTERS = {document: letter for letter, document in DOCUMENTS.items()}


@click.command("document")
@click.argument("document", type=click.Choice(list(LETTERS)))
@when
@click.option("--paragraph", metavar="E24", help="This paragraph alone, told whole.")
@click.option(
    "--format", "form", type=click.Choice(list(FORMS)),
    help="text on a terminal; for -o the ending of the file name decides.",
)  # fmt: skip
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="A file instead.")
@shared(*READING)
def document_command(
    session: Session, document: str, paragraph: str | None, form: str | None, output: str | None
) -> None:
    """What a document says, paragraph by paragraph, what the facts say of it, and its score.

    Each paragraph stands in our words, under it the claims that read it with what became of them
    on the day and what it states against what was measured.

    \b
    Example:
      downdraft document essay --paragraph E24 --example
    """
    from engine.briefing.document.report import document_report
    from engine.briefing.document.written import as_document

    target = session.output(output)
    chosen = form or ("json" if session.as_json else None) or _of_ending(output)
    only = _known(session.book(), LETTERS[document], paragraph) if paragraph else None
    with session.base() as kb:
        report = document_report(kb, session.answer(kb), LETTERS[document], only)
    made = as_document(report, chosen)
    if chosen == "text" and not target:
        made = for_reader(made, partial(as_document, report, chosen))
    give(made, target)


def _of_ending(output: str | None) -> str:
    """The format of a file by its ending; text where there is none."""
    ending = Path(output or "").suffix.lower()
    found = next((form for form, each in FORMS.items() if each == ending), None)
    if ending and found is None:
        known = ", ".join(FORMS.values())
        problem = f"-o: {ending} tells no format; the endings are {known}, or pass --format"
        raise click.UsageError(problem)
    return found or "text"


def _known(book: RuleBook, letter: str, paragraph: str) -> str:
    """A paragraph as it is numbered; raises UsageError for one that the document has not."""
    from engine.pages.head import PARAGRAPHS

    number, last = paragraph.upper(), PARAGRAPHS[letter]
    if number not in {f"{letter}{n + 1}" for n in range(last)}:
        problem = f"there is no paragraph {paragraph}; they go from {letter}1 to {letter}{last}"
        raise click.UsageError(f"--paragraph: {problem}")
    return number
