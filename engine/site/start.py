"""The pages a reader starts from: the newest day with every claim, and the list to search."""

from __future__ import annotations

from collections.abc import Iterator

from engine.contract.audit import ClaimLineOut, EntryOut, IndexOut, SearchOut
from engine.pages.page import DOCUMENTS
from engine.site.claims import paragraphs
from engine.site.desk import Desk
from engine.site.kept import counts_of, titled
from engine.site.recorded import claim_line, newest
from engine.words.numbers import iso_date, iso_moment
from engine.words.quoting import source_name
from kb.ledger import StoredRun

SHOWN = 30
"""Runs that the first page lists."""


def index_page(desk: Desk) -> IndexOut:
    """The first page."""
    asked = desk.question
    return IndexOut(
        address="index", title=f"{asked.asset.upper()}, {iso_date(asked.as_of)}",
        asset=asked.asset, as_of=iso_date(asked.as_of), known_at=iso_moment(asked.known_at),
        run=desk.stored.id if desk.stored else None, headline=_headline(desk),
        before=iso_date(earlier.as_of) if (earlier := before(desk)) else None,
        counts=counts_of(desk.book, _found(desk)), chapters=desk.book.order.titles,
        runs=list(newest(desk, SHOWN)), more_runs=max(len(desk.days) - SHOWN, 0),
        claims=list(claims(desk)), paragraphs=_by_document(desk),
        series=series_of(desk), sources=sources_of(desk),
        batches=desk.kb.last_batch(), facts=sum(each.facts for each in desk.holdings),
    )  # fmt: skip


def _found(desk: Desk) -> dict[str, tuple[str, str | None]]:
    return {claim: (each.status, each.reason) for claim, each in desk.run.findings.items()}


def _headline(desk: Desk) -> str:
    if desk.stored:
        return desk.line(desk.stored).headline
    claim = desk.run.headline
    said = desk.marker.writer.sentences(claim) if claim else ()
    return titled(desk.book, claim, said[0].text if said else "")


def before(desk: Desk) -> StoredRun | None:
    """The run of the day recorded before the one asked about."""
    return next((run for run in reversed(desk.runs) if run.as_of < desk.question.as_of), None)


def claims(desk: Desk) -> Iterator[ClaimLineOut]:
    """Every claim in the order of a briefing, and what turned since the day before."""
    earlier = before(desk)
    was = desk.line(earlier).status if earlier else {}
    order, found = desk.book.order, desk.run.findings
    listed = [claim for part in (*order.why, *order.where) for claim in part.claims]
    place = {claim: n for n, claim in enumerate(listed)}
    pages = [page for page in desk.book.pages if page.kind != "headline"]
    for page in sorted(pages, key=lambda page: place.get(page.claim, len(place))):
        own = found[page.claim]
        yield claim_line(desk, page.claim, own.status, own.reason, was.get(page.claim))


def _by_document(desk: Desk) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for number in paragraphs(desk):
        found.setdefault(DOCUMENTS[number[0]], []).append(number)
    return found


def series_of(desk: Desk) -> list[str]:
    """The series with a page: those that the base holds or a page names, of the catalogue."""
    held = {each.series for each in desk.holdings}
    return sorted((held | set(desk.book.named)) & desk.kb.catalog.series.keys())


def sources_of(desk: Desk) -> list[str]:
    """The sources with a page: those that the base holds facts of."""
    return sorted({each.source for each in desk.holdings})


def search_page(desk: Desk) -> SearchOut:
    """Everything that a reader may look for."""
    return SearchOut(address="search", title="Search", entries=list(_entries(desk)))


def _entries(desk: Desk) -> Iterator[EntryOut]:
    said: dict[str, str] = {}
    for told in desk.told:
        said.setdefault(told.claim, told.text)
    for line in claims(desk):
        address, text = f"claim/{line.claim}", said.get(line.claim, "")
        yield EntryOut(kind="claim", address=address, title=line.title, text=text)
    for run in newest(desk, len(desk.days)):
        yield EntryOut(kind="briefing", address=f"day/{run.day}", title=run.day, text=run.headline)
    for name in series_of(desk):
        series = desk.kb.catalog.get(name)
        text = f"{series.called}. {series.description}"
        yield EntryOut(kind="series", address=f"series/{name}", title=name, text=text)
    for number in paragraphs(desk):
        text = desk.book.paragraphs.get(number, "")
        yield EntryOut(kind="paragraph", address=f"paragraph/{number}", title=number, text=text)
    for key in sources_of(desk):
        title = source_name(key, desk.kb.catalog)
        yield EntryOut(kind="source", address=f"source/{key}", title=title)
