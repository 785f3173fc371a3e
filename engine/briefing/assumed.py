"""How much of a judgement is assumed: a run comes in, one marked sentence goes out."""

from __future__ import annotations

from collections.abc import Iterator

from engine.judge.run import Run
from engine.pages.edges import Node
from engine.words.cite import Ref, Refs


def how_much_is_assumed(run: Run, refs: Refs, beside: bool) -> str:
    """How many of the known quantities on where it stops rest on assumed parameters, and which.

    beside  whether ranges of fuel and absorption are shown too
    """
    known = [key for key in dict.fromkeys(_quantities(run)) if run.evaluation.value(*key).known[0]]
    under = {key: _assumed(run, *key) for key in known}
    resting = [key for key in known if under[key]]
    names = sorted({name.replace("_", " ") for key in resting for name in under[key]})
    what = f"{len(known)} quantities that could be computed for this judgement"
    if resting:
        text = (
            f"Of the {what} {len(resting)} rest on assumed parameters ({', '.join(names)}), the "
            "others on facts and formulas alone."
        )
    else:
        text = f"None of the {what} rests on an assumed parameter: all rest on facts and formulas."
    if beside:
        text += " The ranges on the way to the median low rest on assumed parameters throughout."
    return refs.mark(text, Ref("run", run.id))


def _quantities(run: Run) -> Iterator[tuple[str, str]]:
    """The quantities of the pages on where it stops, and those of its tables."""
    order = run.book.order
    for chapter in order.where:
        for claim in chapter.claims:
            yield from ((claim, quantity.name) for quantity in run.book.page(claim).let)
    for row in (*order.anchors, *order.fan):
        yield from row.quantities


def _assumed(run: Run, claim: str, name: str) -> frozenset[str]:
    return frozenset(run.book.graph.assumptions_under(Node(claim, name)))
