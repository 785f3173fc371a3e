"""What a page's sentences may name: the run's facts, quantities, said numbers and misses, cited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial

from engine.evaluation.explain import readings_under
from engine.evaluation.values import Values
from engine.judge.run import Run
from engine.measures.reading import Reading
from engine.pages.edges import Node
from engine.pages.page import Page, Said
from engine.pages.records import records_of
from engine.words.cite import Cited, Ref, Refs
from engine.words.misses import misses
from engine.words.quoting import said_number, source_name
from kb.units import Dimension

DAY = 0


class Names:
    """The quantities of one claim or record, said numbers or assumed parameters, by attribute.

    told  what gives them, asked only when one of them is: a text names few of all claims
    """

    def __init__(self, told: Callable[[], Mapping[str, Cited | str]]) -> None:
        self._told = told

    def __getattr__(self, name: str) -> Cited | str | Names:
        values = self._told()
        if name in values:
            return values[name]
        fields = fields_of(values, name)
        if not fields:
            raise AttributeError(name)
        return Names(lambda: fields)


def fields_of(values: Mapping[str, Cited | str], record: str) -> dict[str, Cited | str]:
    """The fields of a record among quantities, by what stands behind its name and the dot."""
    head = f"{record}."
    return {name.removeprefix(head): v for name, v in values.items() if name.startswith(head)}


class Contexts:
    """Builds the template context of any page of a run."""

    def __init__(self, run: Run, refs: Refs) -> None:
        self.run = run
        self.refs = refs
        self._pages: dict[str, dict[str, Cited]] = {}

    def cited(self, claim: str, name: str) -> Cited:
        """One fact or quantity of a claim."""
        return self.page_names(self.run.book.page(claim))[name]

    def page_names(self, page: Page) -> dict[str, Cited]:
        """Every fact and quantity of a page, cited."""
        if page.claim not in self._pages:
            self._pages[page.claim] = {name: self._cite(page, name) for name in page.names}
        return self._pages[page.claim]

    def _cite(self, page: Page, name: str) -> Cited:
        evaluation = self.run.evaluation
        values = evaluation.pages[page.claim].values[name]
        readings = list(readings_under(self.run.book, evaluation, [Node(page.claim, name)], DAY))
        groups = tuple(dict.fromkeys(r.facts for r in readings if r.facts))
        own = evaluation.readings[page.claim].get(name)
        ref = Ref("fact" if own else "quantity", f"{page.claim}.{name}", groups)
        dimension = self.run.book.dimensions[page.claim][name]
        extra = self._attributes(own[DAY], ref) if own else ()
        return cite_values(values, dimension, ref, extra)

    def _attributes(self, reading: Reading, ref: Ref) -> tuple[tuple[str, object], ...]:
        seen = ""
        if reading.coverage:
            seen = self.refs.mark("{:,} of {:,} days".format(*reading.coverage), ref)
        return (
            ("target", Cited(ref, day=reading.target)),
            ("as_of", Cited(ref, day=reading.as_of)),
            ("source", self.refs.mark(source_name(reading.source, self.run.catalog), ref)),
            ("coverage", seen),
        )

    def assumed(self) -> dict[str, Cited]:
        """Every assumed parameter, cited by name."""
        return {
            a.name: Cited(
                Ref("assume", a.name), a.dimension, a.low.value, a.middle.value, a.high.value
            )
            for a in self.run.book.assumptions
        }

    def of(self, page: Page) -> dict[str, object]:
        """The whole context of a page's sections; `finding` is what became of another claim."""
        own = self.page_names(page)
        context: dict[str, object] = {**self._claims, **own}
        context |= {n: Names(partial(fields_of, own, n)) for n in records_of(page.let)}
        context["assume"] = Names(self.assumed)
        context["said"] = Names(lambda: {s.name: self.said_text(page, s) for s in page.said})
        asked = Ref("run", self.run.id)
        context["asset"] = self.refs.mark(self.run.question.asset.upper(), asked)
        context["misses"] = misses(self.run, page, own, self.refs)
        return context

    @cached_property
    def _claims(self) -> dict[str, Names]:
        """Every claim of the book by its name, for the texts of others."""
        return {page.claim: Names(partial(self._claim, page)) for page in self.run.book.pages}

    def _claim(self, page: Page) -> dict[str, Cited | str]:
        return {**self.page_names(page), "finding": self.run.findings[page.claim].status}

    def said_text(self, page: Page, said: Said) -> str:
        """A stated number as the briefing writes it, bound to the paragraph that states it."""
        ref = Ref("said", said.paragraph)
        low, high = (said_number(n) for n in (said.low, said.high))
        word = {"about": "about ", "above": "over ", "below": "under "}.get(said.how, "")
        text = f"{low} to {high}" if said.how == "between" else f"{word}{low}"
        return self.refs.mark(text, ref)


def cite_values(
    values: Values, dimension: Dimension, ref: Ref, extra: tuple[tuple[str, object], ...] = ()
) -> Cited:
    """Values of the briefing's day as a cited number; unknown when there is none."""
    if not values.known[DAY]:
        return Cited(ref, dimension, attributes=extra)
    return Cited(
        ref,
        dimension,
        *values.ends(DAY),
        without=values.without_value(DAY),
        scenarios=values.scenarios,
        attributes=extra,
    )
