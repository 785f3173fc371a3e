"""A feed held against the samples on its page: a feed in, what came out otherwise out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from math import isclose

from kb.catalog import Catalog
from kb.clock import read_moment
from kb.errors import ReadError
from kb.facts import Checker, Fact
from kb.feeds.feed import Feed
from kb.feeds.model import Answer, Ask
from kb.feeds.page import FeedError, Sample
from kb.units import UnitError
from kb.units import unit as find_unit

TOLD = ("at", "asset", "symbol", "id", "status", "encoding", "last-modified", "since")
COLUMNS = ("series", "asset", "target", "day", "value", "unit", "source", "known at")
NEEDED = ("series", "day", "value", "unit")


def faults(feed: Feed, catalog: Catalog) -> Iterator[str]:
    """A sentence for each sample that gives something else than its page says."""
    if not any(sample.facts for sample in feed.samples):
        yield f"{feed.file}: no sample gives a fact; write one under `## Sample`"
    for sample in feed.samples:
        if fault := fault_of(feed, sample, catalog):
            yield f"{feed.file} line {sample.line}: {fault}"


def fault_of(feed: Feed, sample: Sample, catalog: Catalog) -> str:
    """What is wrong with one sample, "" for nothing."""
    try:
        rows = facts_of(feed, answer_of(feed, sample), catalog)
    except FeedError as wrong:
        return str(wrong)
    except ReadError as refusal:
        if not sample.refuse:
            return f"it is refused: {refusal}"
        return "" if sample.refuse in str(refusal) else f"it is refused otherwise: {refusal}"
    if sample.refuse:
        return f"it gives {len(rows)} facts and is to be refused"
    return _difference(sample, rows)


def facts_of(feed: Feed, answer: Answer, catalog: Catalog) -> list[Fact]:
    """The facts of an answer, all of them; raises ReadError."""
    table = feed.table(answer, Checker(catalog, default_asset=""))
    return [row for _, _, row in table.rows if isinstance(row, Fact)]


def answer_of(feed: Feed, sample: Sample, text: str | None = None) -> Answer:
    """The answer that a sample stands for.

    text   another text than that of the sample; raises FeedError for what is said wrongly of it
    """
    told = sample.told
    if stray := next((name for name in told if name not in TOLD), ""):
        raise FeedError(f"{stray!r} is not said of a sample; write {', '.join(TOLD)}")
    try:
        at = _moment(told.get("at", ""))
        body = _encoded(sample.text if text is None else text, told, feed.head.shape)
    except (ValueError, LookupError) as error:
        raise FeedError(f"what is said of the sample cannot be read: {error}") from None
    headers = {"last-modified": told["last-modified"]} if "last-modified" in told else {}
    return Answer(_ask(feed, told, at), int(told.get("status", "200")), at, body, headers)


def _moment(text: str) -> datetime:
    if not text:
        raise ValueError("write when it was answered, `at=2025-11-14T12:00Z`")
    return read_moment(text).astimezone(UTC)


def _encoded(text: str, told: Mapping[str, str], shape: str) -> bytes:
    encoding = told.get("encoding", "utf-8")
    body = text.encode(encoding)
    if shape != "zip":
        return body
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sample.csv", body)
    return kept.getvalue()


def _ask(feed: Feed, told: Mapping[str, str], at: datetime) -> Ask:
    """The first request that the feed would have sent."""
    assets = {told.get("asset", "btc"): told.get("symbol", "")}
    since = date.fromisoformat(told.get("since", str(at.date() - timedelta(days=1))))
    request = feed.head.request
    now = at.replace(hour=0, minute=0) if request.hours else at
    which = told.get("id", request.ids[0] if request.ids else "")
    if which and which not in request.ids:
        raise FeedError(f"the feed does not ask for {which!r}; mend `id`")
    place = request.ids.index(which) if which else 0
    found = next(islice(feed.asks(assets, since, now), place, None), None)
    if found is None:
        raise FeedError(f"it would ask nothing for {next(iter(assets))}; mend `symbol`")
    return found


def _difference(sample: Sample, rows: list[Fact]) -> str:
    """The first difference between what came out and what the table says."""
    expected = sample.facts or ()
    for row in expected:
        if stray := next((name for name in row if name not in COLUMNS), ""):
            return f"the table of facts has a column {stray!r}; write {', '.join(COLUMNS)}"
        if lacking := next((name for name in NEEDED if not row.get(name)), ""):
            return f"a row of the table of facts lacks its {lacking}"
    for n, (row, fact) in enumerate(zip(expected, rows, strict=False), start=1):
        try:
            name = next((name for name in row if not _same(row[name], name, fact, row)), "")
        except (ValueError, UnitError) as error:
            return f"fact {n} of the table cannot be read: {error}"
        if name:
            return f"fact {n}: {name} is {_said(fact, name, row)} and not {row[name]}"
    if len(expected) != len(rows):
        more = rows[len(expected) :]
        first = f"; the first one more is {more[0].series} of {more[0].as_of}" if more else ""
        return f"it gives {len(rows)} facts and the table has {len(expected)}{first}"
    return ""


def _same(written: str, name: str, fact: Fact, row: Mapping[str, str]) -> bool:
    if name == "unit":
        return True  # the value is compared in it
    if name == "value":
        unit = find_unit(row["unit"])
        expected = unit.canonical(float(written))
        return isclose(expected, fact.value, rel_tol=1e-9, abs_tol=1e-15)
    if name == "known at" and written:
        return read_moment(written) == fact.known_at
    return not written or written == _said(fact, name, row)


def _said(fact: Fact, name: str, row: Mapping[str, str]) -> str:
    """What a fact says under the name of a column, its value in the unit of the row."""
    if name == "known at":
        return f"{fact.known_at:%Y-%m-%dT%H:%M:%SZ}"
    if name == "value":
        return f"{find_unit(row['unit']).shown(fact.value):.12g}"
    found = getattr(fact, {"day": "as_of"}.get(name, name))
    return "" if found is None else str(found)
