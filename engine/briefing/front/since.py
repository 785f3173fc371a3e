"""What turned since an earlier day: that day judged from the facts known by its end, and compared.

No ledger is read, so that a briefing says the same wherever it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from engine.briefing.marker import Marker
from engine.briefing.unjudged import first_of
from engine.changes.difference import Became, became, past
from engine.counterfactual.slice import slice_of
from engine.evaluation.evaluate import Evaluation, evaluate_book
from engine.judge.findings import Finding, Status, findings
from engine.judge.judgement import judge
from engine.judge.planes import arrays_of
from engine.judge.run import Run
from engine.pages.expressions import Name, Number, names_in
from engine.pages.page import Comparison, Page
from engine.words.cite import Ref
from engine.words.context import cite_values
from engine.words.filters import printed
from engine.words.numbers import Style
from engine.words.quoting import unit_style, value_style
from kb.frozen import dataclass
from kb.units import Dimension

SHOWN, NAMED = 3, 2


@dataclass(frozen=True)
class Earlier:
    """What an earlier day came to, under the pages of a run."""

    day: int
    evaluation: Evaluation
    found: dict[str, Finding]

    def headline(self, run: Run) -> str | None:
        """The headline of that day."""
        tried = run.book.order.headline
        return next((claim for claim in tried if self.found[claim].status == "holds"), None)


def earlier(run: Run, day: int, known_at: int | None = None) -> Earlier:
    """That day judged from what was known by then, without what no finding rests on.

    known_at  by when; by the end of the day where not given
    """
    judged = (page.claim for page in run.book.pages if page.judged)
    book = replace(run.book, pages=slice_of(run.book, judged).pages)
    panel = run.evaluation.panel.moved([day])
    if known_at is not None:
        panel = replace(panel, known_at=np.array([known_at], dtype=np.int64))
    evaluation = evaluate_book(book, panel, run.catalog)
    judgement = judge(book, arrays_of(book, evaluation))
    return Earlier(day, evaluation, findings(judgement, evaluation, 0))


def since_lines(marker: Marker, day: int, known_at: int | None = None) -> Iterator[str]:
    """The headline and the findings that turned, each in a line, with the number that did it."""
    if known_at is not None and known_at > marker.run.question.known_at:
        yield "It knew facts that this briefing may not see; the whole briefing tells what differs."
        return
    run, then = marker.run, earlier(marker.run, day, known_at)
    was = then.headline(run)
    if was != run.headline:
        title = run.book.page(was).title if was else ""
        yield f"The headline was “{title}”." if was else "No headline could be given then."
    pages = {kind: sorted(each, key=lambda page: _rank(run, then, page))
             for kind, each in _changed(run, then).items()}  # fmt: skip
    turned = pages["turned"]
    yield from (_line(marker, then, page) for page in turned[:SHOWN])
    if (more := len(turned) - SHOWN) > 0:
        yield marker.own(f"{more} more {'finding' if more == 1 else 'findings'} turned.")
    if not turned:
        yield "No finding turned."
    if pages["judged"]:
        yield f"Can be judged now: {_named(marker, pages['judged'], run.findings)}."
    if pages["unjudged"]:
        named, wanting = _named(marker, pages["unjudged"], then.found), _wanting(run, pages)
        by = f", for want of {marker.own(wanting)}" if wanting else ""
        yield f"Cannot be judged now: {named}{by}."


def _changed(run: Run, then: Earlier) -> dict[Became, list[Page]]:
    found = then.found, run.findings
    return changed(run.book.pages, *({c: f.status for c, f in each.items()} for each in found))


def changed(
    pages: Iterable[Page], was: Mapping[str, Status], now: Mapping[str, Status]
) -> dict[Became, list[Page]]:
    """The claims whose finding is another, by what it became; headlines left out."""
    found: dict[Became, list[Page]] = {"turned": [], "judged": [], "unjudged": []}
    for page in (page for page in pages if page.judged and page.kind != "headline"):
        if kind := became(was[page.claim], now[page.claim]):
            found[kind].append(page)
    return found


def _named(marker: Marker, pages: Sequence[Page], found: Mapping[str, Finding]) -> str:
    """The first of some claims, each with what it came to on the day on which it was judged."""
    today = found is marker.run.findings
    told = (
        f"“{page.title}” ({status if today else past(status)})"
        for page, status in ((page, found[page.claim].status) for page in pages[:NAMED])
    )
    more = len(pages) - NAMED
    return ", ".join(told) + (f" and {marker.own(f'{more} more')}" if more > 0 else "")


def _wanting(run: Run, pages: Mapping[Became, Sequence[Page]]) -> str:
    """What those lack that cannot be judged any more: facts first, then other claims."""
    lacks = [lack for page in pages["unjudged"] for lack in run.findings[page.claim].lacks]
    return first_of(run.catalog, tuple(sorted(lacks, key=lambda each: each.reason == "upstream")))


def _rank(run: Run, then: Earlier, page: Page) -> tuple[bool, bool]:
    """What speaks on the front page first, then what turned by a number of its own."""
    spoken = page.claim in run.book.order.front.spoken
    return not spoken, _moved(run, then, page) is None


def _moved(run: Run, then: Earlier, page: Page) -> Comparison | None:
    """The first comparison of a page that is not as it was."""
    for line, was, now in zip(
        page.when, then.found[page.claim].lines, run.findings[page.claim].lines, strict=True
    ):
        if was.truth != now.truth and isinstance(line.condition, Comparison):
            return line.condition
    return None


def _line(marker: Marker, then: Earlier, page: Page) -> str:
    now, was = marker.run.findings[page.claim].status, then.found[page.claim].status
    moved = _moved(marker.run, then, page)
    by = f": {_number(marker, then, page, moved)}" if moved else ""
    return f"“{page.title}” {now} now ({past(was)}){by}."


def _number(marker: Marker, then: Earlier, page: Page, moved: Comparison) -> str:
    """The number of a comparison as it was and as it is, in the words of its page."""
    name = next(n for n in names_in(moved.left) if isinstance(n, Name)).name
    dimension = marker.run.book.dimensions[page.claim][name]
    style = _style(moved, dimension)
    ref = Ref("quantity", f"{page.claim}.{name} of an earlier day", _facts(then, page, name))
    was = cite_values(then.evaluation.value(page.claim, name), dimension, ref)
    now = marker.cited((page.claim, name))
    refs = marker.writer.refs
    said = {each.name: each.label for each in page.said}
    words = said.get(name) or name.replace("_", " ").replace(".", " ")
    limit = moved.right
    across = f", across {marker.own(style(limit.value))}" if isinstance(limit, Number) else ""
    return f"{words} {printed(was, style, refs)} → {printed(now, style, refs)}{across}"


def _style(moved: Comparison, dimension: Dimension) -> Style:
    """How the number is written: as its threshold is, else by its dimension."""
    unit = next((n.unit for n in (moved.right, moved.left) if isinstance(n, Number) and n.unit), "")
    return unit_style(unit) if unit else value_style(dimension)


def _facts(then: Earlier, page: Page, name: str) -> tuple[tuple[int, ...], ...]:
    readings = then.evaluation.readings[page.claim].get(name)
    return (readings[0].facts,) if readings and readings[0].facts else ()
