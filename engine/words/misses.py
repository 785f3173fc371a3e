"""By how much a claim misses its conditions, in words: what a page prints as `misses`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.judge.findings import LineFinding
from engine.judge.run import Run
from engine.pages.edges import Node
from engine.pages.expressions import Expression, Name, Number
from engine.pages.page import Comparison, Group, Line, Page, RestsOn
from engine.words.cite import Cited, Ref, Refs
from engine.words.numbers import spelt_count
from engine.words.quoting import line_style, said_number
from kb.frozen import dataclass

# Where the reading of a threshold ends and its grounds begin: "our reading of high (the ...)".
_ASIDE = re.compile(r", | \(")


def misses(run: Run, page: Page, names: Mapping[str, Cited], refs: Refs) -> str:
    """The conditions of a page that are false, each with how far it is from true.

    names  the facts and quantities of the page, cited
    """
    lines = {line.id: line for line in page.lines()}
    missed = (found for found in run.findings[page.claim].lines if found.truth == "false")
    written = _Misses(run, page, names, refs)
    return "; ".join(written.miss(lines[found.id], found) for found in missed)


@dataclass(frozen=True)
class _Misses:
    run: Run
    page: Page
    names: Mapping[str, Cited]
    refs: Refs

    def miss(self, line: Line, found: LineFinding) -> str:
        match line.condition:
            case RestsOn(claim, negated):
                title = self.run.book.page(claim).title
                return f"“{title}” {'holds' if negated else 'does not hold'}"
            case Group(1, _):
                return "none of the conditions that would do is met"
            case Group(needed, _):
                counted = spelt_count(needed, "enough")
                return f"fewer than {counted} of its alternative conditions are met"
            case Comparison():
                return self._short(line, line.condition, abs(found.best or 0.0))

    def _short(self, line: Line, condition: Comparison, distance: float) -> str:
        """By how much a condition is missed in its best scenario: how far it is from open."""
        ref = Ref("quantity", line.id, self._facts_under(line))
        threshold = condition.right
        reading = _ASIDE.split(line.reason)[0] or line.text
        if isinstance(threshold, Number) and threshold.value:
            reading = f"{reading} ({said_number(threshold)}{self._of_what(condition.left)})"
        bar = self.refs.mark(reading, ref)
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

    def _of_what(self, side: Expression) -> str:
        """What a place is among, which would read as a level of what is placed; "" for others."""
        measured = {fact.name: fact.request for fact in self.page.facts}
        asked = measured.get(side.name) if isinstance(side, Name) else None
        if asked is None or asked.measure != "percentile":
            return ""
        return f" of the readings of {asked.arguments[0]} days"

    def _facts_under(self, line: Line) -> tuple[tuple[int, ...], ...]:
        named = self.run.book.graph.inputs(Node(self.page.claim, line.id))
        own = sorted(node.name for node in named if node.claim == self.page.claim)
        return tuple(dict.fromkeys(group for name in own for group in self.names[name].ref.facts))
