"""Why a claim does not hold: what decides it, how far it misses, what is lacking, what would do.

In: a run, its knowledge base and a claim. Out: a tree. A claim that holds has nothing that keeps it
from holding, and shows what would turn it.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.counterfactual.conclusions import HEADLINE, finding_of, headline_of
from engine.counterfactual.flips import Flip
from engine.counterfactual.moves import moved_day, moved_value
from engine.counterfactual.search import Found, search
from engine.judge.findings import LineFinding
from engine.judge.run import Run
from engine.pages.page import Line, RestsOn
from engine.proof.node import Node
from engine.proof.tree import Prover, finding_node
from engine.words.numbers import plain
from kb.store import KnowledgeBase

HOW = {
    "exact": "exact, the condition is straight in this fact",
    "bracketed": "bracketed between values that were tried",
    "scanned": "the nearest a scan met, since the condition does not keep one direction",
}


def why_not(run: Run, kb: KnowledgeBase, claim: str, *, full: bool = False) -> Node:
    """Why a claim fails or is unknown, and the nearest change of one fact that turns it.

    claim  a claim, or "headline" for the choice of the headline
    full   looks among every fact of every window, and not only the newest and the extremes
    """
    if claim == HEADLINE:
        return _headline(run, full)
    page, found = run.book.page(claim), run.findings[claim]
    steps: list[Node] = []
    if found.status in ("fails", "unknown"):
        proof = Prover(run, kb, "deciding").claim(claim)
        lines = {line.id: line for line in page.lines()}
        steps = [*_blocks(run, found.lines, lines), *proof.children]
    if page.judged:
        steps += _flips(run, search(run, finding_of(claim), full=full))
    return finding_node(page, found, steps, ", so nothing keeps it from holding")


def _headline(run: Run, full: bool) -> Node:
    speaks = run.headline
    text = f"headline: {run.book.page(speaks).title} [{speaks}]" if speaks else "headline: none"
    choice = headline_of(run.book)
    found = search(run, choice, full=full) if choice.claims else Found((), 0, 0)
    return Node("headline", text, tuple(_flips(run, found)), {"claim": speaks})


def _blocks(run: Run, lines: tuple[LineFinding, ...], of_page: dict[str, Line]) -> Iterator[Node]:
    """The claims upstream that decide it."""
    for found in lines:
        condition = of_page[found.id].condition
        if isinstance(condition, RestsOn) and found.truth != "true":
            other = run.findings[condition.claim]
            unknown = "is " if other.status == "unknown" else ""
            text = f"blocked by {condition.claim}, which {unknown}{other.status}"
            yield Node("block", text, values={"claim": condition.claim, "status": other.status})
        yield from _blocks(run, found.members, of_page) if found.truth != "true" else ()


def _flips(run: Run, found: Found) -> Iterator[Node]:
    """What one fact would turn, and that nothing near does."""
    if not found.facts:
        yield Node("flip", "no fact is known behind it, so none can turn it")
        return
    if found.nothing_near and found.measured:
        tried = "the one fact" if found.measured == 1 else f"any one of the {found.measured} facts"
        yield Node("flip", f"nothing within ten daily moves of {tried} tried turns it")
    for flip in found.flips:
        yield Node("flip", flip_text(run, flip), values=_values(flip), rows=(flip.fact,))
    if found.facts > found.measured and not any(f.daily_moves is None for f in found.flips):
        rest = found.facts - found.measured
        facts = "does one fact" if rest == 1 else f"do {rest} facts"
        size = "its own value" if rest == 1 else "their own values"
        text = f"nor {facts} whose daily move is not known here, moved by up to {size}"
        yield Node("flip", text)


def flip_text(run: Run, flip: Flip) -> str:
    """A flip as a sentence without its stop; where it turns is rounded away from today."""
    series = run.catalog.get(flip.series)
    ends = (moved_value(series, value, flip) for value in (flip.now, flip.printed))
    page = run.book.by_claim.get(flip.becomes)
    becomes = f"“{page.title}” ({page.claim})" if page else flip.becomes or "no headline"
    far = (
        "its usual daily move is not known here"
        if flip.daily_moves is None
        else f"{plain(flip.daily_moves)} daily moves"
    )
    return (
        f"turns to {becomes} if {flip.series} of {moved_day(flip)} goes from {' to '.join(ends)}: "
        f"{far}; {HOW[flip.how]}; at {flip.line}"
    )


def _values(flip: Flip) -> dict[str, object]:
    return {
        "series": flip.series, "fact": flip.fact, "from": flip.now, "to": flip.then,
        "printed": flip.printed, "daily_moves": flip.daily_moves, "becomes": flip.becomes,
        "line": flip.line, "how": flip.how,
    }  # fmt: skip
