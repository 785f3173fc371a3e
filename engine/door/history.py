"""Many days as an object: the headline and the finding of every claim, day by day."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import Any, Literal

from engine.door.asked import word
from engine.door.opened import Opened, for_python
from engine.door.table import html_table
from engine.judge.history import History as Judged
from engine.judge.judgement import STATUSES
from engine.judge.stretches import as_tree, stretches
from kb.clock import day_date


class History:
    """What every claim came to on every day of a range, each on what was known by its end."""

    def __init__(self, opened: Opened, judged: Judged) -> None:
        self._opened = opened
        self._judged = judged
        book = judged.judgement.book
        self.claims = tuple(p.claim for p in book.pages if p.judged and p.kind != "headline")

    @property
    def days(self) -> tuple[str, ...]:
        """The days in ISO form, the earliest first."""
        return tuple(day_date(day).isoformat() for day in self._judged.asked.days.tolist())

    @for_python
    def finding(self, claim: str) -> tuple[str, ...]:
        """What became of a claim, day by day; UnknownClaim for no claim of the book."""
        judgement = self._judged.judgement
        judgement.book.page(word("claim", claim))
        return tuple(STATUSES[n] for n in judgement.status[:, judgement.column[claim]].tolist())

    @cached_property
    def id(self) -> str:
        """The hash of the question and of all that its answer depends on, as `history` records."""
        from engine.ledger.histories import id_of

        return id_of(self._opened.base, self._judged)

    @property
    def judged_by(self) -> Literal["two evaluators", "one evaluator"]:
        """How many judged: one alone where durable_rules cannot be loaded."""
        return "one evaluator" if self._judged.note else "two evaluators"

    @for_python
    def spells(self, claim: str) -> list[dict[str, Any]]:
        """The days in a row on which a claim's finding and its causes stayed as they were.

        raises  UnknownClaim for no claim of the book
        """
        page = self._judged.judgement.book.page(word("claim", claim))
        book, found = self._judged.judgement.book, list(stretches(self._judged, page))
        [told] = as_tree(self._judged.asked, book, found)["claims"]
        spells: list[dict[str, Any]] = told["spells"]
        return spells

    @property
    def headlines(self) -> tuple[str, ...]:
        """The headline's claim of every day; "" where none holds."""
        tried = self._judged.judgement.book.order.headline
        found = {claim: self.finding(claim) for claim in tried}
        return tuple(
            next((claim for claim in tried if found[claim][n] == "holds"), "")
            for n in range(len(self.days))
        )

    def rows(self) -> list[dict[str, object]]:
        """A row a day: day, headline, and a column a claim."""
        found = {claim: self.finding(claim) for claim in self.claims}
        return [
            {"day": day, "headline": headline, **{claim: found[claim][n] for claim in self.claims}}
            for n, (day, headline) in enumerate(zip(self.days, self.headlines, strict=True))
        ]

    def to_pandas(self) -> Any:
        """A DataFrame of pandas, a day a row; raises ImportError where it is not installed."""
        return import_module("pandas").DataFrame(self.rows())

    def to_polars(self) -> Any:
        """A DataFrame of polars, a day a row; raises ImportError where it is not installed."""
        return import_module("polars").DataFrame(self.rows())

    def __len__(self) -> int:
        return len(self.days)

    def __repr__(self) -> str:
        asked = self._judged.asked
        return f"<history of {asked.asset}, {self.days[0]} to {self.days[-1]}>"

    def _repr_html_(self) -> str:
        short = [{name: row[name] for name in ("day", "headline")} for row in self.rows()]
        return html_table(short, "days")
