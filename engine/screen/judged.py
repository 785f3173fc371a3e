"""A group of assets judged together: a task in, a row for each out. What a worker of a screen does.

Each is read by itself, as a briefing of the day reads it; pages are evaluated and findings reached
for all of them at once, the two days of each one below the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.briefing.front.earlier import changed
from engine.briefing.front.gauges import SHOWN, Floats, gauged
from engine.briefing.front.page import day_before
from engine.briefing.front.place import under_high
from engine.cluster.panels import Applied, applied, read_shared, set_apart
from engine.cluster.shelf import Shelf
from engine.evaluation.evaluate import Evaluation
from engine.evaluation.together import evaluate_together
from engine.forecast.by_day import ahead
from engine.judge.judgement import STATUSES, Judgement, judge
from engine.judge.planes import arrays_of
from engine.judge.run import CLOSE, Question, asset_of, end_of_day, load_panel
from engine.measures.choose import read
from engine.measures.computed.maker import with_computed
from engine.measures.provider import Reader, read_together, remembering
from engine.measures.reading import REASONS
from engine.measures.request import Request
from engine.pages.book import RuleBook
from engine.pages.order import SHARE_OF, Gauge
from engine.screen.market import with_market
from engine.screen.nearness import nearest
from engine.screen.row import Row
from kb.catalog import Catalog
from kb.clock import day_date
from kb.panel import Panel
from kb.panel_file import PanelFile
from kb.plain_values import to_bytes

PRICE = Gauge("Price", Request(CLOSE), "price", SHARE_OF, fallen=True)
VOLATILITY = Gauge("Volatility, a month", Request("volatility.realised_30d"), "pct", "pp")
"""The two rows of the front page that a screen shows, read as that reads them."""


@dataclass(frozen=True, eq=False)
class _Seen:
    """An asset that can be judged: its panel of two days, the last the day of the row."""

    panel: Panel
    catalog: Catalog
    money: str


def screened(shelf: Shelf, asked: Mapping[str, Any]) -> bytes:
    """The rows of a group of assets, in its order."""
    facts, book = read_shared(shelf, asked)
    market = np.array([np.nan if x is None else x for x in asked["market"]], dtype=np.float64)
    seen = {asset: _seen(facts, book, asset, asked) for asset in asked["assets"]}
    found = {
        row.asset: row
        for alike in _alike(set_apart(shelf, asked), seen)
        for row in _rows(applied(shelf, asked, alike[0].panel.asset), alike, market)
    }
    rows = [found[a] if isinstance(s, _Seen) else Row(a, why=s) for a, s in seen.items()]
    if asked["forecast"]:
        rows = [_with_forecast(facts, row, asked["day"]) for row in rows]
    return to_bytes(tuple(rows), [Row])


def _seen(facts: PanelFile, book: RuleBook, asset: str, asked: Mapping[str, Any]) -> _Seen | str:
    """What is to be judged, or why it cannot be."""
    day = asked["day"]
    panel = load_panel(facts, book, facts.catalog, Question(asset, day, end_of_day(day)))
    if not panel.visible(CLOSE, day, end_of_day(day)):
        return f"there is no {CLOSE} up to {day_date(day)}"
    own = asset_of(panel, facts.catalog)
    since = day_before(own, day) if asked["since"] is None else asked["since"]
    catalog = facts.catalog.of(own)
    return _Seen(with_computed(panel.moved([since, day]), catalog), catalog, own.money)


def _alike(apart: Collection[str], seen: Mapping[str, _Seen | str]) -> Iterator[list[_Seen]]:
    """The assets to which the pages say the same, together."""
    found: dict[str, list[_Seen]] = {}
    for asset, each in seen.items():
        if isinstance(each, _Seen):
            found.setdefault(asset if asset in apart else "", []).append(each)
    yield from found.values()


def _rows(pages: Applied, seen: Sequence[_Seen], market: Floats) -> Iterator[Row]:
    """A row each of assets to which the pages say the same."""
    evaluation = evaluate_together(pages.needed, [(each.panel, each.catalog) for each in seen])
    judgement = judge(pages.book, arrays_of(pages.needed, evaluation))
    for place, each in enumerate(seen):
        yield Row(
            each.panel.asset,
            **_numbers(each, market),
            **_findings(pages.book, judgement, evaluation, 2 * place + 1),
        )


def _numbers(each: _Seen, market: Floats) -> dict[str, Any]:
    """What the front page's table says of the price and how it moves."""
    reader, day = remembering(read), int(each.panel.days[1])
    apart = day - int(each.panel.days[0])
    price = gauged(each.panel, each.catalog, PRICE, 1, reader, apart)
    told: dict[str, Any] = {"money": each.money, "volatility": _volatility(each, reader)}
    if price is None:
        return told
    path = [None if np.isnan(value) else float(value) for value in price.shown[-SHOWN:]]
    return {
        **told, **with_market(price, day, market), "price": price.now.value,
        "priced": price.now.as_of, "move": price.day.value if price.day else None,
        "off_high": under_high(price.past), "path": tuple(path),
    }  # fmt: skip


def _volatility(each: _Seen, reader: Reader) -> float | None:
    """What the front page's row says; its past is read only where it chooses the source."""
    asked, last = VOLATILITY.request, (int(each.panel.days[1]), int(each.panel.known_at[1]))
    if len(each.panel.visible(asked.series, *last)) < 2:
        return read_together(each.panel, each.catalog, [asked], 1, reader)[asked].value
    found = gauged(each.panel, each.catalog, VOLATILITY, 1, reader)
    return found.now.value if found else None


def _findings(
    book: RuleBook, judgement: Judgement, evaluation: Evaluation, row: int
) -> dict[str, Any]:
    """What was found, what turned since the row before, and what is missing."""
    was, now = (
        {page.claim: STATUSES[judgement.status[day, n]] for n, page in enumerate(book.pages)}
        for day in (row - 1, row)
    )
    counted = [page.claim for page in book.pages if page.judged and page.kind != "headline"]
    reasons = {c: REASONS[judgement.reason[row, judgement.column[c]]] for c in counted}
    open_ = Counter(r for c, r in reasons.items() if now[c] == "unknown" and r != "absent")
    near = nearest(judgement, evaluation, row) or (None, "")
    return {
        "headline": next((c for c in book.order.headline if now[c] == "holds"), ""),
        "findings": {page.claim: now[page.claim] for page in book.pages if page.judged},
        "turned": tuple(page.claim for page in changed(book.pages, was, now)["turned"]),
        "nearest": near[0], "nearest_claim": near[1],
        "unknown": open_.total(), "judged": len(counted),
        "reason": next((reason or "" for reason, _ in open_.most_common(1)), ""),
    }  # fmt: skip


def _with_forecast(facts: PanelFile, row: Row, day: int) -> Row:
    if row.why:
        return row
    [made] = ahead(facts, row.asset, [day], None)
    return replace(row, **made._asdict())
