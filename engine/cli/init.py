"""A new base: empty, or with facts that are built in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.output import say, show_json
from engine.cli.session import Session, shared

if TYPE_CHECKING:
    from kb.store import KnowledgeBase


@click.command("init")
@click.option(
    "--with",
    "packs",
    metavar="NAMES",
    help="Put built-in facts in: essay, comment, published, past; several with commas.",
)
@shared("db", "as_json")
def init_command(session: Session, packs: str | None) -> None:
    """Create a knowledge base: empty, or with built-in facts.

    essay and comment are the two documents' own words, published single figures around them, and
    past daily figures since 2017 of prices, yields, funds and positions.

    \b
    Example:
      downdraft init --db desk.db
    """
    from kb.connection import check_free
    from kb.drafts import drafted
    from kb.store import KnowledgeBase

    chosen, path = _packs_named(packs), Path(session.db)
    check_free(path)
    with drafted(path) as draft, KnowledgeBase.create(draft) as kb:
        added = {pack: _put_in(kb, pack) for pack in chosen}
    if session.as_json:
        show_json({"created": session.db, "added": added})
    else:
        parts = [f"{count:,} facts of {pack}" for pack, count in added.items()]
        filled = f" with {', '.join(parts)}" if parts else ""
        say(f"created {session.db}{filled}; add facts with `downdraft add FILE --source NAME`")


def _packs_named(names: str | None) -> list[str]:
    """The packs of built-in facts that are named, each once."""
    from kb.packs import EVERY

    if names is not None and not names.strip(" ,"):
        raise click.UsageError(f"--with names no pack; there are {', '.join(EVERY)}")
    chosen = list(dict.fromkeys(filter(None, map(str.strip, (names or "").split(",")))))
    for name in chosen:
        if name not in EVERY:
            raise click.UsageError(f"--with: there is no {name!r}; there are {', '.join(EVERY)}")
    return chosen


def _put_in(kb: KnowledgeBase, pack: str) -> int:
    """Add a pack as a batch of its own; how many facts that were not there."""
    from kb.packs import built_in_facts

    return kb.add(built_in_facts((pack,)), label=f"built-in facts: {pack}").added
