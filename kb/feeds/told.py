"""A feed in words: its page in, what it asks for, brings and costs out."""

from __future__ import annotations

from collections.abc import Iterator

from kb.catalog import Catalog
from kb.feeds.feed import Feed

_KNOWN = {
    "request": "at the moment of the request",
    "last-modified": "the newest day as the answer was last changed, earlier ones as scheduled",
    "stated": "as the answer states",
}
_STEPS = {"": "all days at once", "year": "a year", "month": "a month", "day": "a day"}


def described(feed: Feed, catalog: Catalog) -> str:
    """The page of a feed as a person reads it."""
    return "\n".join([f"{feed.name}: {feed.about}", "", *_lines(feed, catalog), "", feed.prose])


def _lines(feed: Feed, catalog: Catalog) -> Iterator[str]:
    request = feed.head.request
    yield f"request   {request.method} {request.url}"
    if request.body:
        yield f"          {request.body}"
    of = f", for each of {len(request.ids)} series" if request.ids else ""
    of += ", for each asset" if feed.by_asset else ""
    yield f"          {_STEPS.get(request.each, request.each)} a request{of}"
    if request.hours:
        yield f"          only until {request.hours:02}:00 UTC, for the day before"
    yield f"source    {catalog.sources[feed.source].name} ({feed.source})"
    for series, unit in dict.fromkeys((c.series, c.unit) for c in feed.reads.columns):
        yield f"series    {series}, {unit}, {catalog.get(series).cadence}"
    yield f"known     {delay(feed, catalog)}"
    yield f"terms     {feed.terms}; free: {feed.free}"
    if feed.credit:
        yield f"credit    {feed.credit}"
    if feed.key:
        yield f"key       {feed.key.variable}, in the {feed.key.place}"
    yield f"manners   {feed.pause:g} s between requests, {feed.timeout:g} s for one, " + (
        f"{feed.limit / 1e6:g} MB at most"
    )


def delay(feed: Feed, catalog: Catalog, series: str = "") -> str:
    """When its facts are known, or those of one series."""
    mode = feed.head.known
    if mode in _KNOWN:
        return _KNOWN[mode]
    of = (series,) if series else feed.series
    keys = (
        dict.fromkeys(catalog.get(each).publication.key for each in of)
        if mode == "scheduled"
        else [mode]
    )
    rules = [catalog.publications.get(key) for key in keys]
    return "; ".join(when(rule.days, rule.calendar, rule.at) for rule in rules if rule)


def when(days: int, calendar: str, at: str) -> str:
    """A rule of publication in short: 1 fed day later, 09:00 New York."""
    hour, _, place = at.partition(" ")
    kind = f"{calendar} " if calendar not in ("", "utc") else ""
    later = f"{days} {kind}day{'s' if days > 1 else ''} later, " if days else "the same day, "
    return f"{later}{hour} {place.rpartition('/')[2].replace('_', ' ')}"
