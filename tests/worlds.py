"""Small worlds: a catalogue of a few series, panels and rule books from a few short lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from hypothesis import settings

from engine.evaluation.evaluate import Evaluation, evaluate_book
from engine.judge.run import Question, Run, answer
from engine.measures.choose import read
from engine.measures.reading import Reading
from engine.measures.request import Request
from engine.pages.book import RuleBook
from engine.pages.build import build_book
from engine.pages.builder import parse
from engine.pages.grammar import request_of
from engine.pages.page import Page
from engine.pages.reader import read_page
from kb.catalog_tree import build_catalog
from kb.clock import FOREVER, NO_TARGET, day_date, day_number, moment_number
from kb.panel import Panel, build_tracks, end_of
from kb.queries import Observed
from kb.store import KnowledgeBase
from tests.facts import make_fact

TODAY = "2025-11-17"  # a Monday, and the essay's date
QUICK = settings(derandomize=True, max_examples=30, deadline=None, database=None)


def _series(unit: str, measure: str, **more: object) -> dict[str, object]:
    plain = {"scope": "asset", "cadence": "daily", "stale_after": 5, "release_lag": 0}
    named = {"description": "For tests.", "tolerance": "5 %", "sources": ["best", "next", "*"]}
    return {**plain, **named, "unit": unit, "measure": measure, **more}


CATALOG = build_catalog(
    {
        "sources": {
            "best": {"name": "The best"},
            "next": {"name": "The next"},
            "essay": {
                "name": "The essay",
                "document": True,
                "dated": "2025-11-17",
                "asset": "btc",
            },
            "comment": {"name": "The comment", "document": True, "dated": "2025-11-21"},
        },
        "series": {
            "price.close": _series("USD/coin", "stock", positive=True),
            "interest.open": _series("USD", "stock", positive=True),
            "odds.cut": _series("%", "ratio", tolerance="5 pp", stale_after=7, targeted=True),
            "dollar.rate": _series("%", "ratio", scope="global"),
            "fund.flow": _series("USD", "flow", calendar="us", stale_after=7),
            "coins.spent": _series("coins", "flow"),
            "survey.mood": _series("index", "stock", cadence="weekly", stale_after=14),
        },
    }
)


@dataclass(frozen=True)
class Told:
    """One observation in canonical units."""

    series: str
    as_of: int
    value: float
    source: str = "best"
    span: int = 1
    target: int = NO_TARGET
    known_at: int = 0


def told(
    series: str, as_of: str, value: float, source: str = "best", *,
    span: int = 1, about: str | None = None, known: str | None = None,
) -> Told:  # fmt: skip
    """A fact about a day, known at its end unless said otherwise."""
    target = NO_TARGET if about is None else day_number(about)
    return Told(
        series, day_number(as_of), value, source, span, target, moment_number(known or as_of)
    )


def daily(
    series: str, until: str, *values: float | None, source: str = "best", weekdays: bool = False
) -> list[Told]:
    """One value a day up to and with `until`, None where nobody spoke; no weekends if so asked."""
    day, facts = day_number(until), []
    for value in reversed(values):
        while weekdays and day_date(day).weekday() > 4:
            day -= 1
        if value is not None:
            facts.append(told(series, day_date(day).isoformat(), value, source))
        day -= 1
    return facts[::-1]


SLIDE = daily("price.close", TODAY, 100, 120, 110, 90, 95)
"""Five closes that go up, fall, and come back a little."""


def observed(facts: Sequence[Told]) -> Observed:
    """The facts as a knowledge base hands them out, with ids in the order given.

    Small worlds jump as they like, so every fact counts as accepted.
    """
    series = tuple(sorted({f.series for f in facts}))
    sources = tuple(sorted({f.source for f in facts}))
    return Observed(
        ids=np.arange(1, len(facts) + 1, dtype=np.int64),
        series=np.array([series.index(f.series) for f in facts], dtype=np.int32),
        source=np.array([sources.index(f.source) for f in facts], dtype=np.int32),
        as_of=np.array([f.as_of for f in facts], dtype=np.int32),
        known_at=np.array([f.known_at for f in facts], dtype=np.int64),
        span=np.array([f.span for f in facts], dtype=np.int32),
        target=np.array([f.target for f in facts], dtype=np.int32),
        value=np.array([f.value for f in facts], dtype=np.float64),
        withdrawn=np.full(len(facts), FOREVER, dtype=np.int64),
        series_names=series,
        source_names=sources,
        accepted=frozenset(range(1, len(facts) + 1)),
    )


def panel(*facts: Told | Sequence[Told], on: str | Sequence[str] = TODAY) -> Panel:
    """The panel of these facts on one day or several."""
    flat = [f for each in facts for f in ([each] if isinstance(each, Told) else each)]
    days = [day_number(day) for day in ([on] if isinstance(on, str) else on)]
    dates = np.array(days, dtype=np.int32)
    return Panel("btc", dates, end_of(dates), build_tracks(CATALOG, observed(flat)))


def request(text: str) -> Request:
    """A measure as a page writes it: "peak(price.close, 5d)"."""
    return request_of(parse(text, "fact"), CATALOG)


def reading(text: str, *facts: Told | Sequence[Told], on: str = TODAY) -> Reading:
    """What a measure reads from these facts on a day."""
    return read(panel(*facts, on=on), CATALOG, request(text), 0)


def page_text(
    claim: str = "fell", *, kind: str = "measurement", source: str = "E1",
    facts: Mapping[str, str] | None = None, said: Mapping[str, str] | None = None,
    let: Mapping[str, str] | None = None, when: Sequence[str] = (),
    sections: Sequence[str] = ("Holds", "Fails"), cases: str = "",
) -> str:  # fmt: skip
    """The text of a page from its parts; the front matter starts on line 2 with the claim."""
    head = [f"claim: {claim}", f"source: [{source}]", f"kind: {kind}"]
    stated = {n: text if "(" in text else f"{text} ({n})" for n, text in (said or {}).items()}
    for key, names in (("facts", facts), ("said", stated), ("let", let)):
        head += [f"{key}:", *(f"  {n}: {text}" for n, text in names.items())] if names else []
    head += ["when:", *(f"  - {line}" for line in when)] if when else []
    body = [f"# {claim}", "", *(f"## {name}\nText.\n" for name in sections)]
    body += ["## Cases", cases] if cases else []
    return "\n".join(["---", *head, "---", *body, ""])


def page(text: str, file: str = "rules/chapter/fell.md") -> Page:
    return read_page(text, file, "chapter", CATALOG)


def book(
    *pages: str, assumptions: str = "", order: str = "", chapters: Mapping[str, str] | None = None
) -> RuleBook:
    """A rule book of these pages, in one chapter unless `chapters` says which claim is where."""
    texts = {"assumptions.yaml": assumptions, "briefing.yaml": order}
    for text in pages:
        claim = text.partition("claim: ")[2].partition("\n")[0]
        texts[f"{(chapters or {}).get(claim, 'chapter')}/{claim}.md"] = text
    return build_book({name: text for name, text in texts.items() if text}, CATALOG)


def assumed(name: str, low: str, middle: str, high: str) -> str:
    """One entry of assumptions.yaml."""
    ends = f"  low: {low}\n  middle: {middle}\n  high: {high}\n"
    return f"{name}:\n{ends}  reason: for this test\n"


def evaluated(of: RuleBook, facts: Panel) -> Evaluation:
    return evaluate_book(of, facts, CATALOG)


def run(of: RuleBook, *facts: Told | Sequence[Told], on: str = TODAY) -> Run:
    """A run over a base in memory that holds these facts."""
    flat = [f for each in facts for f in ([each] if isinstance(each, Told) else each)]
    with KnowledgeBase.in_memory() as kb:
        kb.add(_fact(told_fact) for told_fact in flat)
        day = day_number(on)
        known_at = int(end_of(np.array([day], dtype=np.int32))[0])
        return answer(kb, of, CATALOG, Question("btc", day, known_at))


def _fact(fact: Told) -> object:
    series = CATALOG.get(fact.series)
    raw = {
        "series": fact.series, "as_of": day_date(fact.as_of).isoformat(), "source": fact.source,
        "span": str(fact.span) if fact.span > 1 else "", "unit": series.unit,
        "value": repr(series.measured_in.shown(fact.value)),
        "target": "" if fact.target == NO_TARGET else day_date(fact.target).isoformat(),
        "note": "accepted: a small world jumps as it likes",
    }  # fmt: skip
    return make_fact(raw, catalog=CATALOG)


def renumbered(facts: Sequence[Told], order: Sequence[int]) -> list[Told]:
    """The same facts in another order of arrival."""
    return [replace(facts[i]) for i in order]
