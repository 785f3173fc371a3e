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
@click.option("--check", is_flag=True, help="Try the address, answer the first page once, and end.")
@shared("example", "db", "rules", "own_catalog")
def serve_command(session: Session, host: str, port: int, token: str | None, check: bool) -> None:
    """Answer the pages of the audit site, and what would be if, on this machine.

    The base is only read. Another day is chosen on the page; programs find everything under /api.

    \b
    Example:
      downdraft serve --example --check
    """
    try:
        from engine.web.app import Server
        from engine.web.listening import NotFree, bound, is_loopback, listen
    except ImportError:
        raise click.ClickException(NEEDED) from None
    from engine.site.kept import Kept
    from engine.web.replies import HTML, JSON, Replies

    if not token and not is_loopback(host):
        raise click.UsageError(f"--host {host} can be reached by others; set --token")
    try:
        at = bound(host, port)
    except NotFree as problem:
        raise click.ClickException(str(problem)) from None
    home = f"http://{f'[{host}]' if ':' in host else host}:{at.getsockname()[1]}"
    if check:
        at.close()  # it was free; another server may have it while the page is made
    try:
        replies = Replies(session.reading, Kept(session.book()), session.asset)
        found = replies.reply("index", HTML, ())
        if found.status != 200:
            raise click.ClickException(json.loads(replies.reply("index", JSON, ()).body)["problem"])
        if check:
            told = f"the first page is answered with {found.status}, {len(found.body):,} bytes"
            say(f"{home} can be listened at; {told}")
            return
        say(f"running on {home} (Ctrl+C ends it)")
        server = Server(replies, token or "")
        listen(server.app(), at)
        server.end()
    except KeyboardInterrupt:  # before it listened
        pass
    say("stopped; the base was only read")
