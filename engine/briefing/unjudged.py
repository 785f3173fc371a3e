"""What could not be judged: why, by claim what it needs, and what could not be measured."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from engine.briefing.marker import Marker, TableRow
from engine.evaluation.explain import Lack
from engine.judge.run import Run
from engine.pages.page import Page
from engine.words.context import DAY
from kb.catalog import Catalog
from kb.listed import listed

SERIES = re.compile(r"[a-z_]+\.[a-z0-9_]+")
WANTING = {
    "stale": "a newer figure of ", "suspect": "a figure to be believed of ",
    "thin": "more days of ",
}  # fmt: skip
"""What is said before a series by why it does not serve; of too few days of a window, `thin`."""
BACK = re.compile(r"(\d+) days back$")
"""What the reading of an earlier day says it lacks."""
SHOWN = 2  # of what a claim lacks, in the short form
NAMED = 4  # claims unknown for one reason, up to which each is named in the main text
UNJUDGED = {
    "absent": "Because this asset has no such thing",
    "missing": "For want of facts",
    "stale": "For want of fresh facts",
    "suspect": "Because a fact they rest on is suspect",
    "straddles": "Because assumed ranges lead both ways",
    "upstream": "Because a claim they rest on is open",
    "not_applicable": "Because a formula has no value on these numbers, or none for this asset",
    "error": "Because a formula refused its input",
}


def reasons(marker: Marker) -> Iterator[TableRow]:
    """Why claims are unknown: each reason with its claims, by chapter where they are many."""
    pages: dict[str, list[Page]] = {}
    for page in _unknown(marker.run):
        pages.setdefault(marker.run.findings[page.claim].reason or "", []).append(page)
    for reason, words in UNJUDGED.items():
        if reason in pages:
            yield TableRow((words, _claims_named(marker, pages[reason])))


def _unknown(run: Run) -> Iterator[Page]:
    """The pages of unknown claims, headlines apart."""
    claims = (page for page in run.book.pages if page.kind != "headline")
    return (page for page in claims if run.findings[page.claim].status == "unknown")


def _claims_named(marker: Marker, pages: list[Page]) -> str:
    if len(pages) <= NAMED:
        return ", ".join(f"“{page.title}”" for page in pages)
    order = marker.run.book.order
    counted = Counter(page.chapter for page in pages)
    titles = order.titles
    parts = (
        f"{title[0].lower()}{title[1:]} {marker.own(f'({counted[name]})')}"
        for name, title in titles.items()
        if name in counted
    )
    return f"{marker.own(str(len(pages)))} claims, which the annex names: {', '.join(parts)}"


def gaps(marker: Marker) -> Iterator[TableRow]:
    """The claims that are unknown, each with what it needs and the asset can have."""
    run = marker.run
    for page in _unknown(run):
        finding = run.findings[page.claim]
        lacks = tuple(lack for lack in finding.lacks if lack.reason != "absent")
        if not lacks:
            continue
        needs = "; ".join(dict.fromkeys(map(_lack, lacks)))
        why = (finding.reason or "").replace("_", " ")
        cells = (
            page.title,
            why,
            marker.own(needs),
            marker.own(first_of(marker.run.catalog, lacks)),
        )
        yield marker.row(cells, page.claim)


def unmeasured(marker: Marker) -> Iterator[TableRow]:
    """The measurements that could not be made, each with what was found instead."""
    run, found = marker.run, dict[str, tuple[str, list[str]]]()
    for page in (page for page in run.book.pages if page.kind != "headline"):
        for fact in page.facts:
            reading = run.evaluation.readings[page.claim][fact.name][DAY]
            if reading.value is None and reading.reason != "absent":
                why = reading.detail.replace(f" of {fact.request.series}", "")
                found.setdefault(fact.text, (why, []))[1].append(page.title)
    for text, (why, titles) in found.items():
        yield marker.row((marker.own(text), marker.own(why)), "; ".join(titles))


def first_of(catalog: Catalog, lacks: tuple[Lack, ...]) -> str:
    """What is lacking in a few words: the first two things, and how many more."""
    named = tuple(dict.fromkeys(wanting(catalog, lack) for lack in lacks))
    return listed(named, SHOWN)


def wanting(catalog: Catalog, lack: Lack) -> str:
    """What is lacking, in the words of the catalogue."""
    if lack.reason == "upstream":
        return f"“{lack.detail}”"
    if lack.reason == "not_applicable":
        return f"a value ({lack.detail})"
    if lack.reason == "straddles":
        return "narrower assumptions"
    series = series_in(catalog, lack.what)
    if not series:
        return lack.what
    called = catalog.series[series].called
    if back := BACK.search(lack.detail or ""):
        return f"a figure of {called} of {back[1]} days before"
    kind = "thin" if series != lack.what else lack.reason
    return f"{WANTING.get(kind, '')}{called}"


def series_in(catalog: Catalog, lacking: str) -> str:
    """The series that a measure reads; of two the last, which names the day of the other."""
    named = [name for name in SERIES.findall(lacking) if name in catalog.series]
    return named[-1] if named else ""


def _lack(lack: Lack) -> str:
    if lack.reason == "upstream":
        return f"a finding on “{lack.detail}”"
    if lack.reason == "straddles":
        return f"narrower assumptions, since {lack.what} is {lack.detail}"
    return f"{lack.what} ({lack.detail})" if lack.detail else lack.what
