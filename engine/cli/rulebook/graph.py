"""What rests on what, drawn."""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.files import write_whole
from engine.cli.session import READING, Session, say, shared, when


@click.command("graph")
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
    from engine.judge.run import answer
    from engine.proof.causal import causal_graph
    from engine.proof.graph_mermaid import mermaid
    from engine.proof.graph_svg import svg

    target = None if output is None else session.output(output)
    with session.base() as kb:
        run = answer(kb, session.book(), kb.catalog, session.question(kb, asset, as_of, known_at))
    found = {claim: finding.status for claim, finding in run.findings.items()}
    graph = causal_graph(run.book, found)
    text = svg(graph) if form == "svg" else mermaid(graph)
    if target is None:
        click.echo(text, nl=False)
    else:
        write_whole(target, text)
        say(f"{target}: {len(graph.claims)} claims, {len(graph.edges)} arrows")
