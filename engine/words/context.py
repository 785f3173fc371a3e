"""What a page's sentences may name: the run's facts, quantities, said numbers and misses, cited."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine.evaluation.explain import readings_under
from engine.evaluation.values import Values
from engine.judge.findings import LineFinding
from engine.judge.run import Run
from engine.measures.reading import Reading
from engine.pages.edges import Node
from engine.pages.expressions import Number
from engine.pages.page import Comparison, Group, Line, Page, RestsOn, Said
from engine.pages.records import records_of
from engine.words import numbers
from engine.words.cite import Cited, Ref, Refs
from engine.words.filters import STYLES
from engine.words.quoting import margin_style, source_name
from kb.units import Dimension, unit

DAY = 0
COUNTED = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# Where the reading of a threshold ends and its grounds begin: "our reading of high (the ...)".
_ASIDE = re.compile(r", | \(")
UNIT_STYLES = {"%": "pp", "% of par": "pp", "pp": "pp", "bp": "bp", "x": "num"}


class Names:
    """The quantities of one claim or record, or the assumed parameters, by attribute.

    finding  the claim's status, for a sentence that depends on it
    """

    def __init__(self, values: Mapping[str, Cited], finding: str = "") -> None:
        self._values = values
        self.finding = finding

    def __getattr__(self, name: str) -> Cited | Names:
        if name in self._values:
            return self._values[name]
        fields = fields_of(self._values, name)
        if not fields:
            raise AttributeError(name)
        return Names(fields)


def fields_of(values: Mapping[str, Cited], record: str) -> dict[str, Cited]:
    """The fields of a record among quantities, by what stands behind its name and the dot."""
    head = f"{record}."
    return {name.removeprefix(head): v for name, v in values.items() if name.startswith(head)}


def nested(texts: Mapping[str, str]) -> dict[str, object]:
    """Texts by name, those of a record's fields one dictionary deeper for each dot."""
    found: dict[str, object] = {}
    for name, text in texts.items():
        *owners, last = name.split(".")
        place: dict[str, Any] = found
        for owner in owners:
            place = place.setdefault(owner, {})
        place[last] = text
    return found


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
            seen = self.refs.mark(f"{reading.coverage[0]} of {reading.coverage[1]} days", ref)
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
        """The whole context of a page's sections."""
        context: dict[str, object] = {
            other.claim: Names(self.page_names(other), self.run.findings[other.claim].status)
            for other in self.run.book.pages
        }
        own = self.page_names(page)
        context |= own
        context |= {name: Names(fields_of(own, name)) for name in records_of(page.let)}
        context["assume"] = Names(self.assumed())
        context["said"] = nested({s.name: self.said_text(page, s) for s in page.said})
        asked = Ref("run", self.run.id)
        context["asset"] = self.refs.mark(self.run.question.asset.upper(), asked)
        context["misses"] = self._misses(page)
        return context

    def said_text(self, page: Page, said: Said) -> str:
        """A stated number as the briefing writes it, bound to the paragraph that states it."""
        ref = Ref("said", page.source[0])
        low, high = (said_number(n) for n in (said.low, said.high))
        word = {"about": "about ", "above": "over ", "below": "under "}.get(said.how, "")
        text = f"{low} to {high}" if said.how == "between" else f"{word}{low}"
        return self.refs.mark(text, ref)

    def _misses(self, page: Page) -> str:
        lines = {line.id: line for line in page.lines()}
        found = self.run.findings[page.claim].lines
        missed = [self._miss(page, lines[f.id], f) for f in found if f.truth == "false"]
        return "; ".join(missed)

    def _miss(self, page: Page, line: Line, found: LineFinding) -> str:
        match line.condition:
            case RestsOn(claim, negated):
                title = self.run.book.page(claim).title
                return f"“{title}” {'holds' if negated else 'does not hold'}"
            case Group(needed, _):
                return _too_few(needed)
            case Comparison():
                return self._short(page, line, line.condition, abs(found.best or 0.0))

    def _short(self, page: Page, line: Line, condition: Comparison, distance: float) -> str:
        """By how much a condition is missed in its best scenario: how far it is from open."""
        ref = Ref("quantity", line.id, self._line_facts(page, line))
        threshold = condition.right
        written = isinstance(threshold, Number) and threshold.value
        reading = _ASIDE.split(line.reason)[0] or line.text
        bar = f"{reading} ({said_number(threshold)})" if written else reading  # type: ignore[arg-type]
        bar = self.refs.mark(bar, ref)
        if not distance:
            return f"{bar} is only just missed"
        style = line_style(condition, self.run.book.line_dimensions[line.id])
        by = self.refs.mark(style(distance), ref)
        if line.reason and condition.operator in (">", ">="):
            return f"{by} short of {bar}"
        below_nothing = isinstance(threshold, Number) and not threshold.value
        return (
            f"{by} over {bar}" if line.reason and not below_nothing else f"{bar} is missed by {by}"
        )

    def _line_facts(self, page: Page, line: Line) -> tuple[tuple[int, ...], ...]:
        own = self.page_names(page)
        named = self.run.book.graph.inputs(Node(page.claim, line.id))
        names = sorted(node.name for node in named if node.claim == page.claim)
        groups = [group for name in names for group in own[name].ref.facts]
        return tuple(dict.fromkeys(groups))


def _too_few(needed: int) -> str:
    if needed == 1:
        return "none of the conditions that would do is met"
    counted = COUNTED[needed] if needed < len(COUNTED) else "enough"
    return f"fewer than {counted} of its alternative conditions are met"


def cite_values(
    values: Values, dimension: Dimension, ref: Ref, extra: tuple[tuple[str, object], ...] = ()
) -> Cited:
    """Values of the briefing's day as a cited number; unknown when there is none."""
    if not values.known[DAY]:
        return Cited(ref, dimension, attributes=extra)
    ends = values.low(DAY), values.middle(DAY), values.high(DAY)
    return Cited(ref, dimension, *ends, without=values.without_value(DAY), attributes=extra)


def said_number(number: Number) -> str:
    """A stated number in words of its unit: 94 USD bn → $94.0bn, 90 % → 90%."""
    known = unit(number.unit or "ratio")
    if known.dimension == (("USD", 1),):
        return _trim(numbers.dollars(number.value))
    if number.unit == "USD/coin":
        return numbers.price(number.value)
    value = known.shown(number.value)
    shown = f"{value:,.0f}" if abs(value) >= 1e6 else f"{value:,.6g}"
    shown = shown.replace("-", "−")
    joined = "" if number.unit.startswith("%") else " "
    return f"{shown}{joined}{number.unit}".strip()


def _trim(text: str) -> str:
    head = text.rstrip("kmbtn")
    tail = text[len(head) :]
    return (head.rstrip("0").rstrip(".") if "." in head else head) + tail


def line_style(condition: Comparison, dimension: Dimension) -> numbers.Style:
    """How a line's margin is written: shares as its threshold is written, all else by dimension."""
    for side in (condition.right, condition.left):
        if isinstance(side, Number) and side.unit in UNIT_STYLES:
            return STYLES[UNIT_STYLES[side.unit]]
    return margin_style(dimension)
