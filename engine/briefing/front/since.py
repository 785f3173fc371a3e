"""What turned since an earlier day, in lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.briefing.front.earlier import Turned, number_of, since
from engine.briefing.marker import Marker
from engine.briefing.unjudged import first_of
from engine.changes.difference import past
from engine.judge.run import Run
from engine.pages.expressions import Number
from engine.pages.page import Comparison
from engine.words.cite import Cited, Ref
from engine.words.filters import printed
from engine.words.numbers import Style
from engine.words.quoting import unit_style, value_style
from kb.units import Dimension

NAMED = 2


def since_lines(marker: Marker, day: int, known_at: int | None = None) -> Iterator[str]:
    """The headline and the findings that turned, each in a line, with the number that did it."""
    if known_at is not None and known_at > marker.run.question.known_at:
        yield "It knew facts that this briefing may not see; the whole briefing tells what differs."
        return
    run, then = marker.run, since(marker.run, day, known_at)
    if then.headline != run.headline:
        title = run.book.page(then.headline).title if then.headline else ""
        yield f"The headline was “{title}”." if title else "No headline could be given then."
    yield from (_line(marker, each) for each in then.turned)
    if more := then.more:
        yield marker.own(f"{more} more {'finding' if more == 1 else 'findings'} turned.")
    if not then.turned:
        yield "No finding turned."
    if then.judged:
        now = [(claim, run.findings[claim].status) for claim in then.judged]
        yield f"Can be judged now: {_named(marker, now)}."
    if then.unjudged:
        was = [(claim, past(status)) for claim, status in then.unjudged]
        wanting = _wanting(run, [claim for claim, _ in then.unjudged])
        by = f", for want of {marker.own(wanting)}" if wanting else ""
        yield f"Cannot be judged now: {_named(marker, was)}{by}."


def _named(marker: Marker, claims: Sequence[tuple[str, str]]) -> str:
    """The first of some claims, each with what it came to on the day on which it was judged."""
    book = marker.run.book
    told = (f"“{book.page(claim).title}” ({came_to})" for claim, came_to in claims[:NAMED])
    more = len(claims) - NAMED
    return ", ".join(told) + (f" and {marker.own(f'{more} more')}" if more > 0 else "")


def _wanting(run: Run, claims: Sequence[str]) -> str:
    """The facts that those lack that can be judged no more; what other claims lack is theirs."""
    lacks = [lack for claim in claims for lack in run.findings[claim].lacks]
    return first_of(run.catalog, tuple(each for each in lacks if each.reason != "upstream"))


def _line(marker: Marker, each: Turned) -> str:
    page, now = marker.run.book.page(each.claim), marker.run.findings[each.claim].status
    moved = next((line.condition for line in page.when if line.id == each.by), None)
    by = f": {_number(marker, each, moved)}" if isinstance(moved, Comparison) else ""
    return f"“{page.title}” {now} now ({past(each.was)}){by}."


def _number(marker: Marker, each: Turned, moved: Comparison) -> str:
    """The number of a comparison as it was and as it is, in the words of its page."""
    name = number_of(moved)
    dimension = marker.run.book.dimensions[each.claim][name]
    style = _style(moved, dimension)
    ref = Ref("quantity", f"{each.claim}.{name} of an earlier day", each.facts)
    low, central, high = each.ends or (None, None, None)
    was = Cited(
        ref, dimension, low, central, high, without=each.without, scenarios=each.scenarios
    )  # fmt: skip
    now = marker.cited((each.claim, name))
    refs = marker.writer.refs
    page = marker.run.book.page(each.claim)
    said = {one.name: one.label for one in page.said}
    words = said.get(name) or name.replace("_", " ").replace(".", " ")
    limit = moved.right
    across = f", across {marker.own(style(limit.value))}" if isinstance(limit, Number) else ""
    return f"{words} {printed(was, style, refs)} → {printed(now, style, refs)}{across}"


def _style(moved: Comparison, dimension: Dimension) -> Style:
    """How the number is written: as its threshold is, else by its dimension."""
    unit = next((n.unit for n in (moved.right, moved.left) if isinstance(n, Number) and n.unit), "")
    return unit_style(unit) if unit else value_style(dimension)
