"""An earlier day judged from the facts known by its end: a run in, the claims that turned out.

No ledger is read, so that a briefing says the same wherever it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from engine.changes.difference import Became, became
from engine.counterfactual.slice import slice_of
from engine.evaluation.evaluate import Evaluation, evaluate_book
from engine.fingerprint import code_digest
from engine.judge.findings import Status
from engine.judge.judgement import Judgement, judge
from engine.judge.planes import arrays_of
from engine.judge.run import Run
from engine.pages.expressions import Name, names_in
from engine.pages.page import Comparison, Line, Page
from kb.cache import cached
from kb.frozen import dataclass

SHOWN = 3


@dataclass(frozen=True)
class Earlier:
    """What an earlier day came to, under the pages of a run."""

    evaluation: Evaluation
    judgement: Judgement

    def status(self, claim: str) -> Status:
        """What a claim came to."""
        return self.judgement.finding(claim, 0)[0]


@dataclass(frozen=True)
class Turned:
    """A claim that turned.

    was                  its status on the earlier day
    by                   the first of its comparisons that is not as it was; "" where none is
    ends                 the lowest, central and highest value then of the number in that; None
                         where it was unknown
    without, scenarios   in how many of so many scenarios it had no value
    facts                the facts under it
    """

    claim: str
    was: Status
    by: str = ""
    ends: tuple[float, float, float] | None = None
    without: int = 0
    scenarios: int = 0
    facts: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True)
class Since:
    """What changed since an earlier day, what speaks on the front page first.

    headline  of that day
    turned    the first that turned, and how many more did
    judged    the claims that can be judged and could not
    unjudged  the claims that could be and cannot, with what they came to then
    """

    headline: str | None
    turned: tuple[Turned, ...]
    more: int
    judged: tuple[str, ...]
    unjudged: tuple[tuple[str, Status], ...]


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
    return Earlier(evaluation, judge(book, arrays_of(book, evaluation)))


def since(run: Run, day: int, known_at: int | None) -> Since:
    """What turned since a day, judged once for all that it rests on: the run, its rows, our code.

    Equal facts give equal runs in any base, but their rows have other numbers there.
    """
    key = (
        run.id, run.evaluation.panel.rows_digest, str(day), str(known_at), code_digest((__name__,))
    )  # fmt: skip
    return cached("since", key, lambda: _since(run, earlier(run, day, known_at)), (Since, Turned))


def _since(run: Run, then: Earlier) -> Since:
    was = {claim: then.status(claim) for claim in then.judgement.column}
    now = {claim: run.findings[claim].status for claim in was}
    found = {
        kind: sorted(pages, key=lambda page: _rank(run, then, page))
        for kind, pages in changed(then.judgement.book.pages, was, now).items()
    }
    tried, turned = run.book.order.headline, found["turned"]
    return Since(
        next((claim for claim in tried if was[claim] == "holds"), None),
        tuple(_turned(run, then, page) for page in turned[:SHOWN]),
        max(len(turned) - SHOWN, 0),
        tuple(page.claim for page in found["judged"]),
        tuple((page.claim, was[page.claim]) for page in found["unjudged"]),
    )


def changed(
    pages: Iterable[Page], was: Mapping[str, Status], now: Mapping[str, Status]
) -> dict[Became, list[Page]]:
    """The claims whose finding is another, by what it became; headlines left out."""
    found: dict[Became, list[Page]] = {"turned": [], "judged": [], "unjudged": []}
    for page in (page for page in pages if page.judged and page.kind != "headline"):
        if kind := became(was[page.claim], now[page.claim]):
            found[kind].append(page)
    return found


def _rank(run: Run, then: Earlier, page: Page) -> tuple[bool, bool]:
    """What speaks on the front page first, then what turned by a number of its own."""
    return page.claim not in run.book.order.front.spoken, _moved(run, then, page) is None


def _moved(run: Run, then: Earlier, page: Page) -> Line | None:
    """The first comparison of a page that is not as it was."""
    for line in page.when:
        was, now = (each.judgement.truth(line.id, 0) for each in (then, run))
        if was != now and isinstance(line.condition, Comparison):
            return line
    return None


def _turned(run: Run, then: Earlier, page: Page) -> Turned:
    found = Turned(page.claim, then.status(page.claim))
    moved = _moved(run, then, page)
    if moved is None or not isinstance(moved.condition, Comparison):
        return found
    name = number_of(moved.condition)
    values = then.evaluation.value(page.claim, name)
    readings = then.evaluation.readings[page.claim].get(name)
    return replace(
        found,
        by=moved.id,
        ends=values.ends(0) if values.known[0] else None,
        without=values.without_value(0),
        scenarios=values.scenarios if values.known[0] else 0,
        facts=(readings[0].facts,) if readings and readings[0].facts else (),
    )


def number_of(moved: Comparison) -> str:
    """The number that a comparison is about."""
    return next(n for n in names_in(moved.left) if isinstance(n, Name)).name
