"""Starting a page: one that loads and passes every check, or nothing at all."""

from __future__ import annotations

import re
from pathlib import Path

import click

from engine.cli.output import Unwritable, say, write_together
from engine.cli.session import Session, shared

NAME = re.compile(r"[a-z][a-z0-9_]*")
KINDS = ("measurement", "mechanism", "judgement", "definition", "forecast", "opinion")


@click.command("new")
@click.argument("page", metavar="CHAPTER/CLAIM")
@click.option(
    "--kind", type=click.Choice(KINDS), default="measurement", show_default=True,
    help="What the claim is.",
)  # fmt: skip
@click.option(
    "--source", "paragraph", metavar="E10", required=True, help="The paragraph it restates."
)
@shared("rules", "own_catalog")
def new_command(session: Session, page: str, kind: str, paragraph: str) -> None:
    """Start a page: one that loads and passes `rules check`, for you to change.

    Goes to a folder of pages of your own, --rules FOLDER or DOWNDRAFT_RULES, and into its
    briefing.yaml. Where either cannot be written, neither is.

    \b
    Example:
      downdraft rules new policy/bills_yield_more --source E11 --rules my-rules
    """
    from engine.pages.order import ORDER

    chapter, slash, claim = page.partition("/")
    if not slash or not all(NAME.fullmatch(part) for part in (chapter, claim)):
        raise click.UsageError(
            f"{page!r} is no place for a page; write chapter/claim in small letters, digits and _"
        )
    if not paragraph.strip():
        raise click.UsageError("--source names the paragraph it restates, such as E10")
    if session.rules is None:
        raise click.UsageError("name the folder of your pages: --rules FOLDER")
    folder = Path(session.rules)
    texts = _with_page(session, folder, chapter, claim, kind, paragraph.strip())
    try:
        write_together({folder / name: texts[name] for name in (f"{page}.md", ORDER)})
    except Unwritable as error:
        problem = f"{error}; nothing was changed: make {folder} writable, or name another --rules"
        raise click.ClickException(problem) from error
    say(f"{folder / page}.md is there; change it, then: downdraft rules check --rules {folder}")


def _with_page(
    session: Session, folder: Path, chapter: str, claim: str, kind: str, paragraph: str
) -> dict[str, str]:
    """The texts of the folder with the new page, listed in its chapter, as a book that loads."""
    from engine.pages.build import build_book
    from engine.pages.folder import read_folder
    from engine.pages.library import named_in
    from engine.pages.order import ORDER
    from engine.pages.scaffold import listed_in, scaffold

    name = f"{chapter}/{claim}.md"
    with named_in(folder):
        texts = read_folder(folder).texts if folder.is_dir() else {}
        if name in texts:
            raise click.ClickException(f"{folder / name} is already there; choose another name")
        texts |= {
            name: scaffold(claim, kind, paragraph),
            ORDER: listed_in(texts.get(ORDER, ""), chapter, claim),
        }
        build_book(texts, session.catalog())
    return texts
