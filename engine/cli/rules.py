"""The rule base as a person reads it: list, show, test, check, mutate."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

import click

from engine.cli.files import write_whole
from engine.cli.session import READING, Session, say, shared, show_json, show_table, when

NOTICED = 0.95
NAME = re.compile(r"[a-z][a-z0-9_]*")
KINDS = ("measurement", "mechanism", "judgement", "definition", "forecast", "opinion")


@click.group("rules")
def rules_command() -> None:
    """The claim pages: list them, show one, run their cases, check what they leave open.

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
    click.echo(book.text(page), nl=False)


@rules_command.command("test")
@click.argument("claims", nargs=-1)
@shared("rules", "as_json")
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
        _Row(page.file, outcome.case.title, outcome.problems)
        for page in pages
        for outcome in run_cases(book, page)
    ]
    lacking = [_Row(page.file, "", (lack,)) for page in pages for lack in untried(book, page)]
    if session.as_json:
        show_json([row._asdict() for row in (*cases, *lacking)])
    wrong = [row for row in cases if row.problems]
    for row in (*wrong, *lacking):
        say(f"{row.page}{'::' if row.case else ''}{row.case}: {'; '.join(row.problems)}")
    say(f"{len(cases) - len(wrong)} of {len(cases)} cases are met")
    if wrong or lacking:
        sys.exit(4)


@rules_command.command("new")
@click.argument("page", metavar="CHAPTER/CLAIM")
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    default="measurement",
    show_default=True,
    help="What the claim is.",
)
@click.option(
    "--source", "paragraph", metavar="E10", required=True, help="The paragraph it restates."
)
@shared("rules")
def new_command(session: Session, page: str, kind: str, paragraph: str) -> None:
    """Start a page: one that loads and passes `rules check`, for you to change.

    Goes to a folder of pages of your own: --rules FOLDER, or DOWNDRAFT_RULES.

    \b
    Example:
      downdraft rules new policy/bills_yield_more --source E11 --rules my-rules
    """
    from engine.pages.build import build_book
    from engine.pages.library import read_texts
    from engine.pages.scaffold import listed_in, scaffold
    from engine.pages.shared_files import ORDER
    from kb.catalog import catalog

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
    texts = read_texts(folder) if folder.is_dir() else {}
    if f"{page}.md" in texts:
        raise click.ClickException(f"{folder / page}.md is already there; choose another name")
    texts |= {
        f"{page}.md": scaffold(claim, kind, paragraph),
        ORDER: listed_in(texts.get(ORDER, ""), chapter, claim),
    }
    build_book(texts, catalog())
    (folder / chapter).mkdir(parents=True, exist_ok=True)
    for name in (f"{page}.md", ORDER):
        write_whole(folder / name, texts[name])
    say(f"{folder / page}.md is there; change it, then: downdraft rules check --rules {folder}")


@rules_command.command("graph")
@click.option(
    "--format",
    "form",
    type=click.Choice(["mermaid", "svg"]),
    default="mermaid",
    show_default=True,
    help="Text for documents that draw it themselves, or a picture.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file instead."
)
@when
@shared(*READING)
def graph_command(
    session: Session,
    form: str,
    output: Path | None,
    as_of: str | None,
    known_at: str | None,
    asset: str,
) -> None:
    """What rests on what, coloured by finding.

    \b
    Example:
      downdraft rules graph --example --format svg -o graph.svg
    """
    from engine.graph.causal import causal_graph
    from engine.graph.mermaid import mermaid
    from engine.graph.svg import svg
    from engine.inference.run import answer

    with session.base() as kb:
        run = answer(kb, session.book(), kb.catalog, session.question(kb, asset, as_of, known_at))
    found = {claim: finding.status for claim, finding in run.findings.items()}
    graph = causal_graph(run.book, found)
    text = svg(graph) if form == "svg" else mermaid(graph)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_whole(output, text)
        say(f"{output}: {len(graph.claims)} claims, {len(graph.edges)} arrows")


@rules_command.command("check")
@shared("rules", "as_json")
def check_command(session: Session) -> None:
    """What the pages leave open: outcomes no case shows, thresholds no case tests, unused names.

    A page that cannot be read at all is refused by every command, with its file and line.

    \b
    Example:
      downdraft rules check
    """
    from engine.cases.house import wants
    from kb.catalog import catalog

    book = session.book()
    found = list(wants(book, catalog()))
    if session.as_json:
        show_json([want._asdict() for want in found])
    for want in found:
        say(f"{want.file} line {want.line}: {want.problem}")
    pages, wanting = len(book.pages), len({want.file for want in found})
    say(f"{pages} pages are read, {wanting} leave something open")
    if found:
        sys.exit(4)


@rules_command.command("mutate")
@click.argument("claims", nargs=-1)
@shared("rules", "as_json")
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


class _Row(NamedTuple):
    """What came of a case, or of a page as a whole where `case` is empty."""

    page: str
    case: str
    problems: tuple[str, ...]
