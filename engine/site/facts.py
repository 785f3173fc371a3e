"""The pages of facts: single ones and those of a year, with both clocks and their origin."""

from __future__ import annotations

import numpy as np

from engine.contract.audit_facts import FactOut, FactPageOut, FactsOut, RequestOut
from engine.ledger.uses import Thing, resting
from engine.numeric.arguments import IntArray
from engine.pages.errors import UnknownName
from engine.site.desk import Desk
from engine.site.steps import steps_of
from engine.words.numbers import iso_moment
from engine.words.quoting import HOW_KNOWN, as_given, quoted_fact, source_name, withdrawn
from kb.holdings import batch_of
from kb.packs import provider
from kb.queries import Observed
from kb.raw import Kept, of_batch
from kb.store import StoredFact

BUILT_IN = "built-in facts"
"""How the batches begin that came with downdraft."""
PUBLIC = ("feed", "method", "url", "sent", "status", "kind", "sha256")


def fact_out(desk: Desk, fact: StoredFact) -> FactOut:
    """A stored fact for a page."""
    return FactOut(
        fact=fact.id, series=fact.series, asset=fact.asset, as_of=fact.as_of.isoformat(),
        target=fact.target.isoformat() if fact.target else None,
        span=fact.span, value=fact.value, given=as_given(fact), source=fact.source,
        source_name=source_name(fact.source, desk.kb.catalog),
        known_at=iso_moment(int(fact.known_at.timestamp())),
        how_known=HOW_KNOWN[fact.publication], batch=fact.batch, note=fact.note,
        withdrawn=withdrawn(fact),
    )  # fmt: skip


def request_out(kept: Kept | None) -> RequestOut | None:
    """The request behind a batch; None where somebody added it."""
    if kept is None:
        return None
    named = {name: getattr(kept, name) for name in PUBLIC}
    return RequestOut(**named, at=iso_moment(int(kept.at.timestamp())))


def fact_page(desk: Desk, number: str) -> FactPageOut:
    """A fact by its number, with what rests on it on the day of the desk."""
    row = int(number) if number.isdigit() and len(number) < 19 else 0
    if not desk.kb.rows("SELECT 1 FROM fact WHERE id = ?", row):
        raise UnknownName(f"there is no fact {number[:20]!r}")
    [fact] = desk.kb.facts([row])
    label = batch_of(desk.kb, fact.batch).label
    one = Thing(quoted_fact(fact, desk.kb.catalog), lambda _: iter(desk.readers.get(row, ())))
    return FactPageOut(
        address=f"fact/{row}", title=f"{fact.series}, {fact.as_of}: {as_given(fact)}",
        fact=fact_out(desk, fact), request=request_out(of_batch(desk.kb.connection, fact.batch)),
        label=label, built_in=provider(fact.source) if label.startswith(BUILT_IN) else "",
        rests=steps_of(resting(desk.run, desk.told, one)),
    )  # fmt: skip


def years(seen: Observed) -> dict[str, IntArray]:
    """The facts of every year that a series has any of, by day and then by when they were known.

    returns  by year, the earliest first, the places of its facts among those seen
    """
    order = np.lexsort((seen.ids, seen.known_at, seen.as_of))
    counted = seen.as_of[order].astype("datetime64[D]").astype("datetime64[Y]")
    names, starts = np.unique(counted, return_index=True)
    parts = np.split(order, starts[1:])
    return dict(zip(map(str, names), parts, strict=len(names) > 0))


def facts_page(desk: Desk, series: str, year: str) -> FactsOut:
    """Every vintage of a series in a year."""
    seen = desk.observed(desk.kb.catalog.get(series).name)
    known = years(seen)
    if year not in known:
        raise UnknownName(f"there is no fact of {series} in {year[:20]!r}")
    listed = list(known)
    place = listed.index(year)
    return FactsOut(
        address=f"series/{series}/{year}", title=f"{series} in {year}", series=series, year=year,
        before=listed[place - 1] if place else None,
        after=listed[place + 1] if place + 1 < len(listed) else None,
        facts=[fact_out(desk, each) for each in desk.kb.facts(seen.ids[known[year]])],
    )  # fmt: skip
