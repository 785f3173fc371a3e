"""The five causes: the fall split over its channels as a table, or what the split lacks."""

from __future__ import annotations

from engine.briefing.cite import Ref
from engine.briefing.contract import CHANNELS
from engine.briefing.evidence import shortened
from engine.briefing.filters import STYLES, printed
from engine.briefing.parts import CauseRow, CausesPart
from engine.briefing.tables import Tables, first_of
from engine.pages.order import Row


def causes(tables: Tables) -> CausesPart | None:
    """The rows of the split in the order of the contract; None where no page makes one."""
    rows = {row.label: row for row in tables.run.book.order.causes}
    if not rows:
        return None
    made = tuple(_row(tables, name, rows.get(name)) for name in CHANNELS)
    claims = dict.fromkeys(claim for row in rows.values() for claim, _ in row.quantities[:1])
    return CausesPart(made, _lacks(tables, tuple(claims)))


def _row(tables: Tables, name: str, row: Row | None) -> CauseRow:
    label = name.replace("_", " ")
    if row is None:
        return CauseRow(label, "", "", "")
    cited = [tables.writer.contexts.cited(claim, wanted) for claim, wanted in row.quantities]
    known = [value for value in cited if value.known]
    share, *ceiling = (
        printed(value, STYLES[row.style], tables.writer.refs) if value.known else ""
        for value in cited
    )
    ids = shortened(tables.evidence.ids(value.ref for value in known))
    return CauseRow(label, share, "".join(ceiling), tables.mark(ids))


def _lacks(tables: Tables, claims: tuple[str, ...]) -> str:
    """What the split lacks, in a few words; nothing when it is made."""
    lacks = tuple(lack for claim in claims for lack in tables.run.findings[claim].lacks)
    unmade = not any(
        tables.writer.contexts.cited(*row.quantities[0]).known
        for row in tables.run.book.order.causes
    )
    return tables.writer.refs.mark(first_of(lacks), Ref("run", tables.run.id)) if unmade else ""
