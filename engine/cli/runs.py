"""The ledger as a list: runs and histories, for people and for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.cli import completing
from engine.cli.output import say, show_json, show_table
from engine.cli.session import Session, shared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb.histories import StoredHistory
    from kb.ledger import StoredRun
    from kb.store import KnowledgeBase

EACH_DAY = "the end of each day"
FORMS = click.Choice(["table", "json", "jsonl", "prov"])


@click.command("runs")
@click.argument("runs", nargs=-1, metavar="[RUN]...", shell_complete=completing.runs)
@click.option(
    "--format", "form", type=FORMS,
    help="jsonl: a line a run for a log pipeline; prov: W3C PROV-JSON of one run.",
)  # fmt: skip
@shared("db", "as_json")
def runs_command(session: Session, runs: tuple[str, ...], form: str | None) -> None:
    """The recorded runs and histories, the oldest first, or only the runs named.

    RUN is the beginning of a run's id, or `last`, or `last~1` for the one before it. A history is
    many days judged at once; --format jsonl and prov are of runs.

    \b
    Example:
      downdraft runs
    """
    from kb import ledger

    chosen = form or ("json" if session.as_json else "table")
    if chosen == "prov" and len(runs) != 1:
        raise click.UsageError("--format prov gives one run; name it, as in: runs last")
    with session.base() as kb:
        found = [ledger.run(kb, name) for name in runs] or ledger.runs(kb)
        if chosen in ("table", "json"):
            _list(found if runs else _with_histories(kb, found), chosen)
        else:
            _export(kb, found, chosen)


def _with_histories(
    kb: KnowledgeBase, runs: Sequence[StoredRun]
) -> Sequence[StoredRun | StoredHistory]:
    """The runs, and the histories among them as they were written."""
    from kb.histories import histories

    return sorted([*runs, *histories(kb)], key=lambda each: each.written_at)


def _export(kb: KnowledgeBase, found: Sequence[StoredRun], form: str) -> None:
    if form == "jsonl":
        from engine.ledger.decision_log import decision

        for run in found:
            click.echo(decision(kb, run))
    else:
        from engine.ledger.prov import provenance
        from engine.ledger.replay import replay

        click.echo(provenance(kb, replay(kb, found[0])), nl=False)


def _list(found: Sequence[StoredRun | StoredHistory], form: str) -> None:
    rows = [_listed(each) for each in found]
    if form == "json":
        show_json(rows)
    elif rows:
        short = [
            [str(v)[:12] if k in ("run", "rule book") else str(v) for k, v in row.items()]
            for row in rows
        ]
        show_table(list(rows[0]), short)
    else:
        say("no run is recorded yet; `downdraft brief` records one")


def _listed(each: StoredRun | StoredHistory) -> dict[str, object]:
    from engine.words.numbers import moment

    as_of, known_at = _asked(each)
    return {
        "run": each.id, "asset": each.asset, "as of": as_of, "known at": known_at,
        "batch": each.batch, "rule book": each.rulebook, "written": moment(each.written_at),
    }  # fmt: skip


def _asked(each: StoredRun | StoredHistory) -> tuple[str, str]:
    """The day and the moment that were asked about; of a history the days."""
    from engine.words.numbers import iso_date, moment
    from kb.ledger import StoredRun

    if isinstance(each, StoredRun):
        return iso_date(each.as_of), moment(each.known_at)
    return f"{iso_date(each.first)} to {iso_date(each.last)}", EACH_DAY
