"""What rests on what, drawn."""

from __future__ import annotations

import click

from engine.cli.output import say, write_whole
from engine.cli.session import READING, Session, shared, when


@click.command("graph")
@click.option(
    "--format", "form", type=click.Choice(["mermaid", "svg"]), default="mermaid",
    show_default=True, help="Text for documents that draw it themselves, or a picture.",
)  # fmt: skip
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="A file instead.")
@when
@shared(*READING)
def graph_command(session: Session, form: str, output: str | None) -> None:
    """What rests on what, coloured by finding.

    \b
    Example:
      downdraft rules graph --example --format svg -o graph.svg
    """
    from engine.proof.causal import causal_graph, mermaid
    from engine.proof.graph_svg import svg

    target = session.output(output)
    with session.base() as kb:
        run = session.answer(kb)
    found = {claim: finding.status for claim, finding in run.findings.items()}
    graph = causal_graph(run.book, found)
    text = svg(graph) if form == "svg" else mermaid(graph)
    if target is None:
        click.echo(text, nl=False)
    else:
        write_whole(target, text)
        say(f"{target}: {len(graph.claims)} claims, {len(graph.edges)} arrows")
