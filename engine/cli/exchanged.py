"""What came of an exchange of batches: in words at the terminal, or as JSON."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from engine.cli.added import late_as_json, report_late
from engine.cli.output import say
from engine.cli.verify import counted
from kb.listed import listed

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping

    from kb.exchange.folder import Written
    from kb.exchange.received import Received
    from kb.store import KnowledgeBase

SHOWN, NAMED = 12, 3
NOTHING, NOTHING_ANY = "nothing is new there", "nothing new came"
THERE = {
    "contradicts what is here: ": "contradicts what is there: ",
    " here (batch ": " there (batch ",
    " in what came": " in what this base gives",
}
"""What the base that takes in says of itself, and what the one that pushes says of it."""
ANOTHER = {
    "pass another --db or run `downdraft init`": "name another BASE; a file of facts goes in with "
    "`downdraft add`",
    "pass another --db": "name another BASE",
    "make it with `downdraft init`, or pass --db": "name another BASE; a folder ends with /",
}
"""What is said of the base of `--db`, and what of the BASE that is exchanged with."""


def told(words: Mapping[str, str], text: str) -> str:
    """A sentence with the words of one end for those of the other."""
    for here, there in words.items():
        text = text.replace(here, there)
    return text


def report_received(
    kb: KnowledgeBase, name: str, done: Received, *, into: str = "", ended: bool = True
) -> None:
    """Say what came from where, and which recorded runs it is late for.

    into   the base that took it in, where another one pushed
    ended  whether all came; else an error follows
    """
    if not any(done.came.values()):
        say(f"{into or name}: {NOTHING if into else NOTHING_ANY}")
        return
    say(f"{into or name}: {_brought(done, into)}{'' if ended else '; then it stopped'}")
    if done.otherwise:
        words = "a unit, a note or a last digit"
        say(f"  {done.otherwise:,} of these are told in other words ({words}); both are kept")
    _report_strangers(done)
    if done.withdrawn:
        say(f"  {counted({'facts': done.withdrawn})} taken back")
    where = f" --db {quote(into)}` executes it again" if into else "` executes it again here"
    for run in done.runs[-NAMED:]:
        say(f"  run {run[:12]}; `downdraft replay {run[:12]}{where}")
    for sentence in done.set_aside[:SHOWN]:
        say(f"  set aside: {told(THERE, sentence) if into else sentence}")
    if len(done.set_aside) > SHOWN:
        say(f"  and {len(done.set_aside) - SHOWN:,} more")
    report_late(kb, done)


def _brought(done: Received, into: str) -> str:
    """How many facts are new and how many were known, by how many batches, and which runs came."""
    new = f"{done.facts:,}" if done.facts else "no"
    facts = f"{new} new {'facts' if done.facts > 1 else 'fact'}"
    if done.there:
        facts += f", {done.there:,} that {'it' if into else 'this base'} had already"
    if batches := done.came["batches"]:
        some = done.idle if done.idle < batches else 0
        idle = f", {some:,} of them with nothing new" if some else " with nothing new"
        facts += f" ({counted({'batches': batches})}{idle if done.idle else ''})"
    parts = {kind: number for kind, number in done.came.items() if number and kind != "batches"}
    return f"{facts}; {counted(parts)} new" if parts else facts


def report_written(folder: str, written: Written) -> None:
    """Say what a push put into a folder, and which files there it made whole again."""
    new, mended = written.new, written.mended
    what = "batch, run or document" if new == 1 else "batches, runs and documents"
    told = f"{new:,} new {what}" if new else NOTHING
    say(f"{folder}: {told}")
    if mended:
        one = len(mended) == 1
        files = "1 file there was" if one else f"{len(mended):,} files there were"
        where = f"contents/{mended[0][:12]}…" + ("" if one else " and others")
        again = f"{'is' if one else 'are'} written again"
        say(f"  {files} damaged or gone ({where}) and {again}")


def _report_strangers(done: Received) -> None:
    """Say of how many facts the catalogue here does not say what they are."""
    if done.unknown:
        names = listed(sorted(done.unknown), NAMED)
        of = f"of a series that the catalogue here does not know ({names})"
        say(f"  {done.unknown.total():,} of the new facts {_are(done.unknown)} {of}")
    if done.misfits:
        names = listed(sorted(done.misfits), NAMED)
        where = f"in a unit that does not fit the catalogue here ({names})"
        say(f"  {done.misfits.total():,} of the new facts {_are(done.misfits)} {where}")


def _are(counted: Counter[str]) -> str:
    return "is" if counted.total() == 1 else "are"


def received_as_json(name: str, done: Received) -> dict[str, object]:
    """The same for programs."""
    return {
        "base": name, "came": done.came, "facts": done.facts, "there": done.there,
        "idle_batches": done.idle,
        "otherwise": done.otherwise, "withdrawn": done.withdrawn,
        "unknown_series": done.unknown, "unfit_units": done.misfits,
        "runs": done.runs, "set_aside": done.set_aside,
        **late_as_json(done),
    }  # fmt: skip
