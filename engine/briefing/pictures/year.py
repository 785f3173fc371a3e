"""The findings over the year as strips: what turned in it, what did not, what was never judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.briefing.marker import Marker
from engine.briefing.parts import Briefing
from engine.briefing.year import Spell, Year, spells_of
from engine.judge.stretches import by_chapter
from engine.pictures.strip import ruler, strip
from engine.words import numbers

DECIDED = frozenset({"holds", "fails"})
HEADLINE = "headline"
SAID = {"holds": "holds", "fails": "fails", "unknown": "cannot be judged", "stated": "is stated"}


@dataclass(frozen=True)
class Row:
    """A claim: its title, its finding on the last day and since when, its strip; texts marked."""

    title: str
    status: str
    since: str
    svg: str
    cite: str


@dataclass(frozen=True)
class YearPart:
    """The strips of a year; texts are marked.

    turned   the claims that held on some days of it and failed on others, by chapter
    steady   those that were judged on some day and never turned
    never    how many were judged on no day; "" where all were
    ruler    the months under the strips; legend a strip for each finding
    """

    days: str
    turned: tuple[tuple[str, tuple[Row, ...]], ...]
    steady: tuple[Row, ...]
    never: str
    ruler: str
    legend: tuple[tuple[str, str], ...]


def findings_of_the_year(briefing: Briefing) -> YearPart | None:
    """A strip for each claim that was judged on some day; None where no day is known to speak of.

    Definitions that only state a number are on every day what they are, and have none.
    """
    year, marker = briefing.year(), briefing.marker
    if not year:
        return None
    year = {**year, **headlines_told(year, briefing.run.book.order.headline)}
    first, last = next((spells[0].first, spells[-1].last) for spells in year.values())
    found = {claim: {spell.status for spell in spells} for claim, spells in year.items()}
    turned = {claim for claim, statuses in found.items() if statuses >= DECIDED}
    judged = {claim for claim, statuses in found.items() if statuses & DECIDED}
    never = [statuses for statuses in found.values() if statuses == {"unknown"}]
    return YearPart(
        days=marker.own(f"{numbers.date_text(first)} to {numbers.date_text(last)}"),
        turned=tuple(_chapters(briefing, year, turned)),
        steady=tuple(row for _, rows in _chapters(briefing, year, judged - turned) for row in rows),
        never=_never(marker, len(never)),
        ruler=ruler(first, last),
        legend=tuple(_legend()),
    )


def headlines_told(year: Year, tried: Sequence[str]) -> Year:
    """The headlines as they were told: on each day the first of the order that held, no other."""
    told, free = dict[str, tuple[Spell, ...]](), set(_days(year[tried[0]])) if tried else set[int]()
    for claim in tried:
        status = _days(year[claim])
        held = {day for day, each in status.items() if each == "holds"}
        told[claim] = tuple(spells_of({**status, **dict.fromkeys(held - free, "fails")}))
        free -= held
    return told


def _days(spells: Sequence[Spell]) -> dict[int, str]:
    return {day: each.status for each in spells for day in range(each.first, each.last + 1)}


def _chapters(
    briefing: Briefing, year: Year, shown: set[str]
) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """The rows of some claims under the titles of their chapters."""
    said = {sentence.claim: sentence.id for sentence in reversed(briefing.sentences)}
    for chapter, pages in by_chapter(briefing.run.book).items():
        claims = [page.claim for page in pages if page.claim in shown]
        rows = tuple(_row(briefing, claim, year[claim], said.get(claim, "")) for claim in claims)
        if rows:
            yield _title(briefing, chapter), rows


def _title(briefing: Briefing, chapter: str) -> str:
    if chapter == HEADLINE:
        return "The headline"
    return briefing.run.book.order.titles.get(chapter, chapter.capitalize())


def _row(briefing: Briefing, claim: str, spells: Sequence[Spell], sentence: str) -> Row:
    marker, now = briefing.marker, spells[-1]
    title = marker.run.book.page(claim).title
    since = f"since {numbers.date_text(now.first)}" if len(spells) > 1 else "on every day"
    counted = {status: sum(s.days for s in spells if s.status == status) for status in SAID}
    days = "day" if counted["holds"] == 1 else "days"
    told = (
        f"{title}: held on {counted['holds']} {days}, failed on {counted['fails']}, could not be "
        f"judged on {counted['unknown']}."
    )
    return Row(
        title=marker.own(title),
        status=SAID[now.status],
        since=marker.own(since),
        svg=strip(
            [(s.first, s.last, s.status) for s in spells], f"strip-{claim}", marker.own(told)
        ),
        cite=marker.own(sentence) if sentence else "",
    )


def _never(marker: Marker, count: int) -> str:
    if not count:
        return ""
    told = "One claim has no strip: it" if count == 1 else f"{count} claims have no strip: they"
    return marker.own(f"{told} could be judged on no day of the year.")


def _legend() -> Iterator[tuple[str, str]]:
    for status, told in (
        ("holds", "full: holds"), ("fails", "low: fails"), ("unknown", "a line: cannot be judged"),
    ):  # fmt: skip
        yield strip([(1, 1, status)]), told
