"""What became of facts that were added or taken back: in words at the terminal, or as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine.cli.output import say

if TYPE_CHECKING:
    from kb.exchange.received import Received
    from kb.intake import Intake
    from kb.late_facts import LongKnown
    from kb.receipt import Receipt
    from kb.store import KnowledgeBase
    from kb.withdrawals import Withdrawn

NAMED_SERIES = 5
AT_ONCE = 200_000
"""Facts of a base up to which recorded runs are asked again while somebody waits for `add`."""


def report_on(kb: KnowledgeBase, intake: Intake) -> None:
    """Say on the terminal what became of a file."""
    from engine.cli.feeding import show_first

    receipt = intake.receipt
    verb = "would be added" if intake.dry_run else "added"
    batch = f" as batch {receipt.batch}" if receipt.batch is not None and not intake.dry_run else ""
    say(f"{intake.name}: {receipt.added:,} {verb}{batch}, {receipt.skipped:,} already there")
    if receipt.rounded:
        say(f"  {receipt.rounded:,} of these differ from what is there by rounding alone")
    if intake.accepted:
        rows = "1 row was suspect" if intake.accepted == 1 else f"{intake.accepted:,} were suspect"
        say(f"  {rows}, and accepted")
    for remark in (*intake.remarks, *intake.complaints):
        say(f"  {remark}")
    if intake.rejected:
        where = f"; they are in {intake.rejected_file}" if intake.rejected_file else ""
        one = intake.rejected == 1
        rows = "1 row was not a fact" if one else f"{intake.rejected:,} rows were not facts"
        say(f"  {rows}{where}")
    if intake.dry_run:
        show_first(intake.first)
    for note in _long_known(receipt.long_known):
        say(f"  {note}")
    if not intake.dry_run:
        for sentence in _disordered(kb, receipt):
            say(f"  {sentence}")
        report_late(kb, receipt)


def _disordered(kb: KnowledgeBase, receipt: Receipt) -> Iterator[str]:
    """The days that a batch left with a low over the close, or the like; the first few."""
    from kb.day_order import days_out_of_order

    if receipt.batch is None:
        return
    found = list(days_out_of_order(kb, receipt.batch, receipt.added))
    yield from found[:NAMED_SERIES]
    if len(found) > NAMED_SERIES:
        yield f"and {len(found) - NAMED_SERIES:,} more like these"


def report_late(kb: KnowledgeBase, done: Receipt | Withdrawn | Received) -> None:
    """Name the recorded runs and histories that something new is late for."""
    if not (done.late_for or done.late_histories):
        return
    from engine.ledger.late_notes import late_history_notes, late_in_short, late_notes

    if done.late_for and kb.last_fact() > AT_ONCE:
        say(f"  {late_in_short(kb, done.late_for)}")
    else:
        for note in late_notes(kb, done.late_for):
            say(f"  {note}")
    for note in late_history_notes(done.late_histories):
        say(f"  {note}")


def _long_known(found: Sequence[LongKnown]) -> Iterator[str]:
    """A sentence for each series with facts that nobody said were known later than its rule."""
    from kb.clock import moment

    for each in found[:NAMED_SERIES]:
        since = f"{each.how} known since {moment(each.since):%Y-%m-%d %H:%M} UTC"
        if each.facts == 1:
            later = f"added {each.days:,} days later: a revision? state known_at"
            yield f"{each.series}: {since}, {later}"
        else:
            yield (
                f"{each.series}: {each.facts:,} facts, the first {since}, added up to "
                f"{each.days:,} days later: where one is a revision, state its known_at"
            )
    if len(found) > NAMED_SERIES:
        yield f"and {len(found) - NAMED_SERIES} more series like these"


def as_json(intake: Intake) -> dict[str, object]:
    """The same for programs."""
    from engine.words.numbers import iso_moment

    receipt = intake.receipt
    return {
        "file": intake.name, "dry_run": intake.dry_run, "batch": receipt.batch,
        "added": receipt.added, "skipped": receipt.skipped, "rejected": intake.rejected,
        "accepted": intake.accepted,
        "rejected_file": None if intake.rejected_file is None else str(intake.rejected_file),
        "long_known": [
            {"series": each.series, "facts": each.facts, "since": iso_moment(each.since),
             "days": each.days, "publication": each.how}
            for each in receipt.long_known
        ],
        **late_as_json(receipt),
    }  # fmt: skip


def late_as_json(done: Receipt | Withdrawn | Received) -> dict[str, object]:
    """The recorded runs and histories that something new is late for."""
    from kb.clock import day_date

    return {
        "late_for": list(done.late_for),
        "late_histories": [
            {"history": late.id, "asset": late.asset, "from": str(day_date(late.first)),
             "to": str(day_date(late.last))}
            for late in done.late_histories
        ],
    }  # fmt: skip
