"""The five causes: the fall split over its channels as a table, or what the split lacks."""

from __future__ import annotations

from engine.briefing.parts import CauseRow, CausesPart
from engine.briefing.tables import Tables, first_of
from engine.contract.model import CHANNELS
from engine.evaluation.explain import lacks
from engine.pages.order import Row
from engine.words.context import DAY
from engine.words.evidence import shortened
from engine.words.filters import STYLES, printed


def causes(tables: Tables) -> CausesPart | None:
    """The rows of the split in the order of the contract; None where no page makes one."""
    rows = {row.label: row for row in tables.run.book.order.causes}
    if not rows:
        return None
    made = tuple(_row(tables, name, rows.get(name)) for name in CHANNELS)
    return CausesPart(made, "" if any(row.share for row in made) else _lacks(tables))


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


def _lacks(tables: Tables) -> str:
    """What the shares lack, in a few words."""
    run = tables.run
    found = tuple(
        lack
        for row in run.book.order.causes
        for claim, name in row.quantities[:1]
        for lack in lacks(run.book, run.evaluation, run.book.page(claim), name, DAY)
    )
    return tables.mark(first_of(found))
