"""Quantities as tables: the answer, the anchors, the fan, the five causes, what is assumed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.briefing.marker import Marker, TableRow
from engine.briefing.parts import CauseRow, CausesPart
from engine.briefing.unjudged import first_of
from engine.changes.difference import DECIDED
from engine.contract.channels import CHANNELS
from engine.evaluation.explain import lacks
from engine.judge.run import Run
from engine.pages.edges import Node
from engine.pages.expressions import Number
from engine.pages.order import Row
from engine.words.cite import Cited
from engine.words.context import DAY
from engine.words.quoting import said_number


def table(marker: Marker, rows: tuple[Row, ...], *, known: bool = False) -> tuple[TableRow, ...]:
    """Rows of cited quantities, as rules/briefing.yaml lists them; only the `known` ones.

    What cannot be there for the asset has no row.
    """
    made = []
    for row in (row for row in rows if not absent(marker.run, row)):
        cited = list(map(marker.cited, row.quantities))
        if known and not all(value.known for value in cited):
            continue
        cells = (marker.printed(replace(value, lacks=row.lacks), row.style) for value in cited)
        cite = marker.cite(value.ref for value in cited)
        made.append(TableRow((row.label, *cells), cite))
    return tuple(made)


def absent(run: Run, row: Row) -> bool:
    """Whether a quantity of a row rests on what the asset cannot have."""
    found = (
        lacks(run.book, run.evaluation, run.book.page(claim), name, DAY)
        for claim, name in row.quantities
    )
    return any(lack.reason == "absent" for each in found for lack in each)


def drawn(marker: Marker, fan: tuple[Row, ...]) -> tuple[TableRow, ...]:
    """The rows of a fan; none of one that nobody can draw."""
    value = marker.run.evaluation.value
    known = any(value(*key).known[DAY] for row in fan for key in row.quantities)
    return table(marker, fan) if known else ()


def causes(marker: Marker) -> CausesPart | None:
    """The split of the fall in the order of the contract; None where no page can make one."""
    rows = {row.label: row for row in marker.run.book.order.causes}
    if not rows or any(absent(marker.run, row) for row in rows.values()):
        return None
    made = tuple(_cause(marker, name, rows.get(name)) for name in CHANNELS)
    if any(row.share for row in made):
        return CausesPart(made, "")
    if decided := _decided(marker):
        return CausesPart(tuple(replace(row, at_most="") for row in made), decided)
    return CausesPart(made, _lacks(marker))


def _cause(marker: Marker, name: str, row: Row | None) -> CauseRow:
    """A channel's share and ceiling, each where it is known."""
    label = name.replace("_", " ")
    if row is None:
        return CauseRow(label, "", "", "")
    cited = list(map(marker.cited, row.quantities))
    share = marker.printed(cited[0], row.style) if cited[0].known else ""
    ceiling = "".join(_at_most(marker, label, each, row.style) for each in cited[1:] if each.known)
    cite = marker.cite(value.ref for value in cited if value.known)
    return CauseRow(label, share, ceiling, cite)


def _at_most(marker: Marker, channel: str, ceiling: Cited, style: str) -> str:
    """What a channel can explain of the fall at most; nothing where it bought on balance."""
    if ceiling.high is not None and ceiling.high < 0.0:
        return f"{channel} bought on balance in these days and explain none of it"
    return f"{channel} explain at most {marker.printed(ceiling.top, style)} of it"


def _decided(marker: Marker) -> str:
    """That nothing is to be split, where the claim of the split is decided without one; else ""."""
    claim, _ = marker.run.book.order.causes[0].quantities[0]
    page, status = marker.run.book.page(claim), marker.run.findings[claim].status
    return f": “{page.title}” {status}, as is said above" if status in DECIDED else ""


def _lacks(marker: Marker) -> str:
    """What the shares lack, in a few words."""
    run = marker.run
    shares = (row.quantities[0] for row in run.book.order.causes)
    found = (lacks(run.book, run.evaluation, run.book.page(c), name, DAY) for c, name in shares)
    wanting = first_of(marker.run.catalog, tuple(lack for each in found for lack in each))
    return f" for want of {marker.own(wanting)}"


def assumptions(marker: Marker) -> Iterator[TableRow]:
    """The assumed parameters that some quantity uses."""
    run = marker.run
    quantities = ((page.claim, each.name) for page in run.book.pages for each in page.let)
    used = {name for key in quantities for name in _assumed(run, *key)}
    for each in run.book.assumptions:
        if each.name in used:
            ends = map(said_number, (each.low, each.middle, each.high))
            texts = (each.name.replace("_", " "), *ends, each.reason)
            yield marker.row(tuple(map(marker.own, texts)), each.name)


def how_much_is_assumed(marker: Marker, beside: bool) -> str:
    """How many of the known quantities on where it stops rest on assumed parameters, and which.

    "" where none is known.

    beside  whether ranges of fuel and absorption are shown too
    """
    run = marker.run
    known = [key for key in dict.fromkeys(_judged(run)) if run.evaluation.value(*key).known[DAY]]
    under = {key: assumed for key in known if (assumed := _assumed(run, *key))}
    names = sorted({name.replace("_", " ") for assumed in under.values() for name in assumed})
    what = f"{len(known)} quantities that could be computed for this judgement"
    if not known:
        return ""
    if under:
        text = (
            f"Of the {what} {len(under)} rest on assumed parameters ({', '.join(names)}), the "
            "others on facts and formulas alone."
        )
    else:
        text = f"None of the {what} rests on an assumed parameter: all rest on facts and formulas."
    if beside:
        text += " The ranges on the way to the median low rest on assumed parameters throughout."
    return marker.own(text)


def _judged(run: Run) -> Iterator[tuple[str, str]]:
    """What is worked out by the pages on where it stops, and in its tables."""
    order = run.book.order
    for claim in (claim for chapter in order.where for claim in chapter.claims):
        let = (each for each in run.book.page(claim).let if not isinstance(each.expression, Number))
        yield from ((claim, quantity.name) for quantity in let)
    for row in (*order.anchors, *order.fan):
        yield from row.quantities


def _assumed(run: Run, claim: str, name: str) -> frozenset[str]:
    return frozenset(run.book.graph.assumptions_under(Node(claim, name)))
