"""What turned since an earlier day, in lines."""

from __future__ import annotations

from collections.abc import Iterator

from engine.briefing.front.earlier import DECIDED, Turned, number_of, since
from engine.briefing.marker import Marker
from engine.briefing.unjudged import first_of
from engine.changes.difference import past
from engine.pages.expressions import Number
from engine.pages.page import Comparison
from engine.words.cite import Cited, Ref
from engine.words.filters import printed
from engine.words.numbers import Style
from engine.words.quoting import unit_style, value_style
from kb.units import Dimension

NOW = {"holds": "holds now", "fails": "fails now"}
OPEN = "cannot be judged now"


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


def _line(marker: Marker, each: Turned) -> str:
    run = marker.run
    page, now = run.book.page(each.claim), run.findings[each.claim].status
    moved = next((line.condition for line in page.when if line.id == each.by), None)
    lacks = run.findings[each.claim].lacks
    if now not in DECIDED and lacks:
        by = f", for want of {marker.own(first_of(run.catalog, lacks))}"
    else:
        by = f": {_number(marker, each, moved)}" if isinstance(moved, Comparison) else ""
    return f"“{page.title}” {NOW.get(now, OPEN)} ({past(each.was)}){by}."


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
    words = name.replace("_", " ").replace(".", " ")
    limit = moved.right
    across = f", across {marker.own(style(limit.value))}" if isinstance(limit, Number) else ""
    return f"{words} {printed(was, style, refs)} → {printed(now, style, refs)}{across}"


def _style(moved: Comparison, dimension: Dimension) -> Style:
    """How the number is written: as its threshold is, else by its dimension."""
    unit = next((n.unit for n in (moved.right, moved.left) if isinstance(n, Number) and n.unit), "")
    return unit_style(unit) if unit else value_style(dimension)
