"""Pictures of what was judged: a fall split over its causes, and how far from turning it is."""

from __future__ import annotations

from engine.briefing.flip_rows import distinct
from engine.briefing.marker import TableRow
from engine.briefing.parts import Briefing
from engine.briefing.pictures.daily import Picture, cited
from engine.changes.difference import OPEN
from engine.pictures.rows import Bar, parts_of, turning
from engine.pictures.svg import Told
from engine.words import numbers
from engine.words.cite import unmarked
from engine.words.context import DAY

LONGEST_NAME = 34


def split_of_the_fall(briefing: Briefing) -> Picture | None:
    """The shares of the causes of a fall of thirty days; None where it cannot be split."""
    marker, causes = briefing.marker, briefing.causes
    shares = {row.label: row.quantities[0] for row in marker.run.book.order.causes}
    if causes is None or causes.lacks:
        return None
    rows = []
    for cause in (each for each in causes.rows if each.share):
        values = marker.run.evaluation.value(*shares[cause.channel.replace(" ", "_")])
        low, middle, high = values.ends(DAY)
        text = marker.mark(
            numbers.percent(middle), marker.cited(shares[cause.channel.replace(" ", "_")]).ref
        )
        ink = "grey" if cause.channel == "unexplained" else "accent"
        rows.append(Bar(cause.channel, middle, text, low, high, ink))
    if len(rows) < 2:
        return None
    largest = max(rows, key=lambda row: row.value)
    title = f"Of the fall of thirty days the largest part, {largest.text}, is {_named(largest)}."
    seen = "A bar each: " + ", ".join(f"{row.name} {row.text}" for row in rows) + "."
    svg = parts_of(Told("split", title, seen), rows)
    caption = "Shares of the fall; the thin line is the range over all assumptions."
    refs = [marker.cited(key).ref for key in shares.values()]
    return Picture("split", title, svg, caption, cited(marker, refs))


def _named(bar: Bar) -> str:
    return "explained by none of the causes counted" if bar.ink == "grey" else f"that of {bar.name}"


def how_far_from_turning(briefing: Briefing) -> Picture | None:
    """The nearest changes of single facts, in the daily moves they take."""
    rows, refs = [], []
    for row, flip in zip(briefing.flips, distinct(briefing.nearest), strict=False):
        if flip.daily_moves is None:
            continue
        moves = row.cells[5]
        name = f"{_short(row.cells[0])} {_comes(row)} at {row.cells[4]}"
        rows.append(Bar(name, flip.daily_moves, moves, flip.daily_moves, flip.daily_moves))
        refs.append(row)
    if not rows:
        return None
    order = sorted(range(len(rows)), key=lambda place: rows[place].value)
    nearest = refs[order[0]]
    claim, fact, then = (nearest.cells[place] for place in (0, 2, 4))
    rows = [rows[place] for place in order]
    title = (
        f"Fewest daily moves away: {_quoted(claim)} {_comes(nearest)} with {fact} at {then}, "
        f"{rows[0].text} daily moves from here."
    )
    seen = "A bar each, as long as the daily moves it takes: " + "; ".join(
        f"{row.name}, {row.text} daily moves" for row in rows
    ) + "."  # fmt: skip
    svg = turning(Told("turning", title, seen), rows)
    caption = (
        "At what each turns, or can no longer be judged, and how many daily moves of the series "
        "that takes, everything else as it is."
    )
    return Picture("turning", title, svg, caption, "")


def _comes(row: TableRow) -> str:
    """What becomes of a claim: the other finding, or none."""
    return "cannot be judged" if row.cells[6] == OPEN else "turns"


def _quoted(claim: str) -> str:
    return claim[0].lower() + claim[1:] if claim == "The headline" else f"“{claim}”"


def _short(text: str) -> str:
    """A title as far as there is room for it, cut at a word."""
    plain = unmarked(text)
    if len(plain) <= LONGEST_NAME:
        return text
    return plain[:LONGEST_NAME].rpartition(" ")[0] + " …"
