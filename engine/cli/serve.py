"""The audit site live: serve."""

from __future__ import annotations

import json

import click

from engine.cli import completing
from engine.cli.output import say
from engine.cli.session import Session, shared

NEEDED = "serving needs starlette and uvicorn: pip install 'downdraft[web]'"


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8017, show_default=True,
    help="At which port; 0 takes a free one.",
)  # fmt: skip
@click.option(
    "--token", envvar="DOWNDRAFT_TOKEN", help="What a reader must bring; needed beyond loopback."
)
@click.option(
    "--asset", default="btc", show_default=True, shell_complete=completing.assets,
    help="Which asset.",
)  # fmt: skip
@click.option("--check", is_flag=True, help="Answer the first page once, and end.")
@shared("example", "db", "rules", "own_catalog")
def serve_command(session: Session, host: str, port: int, token: str | None, check: bool) -> None:
    """Answer the pages of the audit site, and what would be if, on this machine.

    The base is only read. Another day is chosen on the page; programs find everything under /api.

    \b
    Example:
      downdraft serve --example --check
    """
    try:
        from engine.web.app import Server, is_loopback, listen
    except ImportError:
        raise click.ClickException(NEEDED) from None
    from engine.site.kept import Kept
    from engine.web.replies import HTML, JSON, Replies

    if not token and not is_loopback(host):
        raise click.UsageError(f"--host {host} can be reached by others; set --token")
    replies = Replies(session.reading, Kept(session.book()), session.asset)
    found = replies.reply("index", HTML, ())
    if found.status != 200:
        raise click.ClickException(json.loads(replies.reply("index", JSON, ()).body)["problem"])
    if check:
        say(f"the first page is answered with {found.status}, {len(found.body):,} bytes")
        return
    try:
        listen(Server(replies, token or "").app(), host, port)
    except SystemExit:  # said by the server, which leaves with a code that means something here
        raise click.ClickException(f"nothing can listen at {host}, port {port}") from None
