"""The ledger as a list: runs and histories, for people and for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.cli import completing
from engine.cli.output import say, show_json, show_table, tell
from engine.cli.session import Session, shared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb.histories import StoredHistory
    from kb.ledger import StoredRun
    from kb.store import KnowledgeBase

PAGE = 20
"""How many runs a table shows where none is named."""
EACH_DAY = "the end of each day"
FORMS = click.Choice(["table", "json", "jsonl", "prov"])


@click.command("runs")
@click.argument("runs", nargs=-1, metavar="[RUN]...", shell_complete=completing.runs)
@click.option("--all", "every", is_flag=True, help=f"Every run; a table shows the newest {PAGE}.")
@click.option("--late", is_flag=True, help="What would change by facts that came in later.")
@click.option(
    "--format", "form", type=FORMS,
    help="jsonl: a line a run for a log pipeline; prov: W3C PROV-JSON of one run.",
)  # fmt: skip
@shared("db", "as_json")
def runs_command(
    session: Session, runs: tuple[str, ...], form: str | None, every: bool, late: bool
) -> None:
    """The recorded runs and histories, the oldest first, or only the runs named.

    RUN is the beginning of a run's id, or `last`, or `last~1` for the one before it. A history is
    many days judged at once; --format jsonl and prov are of runs. With --late, the newest runs that
    later facts are late for are asked again, or those named.

    \b
    Example:
      downdraft runs
    """
    from kb import ledger

    chosen = form or ("json" if session.as_json else "table")
    if chosen == "prov" and len(runs) != 1:
        raise click.UsageError("--format prov gives one run; name it, as in: runs last")
    if late and form:
        raise click.UsageError("--late gives sentences; leave out --format")
    with session.base() as kb:
        named = [ledger.run(kb, name) for name in runs]
        if late:
            _tell_late(kb, tuple(each.id for each in named), session.as_json)
        elif chosen == "table" and not (named or every):
            _list(_sound(kb, _page(kb)), chosen)
        elif chosen in ("table", "json"):
            _list(named or _sound(kb, _with_histories(kb, ledger.runs(kb))), chosen)
        else:
            _export(kb, named or ledger.runs(kb), chosen)


def _page(kb: KnowledgeBase) -> Sequence[StoredRun | StoredHistory]:
    """The newest runs and histories; a note says how many more there are."""
    from kb import ledger
    from kb.histories import histories

    shown = _with_histories(kb, ledger.newest_runs(kb, PAGE))[-PAGE:]
    more = ledger.run_count(kb) + len(histories(kb)) - len(shown)
    if more:
        say(f"{more:,} earlier ones are not shown; --all lists them")
    return shown


def _tell_late(kb: KnowledgeBase, named: tuple[str, ...], as_json: bool) -> None:
    """The runs that facts came in late for, and what would change."""
    from engine.ledger.late_notes import late_notes
    from kb.late_runs import late_by_now

    found = tuple(run for run in late_by_now(kb) if not named or run in named)
    if as_json:
        show_json({"late_for": list(found)})
    elif not found:
        say("no fact came in late for a recorded run" if not named else "nothing came in late")
    for note in () if as_json else late_notes(kb, found):
        tell(note)


def _with_histories(
    kb: KnowledgeBase, runs: Sequence[StoredRun]
) -> Sequence[StoredRun | StoredHistory]:
    """The runs, and the histories among them as they were written."""
    from kb.histories import histories

    return sorted([*runs, *histories(kb)], key=lambda each: each.written_at)


def _sound(
    kb: KnowledgeBase, found: Sequence[StoredRun | StoredHistory]
) -> Sequence[StoredRun | StoredHistory]:
    """The same, each as it was written: a list says nothing of a run that was altered."""
    from kb.errors import in_words
    from kb.history_entries import HISTORIES, StoredHistory
    from kb.run_entries import RUNS

    with in_words(kb.name):
        for each in found:
            kind = HISTORIES if isinstance(each, StoredHistory) else RUNS
            kind.checked(kb.connection, each)
    return found


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
