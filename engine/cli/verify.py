"""Verifying: whether a base is as it was written, and whether a file is a briefing of it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.output import show_json, tell
from engine.cli.progress import progress
from engine.cli.session import Session, shared
from kb.verify.problem import SCHEMA

if TYPE_CHECKING:
    from engine.ledger.trace import Traced
    from kb.verify.base import Verified

SHOWN = 10
SINGULAR = {
    "batches": "batch", "facts": "fact", "pages": "page", "runs": "run", "documents": "document",
    "histories": "history", "withdrawals": "withdrawal", "requests": "request",
}  # fmt: skip
LIMITS = (
    "A chain without a key shows accidents and clumsy hands. That the whole file was rewritten, or "
    "its end cut off, shows only against a head that was kept elsewhere: pass it with --head."
)


@click.command("verify")
@click.argument("briefing", required=False, type=click.Path(exists=True, dir_okay=False))
@click.option("--head", "kept", default="", metavar="HEAD", help="A head that was kept elsewhere.")
@shared("db", "as_json", checks=True)
def verify_command(session: Session, briefing: str | None, kept: str) -> None:
    """Whether the base is as it was written, or a briefing one of its own, not altered since.

    Checks the file, its tables and triggers, every fact, page, run and history against its hash,
    and names the first row that is not as it was; with a BRIEFING, only what that rests on: the
    facts, the chains, its run and the pages of that. Leaves with 4 where anything is not. The chain
    of hashes has no key: it shows accidents and clumsy hands, not somebody who rewrites the whole
    file or cuts off its end. For that, keep the head it prints elsewhere, and pass it with --head.

    \b
    Example:
      downdraft verify
    """
    from kb.verify.head import is_head

    if kept and not is_head(kept):
        raise click.UsageError(f"--head: {kept[:80]!r} is not a head; `verify` prints one")
    base, traced = (
        _of_briefing(session, briefing, kept) if briefing else (_whole(session, kept), None)
    )
    if session.as_json:
        show_json({**base.as_tree(), "briefing": _as_tree(briefing, traced), "limits": LIMITS})
    else:
        for line in (*_of_base(session.db, base, kept), *_of_file(briefing, traced)):
            tell(line)
    if base.problems or (traced and traced.verdict != "genuine"):
        sys.exit(4)


def _whole(session: Session, kept: str) -> Verified:
    from kb.verify.base import verify

    with progress(session.db) as report:
        return verify(session.db, kept, report)


def _of_briefing(session: Session, briefing: str, kept: str) -> tuple[Verified, Traced | None]:
    """What a file rests on, and what it is to the base where that is as it was written."""
    from kb.errors import AlteredError
    from kb.verify.base import Verified
    from kb.verify.of_run import verify_chains, verify_run

    base = verify_chains(session.db, kept)
    if base.problems:
        return base, None
    try:
        traced = _traced(session, briefing)
    except AlteredError:  # the whole base is gone through to find the row
        return _whole(session, kept), None
    found = verify_run(session.db, traced.run.id) if traced.run else ()
    return (Verified(found, "", {}), None) if found else (base, traced)


def _traced(session: Session, briefing: str) -> Traced:
    from engine.ledger.trace import genuine, trace
    from kb.store import KnowledgeBase

    content = Path(briefing).read_bytes()
    with KnowledgeBase.open(session.db) as kb:
        if found := genuine(kb, content):
            return found
    with session.base() as kb:
        return trace(kb, content)


def _of_base(name: str, base: Verified, kept: str) -> Iterable[str]:
    if base.problems:
        yield f"{name} is not as it was written:"
        rows_first = sorted(base.problems, key=lambda problem: problem.table == SCHEMA)
        yield from (f"  {problem}" for problem in islice(rows_first, SHOWN))
        if len(base.problems) > SHOWN:
            yield f"  and {len(base.problems) - SHOWN:,} more (--json lists all)"
        tables = {problem.table for problem in base.problems}
        if "fact" in tables and SCHEMA not in tables:
            yield "`downdraft add FILE --dry-run` names each value that its FILE has otherwise."
        yield "Restore it from a backup; do not add to it."
        return
    yield _sound(name, base)
    yield from base.origins
    yield from base.withdrawn[:SHOWN]
    if len(base.withdrawn) > SHOWN:
        yield f"and {len(base.withdrawn) - SHOWN:,} more (--json lists all)"
    if kept:
        from kb.verify.head import unnamed

        lacks = " and no ".join(unnamed(kept))
        older = f", which is an older one and names no {lacks}" if lacks else ""
        yield f"It continues the head kept elsewhere{older}."
    if base.last_batch:
        yield f"last batch {base.last_batch}"
    yield f"head {base.head}"
    yield LIMITS


def counted(counts: Mapping[str, int]) -> str:
    """How much of what a base holds, in words."""
    return ", ".join(
        f"{n:,} {SINGULAR[what] if n == 1 else what}"
        for what, n in counts.items()
        if n or what not in ("withdrawals", "requests")
    )


def _sound(name: str, base: Verified) -> str:
    if base.counts:
        return f"{name} is as it was written: {counted(base.counts)}."
    return (
        f"What documents rest on in {name}, its facts and its chains, is as it was written; "
        "without a file, `downdraft verify` checks every row."
    )


def _of_file(name: str | None, traced: Traced | None) -> Iterable[str]:
    if name is None:
        return
    if traced is None:
        yield f"{name}: nothing can be said of it by a base that is not as it was written."
    elif traced.verdict == "genuine":
        apart = f", {traced.how}" if traced.how else ""
        yield f"{name} is, byte for byte{apart}, {_document(traced)}."
    elif traced.verdict == "altered":
        yield f"{name} was altered: it is not {_document(traced)} as written; {traced.how}."
    elif traced.run:
        yield f"{name} names {_run(traced)}, but {traced.how}."
    else:
        yield (
            f"{name} is no briefing recorded in this base; only `brief` records what it prints, "
            "and not with --example or --no-ledger."
        )


def _document(traced: Traced) -> str:
    from engine.ledger.forms import form_of

    form = form_of(traced.form)
    compared = f", compared with run {form.since[:12]}" if form.since else ""
    return f"the {form.format} briefing of {_run(traced)}{compared}".replace("the  ", "the ")


def _run(traced: Traced) -> str:
    from engine.extension import ALONE
    from engine.fingerprint import by_one
    from engine.words.numbers import iso_date

    run = traced.run
    if run is None:
        return traced.received or "a run"
    alone = f", {ALONE}" if by_one(run.engine) else ""
    return f"run {run.id[:12]} ({run.asset}, as of {iso_date(run.as_of)}{alone})"


def _as_tree(name: str | None, traced: Traced | None) -> dict[str, object] | None:
    if name is None:
        return None
    if traced is None:
        return {"file": name, "verdict": "not checked"}
    run = traced.run.id if traced.run else None
    return {
        "file": name, "verdict": traced.verdict, "run": run, "format": traced.form or None,
        "how": "; ".join(filter(None, (traced.received, traced.how))) or None,
    }  # fmt: skip
