"""What a supposition changes: the run as it is and as it would be in, lines or a tree out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

import numpy as np

from engine.changes.difference import Change, differing, of_kind, other_findings, status, turn
from engine.changes.outcome import Amount, Item, Sentences, Value, outcome_of
from engine.counterfactual.suppositions import standing
from engine.evaluation.values import Values
from engine.judge.run import Run
from engine.words.context import DAY
from engine.words.quoting import in_words, spelt_style
from kb.day_order import ORDERED, out_of_order
from kb.units import spell

NOTHING = "no finding, quantity or sentence would change"
Tree = dict[str, object]


@dataclass(frozen=True)
class WhatIf:
    """What is not as it was from one run to another of the same book.

    quantities  those of which any scenario, or any day of a path, is another one
    sentences   side by side, claim by claim, those of the headlines first
    """

    runs: tuple[Run, Run]
    findings: Sequence[Change]
    quantities: Sequence[Change]
    sentences: Sequence[Change]

    @property
    def impossible(self) -> list[str]:
        """What no day of a market can have and the supposed one has, such as a low over its close.

        It is told, and what would change is told all the same.
        """
        before, after = (list(out_of_order(_prices(run))) for run in self.runs)
        return [pair for pair in after if pair not in before]

    def spoken(self, item: Item) -> tuple[str, str, str]:
        """The unit of a quantity, and how it is written before and after: both sides alike."""
        unit = spell(self.runs[0].book.dimensions[item.claim][item.name])
        sides = [_values(run, item) for run in self.runs]
        known = [abs(end) for side in sides if side.known[DAY] for end in side.ends(DAY)]
        style = spelt_style(unit, max(known, default=0.0))
        then, now = (in_words(side, style) for side in sides)
        return unit, then, now


def what_if(before: Run, after: Run) -> WhatIf:
    """Compare a run with one on supposed facts, without what the pages add for the annex."""
    then, now = outcome_of(before, details=False), outcome_of(after, details=False)

    def unlike(item: Item) -> bool:
        if item.kind == "quantity":
            return not _alike(_values(before, item), _values(after, item))
        return then[item] != now[item]

    found = differing(then, now, unlike)
    headlines = before.book.order.headline
    sentences = sorted(of_kind(found, "sentence"), key=lambda c: c.item.claim not in headlines)
    return WhatIf(
        (before, after),
        findings=other_findings(then, now, before.book),
        quantities=of_kind(found, "quantity"),
        sentences=[pair for change in sentences for pair in _side_by_side(change)],
    )


def _prices(run: Run) -> dict[str, float]:
    """The prices that stand for the day itself, by their series."""
    stands = {series: standing(run, series) for series in ORDERED}
    return {
        series: each.value
        for series, each in stands.items()
        if each.value is not None and each.as_of == run.question.as_of
    }


def _values(run: Run, item: Item) -> Values:
    return run.evaluation.value(item.claim, item.name)


def _alike(one: Values, other: Values) -> bool:
    """Whether two values of the day are the same to the last digit, paths day by day."""
    if one.known[DAY] != other.known[DAY]:
        return False
    there, here = (v.values if v.path is None else v.path for v in (one, other))
    first, second = np.broadcast_arrays(there[DAY], here[DAY])
    return np.array_equal(first, second, equal_nan=True)


def _side_by_side(change: Change) -> Iterator[Change]:
    """The sentences of a claim that are not the same, each beside the one in its place."""
    old, new = (v.sentences if isinstance(v, Sentences) else () for v in (change.then, change.now))
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            for i in range(max(b - a, d - c)):
                then = old[a + i] if a + i < b else None
                yield Change(change.item, then, new[c + i] if c + i < d else None)


def as_tree(found: WhatIf) -> Tree:
    """What differs, for programs."""
    title = found.runs[0].book.page
    return {
        **({"judged_by": "one evaluator"} if found.runs[0].note else {}),
        **({"impossible": found.impossible} if found.impossible else {}),
        "headline": [run.headline for run in found.runs],
        "findings": [
            {"claim": each.item.claim, "title": title(each.item.claim).title, "kind": each.kind,
             "before": status(each.then), "after": status(each.now)}
            for each in found.findings
        ],
        "quantities": [_quantity(found, each) for each in found.quantities],
        "sentences": [
            {"claim": each.item.claim, "kind": each.kind,
             "before": each.then or "", "after": each.now or ""}
            for each in found.sentences
        ],
    }  # fmt: skip


def _quantity(found: WhatIf, change: Change) -> Tree:
    unit, then, now = found.spoken(change.item)
    return {
        "claim": change.item.claim, "name": change.item.name, "unit": unit, "kind": change.kind,
        "before": _range(change.then), "after": _range(change.now),
        "said_before": then, "said_after": now,
    }  # fmt: skip


def _range(value: Value) -> dict[str, float] | None:
    if not isinstance(value, Amount):
        return None
    return {"low": value.low, "mid": value.mid, "high": value.high}


def as_text(found: WhatIf) -> Iterator[str]:
    """What differs, for a person, each kind under its heading."""
    if found.runs[0].note:
        yield found.runs[0].note
    for pair in found.impossible:
        yield f"no day can have {pair}; suppose the other price too"
    if not (found.findings or found.quantities or found.sentences):
        yield from ("", NOTHING)
        return
    for heading, section in (
        ("HEADLINE", _headline), ("FINDINGS", _findings),
        ("QUANTITIES", _quantities), ("SENTENCES", _sentences),
    ):  # fmt: skip
        if lines := list(section(found)):
            yield from ("", heading, *(f"  {line}" for line in lines))


def _headline(found: WhatIf) -> Iterator[str]:
    before, after = found.runs
    if before.headline != after.headline:
        yield turn(*(r.book.page(r.headline).title if r.headline else "no headline"
                     for r in found.runs))  # fmt: skip


def _findings(found: WhatIf) -> Iterator[str]:
    for each in found.findings:
        claim = each.item.claim
        named = f"“{found.runs[0].book.page(claim).title}” ({claim})"
        yield f"{named}: {turn(status(each.then), status(each.now))}"


def _quantities(found: WhatIf) -> Iterator[str]:
    shown = 0
    for item in (each.item for each in found.quantities):
        _, then, now = found.spoken(item)
        if then != now:
            shown += 1
            yield f"{item.claim}.{item.name}: {turn(then, now)}"
    if unseen := len(found.quantities) - shown:
        yield f"{unseen}{' more' if shown else ', each'} by less than is printed"


def _sentences(found: WhatIf) -> Iterator[str]:
    for claim, changes in groupby(found.sentences, key=lambda change: change.item.claim):
        yield claim
        for each in changes:
            yield from (f"  − {each.then}",) if each.then else ()
            yield from (f"  + {each.now}",) if each.now else ()
