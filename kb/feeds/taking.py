"""One answer into the base: its bytes and facts in one transaction, or its bytes and why not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from kb.batch_digest import CHUNK
from kb.batches import OpenBatch
from kb.doubter import Doubter
from kb.errors import ReadError, StoreError
from kb.fact_columns import FactReader
from kb.facts import Checker, Fact
from kb.feeds.model import Answer
from kb.feeds.vintages import Comparer, News
from kb.raw import Came, Kept, keep, was_read
from kb.readers.table import BadRow, Numbered
from kb.receipt import Receipt
from kb.store import KnowledgeBase
from kb.uncollected import uncollected

if TYPE_CHECKING:
    from kb.feeds.feed import Feed

SHOWN = 200  # characters of what Python says


@dataclass(frozen=True)
class Taken:
    """What came of an answer.

    receipt  None where nothing was added
    problem  why nothing could be, "" where it could; then the bytes alone are kept
    notes    what of it was passed over
    """

    new: int = 0
    revised: int = 0
    suspects: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    receipt: Receipt | None = None
    problem: str = ""


class Unfit(ValueError):
    """An answer that is not in the shape of its feed; the message names the first line."""


@dataclass(frozen=True)
class Reading:
    """How answers are read.

    accept  why suspect values are added all the same; "" where they are not
    now     the moment at which kept bytes are read again; None for an answer that just came
    """

    accept: str = ""
    now: datetime | None = None


def take(
    kb: KnowledgeBase, feed: Feed, answer: Answer, how: Reading, again: Kept | None = None
) -> Taken:
    """Keep an answer and add what it says.

    again  the request whose bytes these are, where they are read again
    """
    try:
        facts = _facts(kb, feed, answer)
    except Unfit as error:
        problem = str(error)
        if again is None:
            with kb.transaction() as opened:
                keep(opened, answer, Came(problem=problem))
        return Taken(problem=problem)
    with uncollected(), kb.transaction() as opened:
        comparer = Comparer(opened, kb.catalog, answer.at, how.now or answer.at)
        news = comparer.news(facts)
        good, revised, suspects = _parted(Doubter(kb, how.accept), news)
        receipt = _added(kb, good, feed.name)
        batch = receipt.batch if receipt else None
        came = Came(batch, again.id if again else None, "", suspects)
        if again is None or receipt or not was_read(opened, again):
            keep(opened, answer, came)
    return Taken(len(good) - revised, revised, suspects, tuple(news.at_odds), receipt)


def _facts(kb: KnowledgeBase, feed: Feed, answer: Answer) -> list[Fact]:
    """What an answer says; Unfit where some of it does not fit."""
    checker = Checker(kb.catalog, default_source=feed.source, today=answer.at)
    try:
        return [row for _, _, row in feed.table(answer, checker).rows if isinstance(row, Fact)]
    except ReadError as error:
        raise Unfit(str(error)) from None
    except Exception as error:  # a page may be wrong in any way, and must not stop the others
        said = f"{type(error).__name__}: {error}"[:SHOWN]
        raise Unfit(f"its page cannot read the answer ({said})") from error


def _parted(doubter: Doubter, news: News) -> tuple[list[Fact], int, tuple[str, ...]]:
    """The facts that are believed, how many of them are revisions, a sentence for each other."""
    good: list[Fact] = []
    suspects: list[str] = []
    revised, revises = 0, iter(news.revises)
    for chunk in _chunks(news.facts):
        given: list[Numbered] = [(n, (), fact) for n, fact in enumerate(chunk)]
        for fact, (_, _, row) in zip(chunk, doubter.looked_at(given)[0], strict=True):
            revision = next(revises)
            if isinstance(row, BadRow):
                suspects.append(f"{fact.series} on {fact.as_of}: {row.reason}")
            else:
                good.append(row)
                revised += revision
    return good, revised, tuple(suspects)


def _chunks(facts: Sequence[Fact]) -> Iterator[list[Fact]]:
    waiting = iter(facts)
    while chunk := list(islice(waiting, CHUNK)):
        yield chunk


def _added(kb: KnowledgeBase, facts: Sequence[Fact], feed: str) -> Receipt | None:
    """The facts as one batch, in the caller's transaction; None where there are none."""
    if not facts:
        return None
    batch, reader = OpenBatch(kb.connection, kb.catalog), FactReader()
    for chunk in _chunks(facts):
        for conflict in batch.write(reader.read(chunk)):
            raise StoreError(conflict.reason)
    return kb.finish(batch, f"feed {feed}")
