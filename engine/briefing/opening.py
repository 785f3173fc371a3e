"""Composing what a briefing begins with: the front page of a run, and what that is made of.

Where no more than a front page is asked for, this is all that is worked out.
"""

from __future__ import annotations

from engine.briefing.forecast import forecast
from engine.briefing.front.page import front_page
from engine.briefing.marker import Marker
from engine.briefing.parts import Opening
from engine.briefing.stale import Stale, stale_series
from engine.changes.recorded import earlier_run, of_one_asset
from engine.counterfactual.nearest import NearestFlips
from engine.judge.run import Run
from engine.words import numbers
from engine.words.sentences import Writer
from kb.ledger import StoredRun
from kb.store import KnowledgeBase

BY_TWO = (
    "by a rules matcher and, independently, by a second evaluator; both agreed on every finding"
)
BY_ONE = "by the reference evaluator alone; the rules matcher, which has to agree, was not there"


def opened(kb: KnowledgeBase, run: Run, than: StoredRun | None = None) -> Opening:
    """What the front page of a run shows and no more, compared as `composed` compares it.

    raises  StoreError when `than` is of another asset
    """
    if than:
        of_one_asset(than, run.question.asset, "this briefing")
    return opening(run, kb, than or earlier_run(kb, run), no_longer(kb, run))


def opening(run: Run, kb: KnowledgeBase, than: StoredRun | None, old: tuple[Stale, ...]) -> Opening:
    """The front page; `than` is an earlier run to compare with, `old` what no feed brings."""
    marker, nearest = Marker(run, Writer(run)), NearestFlips(run, cache=True)
    stated = forecast(marker, kb)
    front = front_page(marker, stated, nearest.spoken, than, old)
    return Opening(run, marker, nearest, stated, front, _stamp(marker))


def no_longer(kb: KnowledgeBase, run: Run, asked: int | None = None) -> tuple[Stale, ...]:
    """What feeds no longer bring, as far as the requests of feeds up to `asked` tell why."""
    return tuple(each for each in stale_series(kb, run, asked) if each.why)


def _stamp(marker: Marker) -> dict[str, str]:
    run = marker.run
    texts = {
        "asset": run.question.asset.upper(),
        "as_of": numbers.date_text(run.question.as_of),
        "known_at": ", ".join(filter(None, (numbers.moment(run.question.known_at), run.note))),
        "run": run.id,
        "short": run.id[:8],
        "rulebook": run.book.hash,
        "facts": run.facts_digest,
        "claims": str(sum(page.kind != "headline" for page in run.book.pages)),
        "scenarios": str(run.evaluation.scenarios),
        "method": BY_ONE if run.note else BY_TWO,
    }
    return {name: marker.own(text) for name, text in texts.items()}
