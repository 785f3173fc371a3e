"""One thesis on one day: how many of its claims hold, fail or cannot be judged, and its share.

In: a run and a thesis as rules/briefing.yaml names it. Out: a `Score`. It counts claims and is no
probability: claims rest on each other and on common facts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from engine.briefing.theses.support import Support, support
from engine.evaluation.explain import Lack, lacks
from engine.evaluation.said import spoken
from engine.evaluation.values import CODE
from engine.judge.run import Run
from engine.measures.reading import Reason
from engine.pages.order import Thesis
from engine.pages.page import DOCUMENTS, Page
from engine.words.context import DAY

LACKING = ("missing", "stale", "suspect")
Scored = Literal["yes", "not yet", "another asset"]


@dataclass(frozen=True)
class Score:
    """The claims of one thesis by what became of them, each in the order of the book.

    scored                 or why not: then it counts nothing
    holds, fails, unknown  those that are judged
    stated, unstated       definitions and forecasts with and without their numbers
    opinions               those that nothing could decide
    reasons                why the unknown ones are, with how many, the most frequent first
    share_lacks            the missing or stale facts that the share of the fall is unknown for;
                           none where it is known, or has no value, as where the price rose
    support                the facts under the claims that hold
    """

    thesis: Thesis
    scored: Scored = "yes"
    holds: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()
    unstated: tuple[str, ...] = ()
    opinions: tuple[str, ...] = ()
    reasons: tuple[tuple[Reason, int], ...] = ()
    share_lacks: tuple[Lack, ...] = ()
    support: Support = field(default_factory=Support)

    @property
    def judged(self) -> tuple[str, ...]:
        """The claims that facts can decide."""
        return (*self.holds, *self.fails, *self.unknown)


def whether_scored(run: Run, thesis: Thesis) -> Scored:
    """A document of another asset, or one that had not spoken by then, is not scored."""
    document = run.catalog.sources[DOCUMENTS[thesis.paragraphs]]
    if document.asset not in ("", run.question.asset):
        return "another asset"
    return "yes" if spoken(document.dated, run.evaluation.panel) else "not yet"


def claims_of(run: Run, thesis: Thesis) -> tuple[Page, ...]:
    """The pages that cite the thesis' document first; a headline sums up and belongs to neither."""
    return tuple(
        page
        for page in run.book.pages
        if page.kind != "headline" and page.source and page.source[0][0] == thesis.paragraphs
    )


def score(run: Run, thesis: Thesis) -> Score:
    """What became of a thesis' claims, counted."""
    if (scored := whether_scored(run, thesis)) != "yes":
        return Score(thesis, scored)
    pages = claims_of(run, thesis)
    judged = [page.claim for page in pages if page.judged]
    given = [page.claim for page in pages if not page.judged and page.kind != "opinion"]
    holds, unknown = _of_status(run, judged, "holds"), _of_status(run, judged, "unknown")
    why = Counter(run.findings[claim].reason or "upstream" for claim in unknown)
    claim, name = thesis.share
    lacking = lacks(run.book, run.evaluation, run.book.page(claim), name, DAY)
    return Score(
        thesis,
        holds=holds,
        fails=_of_status(run, judged, "fails"),
        unknown=unknown,
        stated=_of_status(run, given, "stated"),
        unstated=_of_status(run, given, "unknown"),
        opinions=tuple(page.claim for page in pages if page.kind == "opinion"),
        reasons=tuple(sorted(why.items(), key=lambda pair: (-pair[1], CODE[pair[0]]))),
        share_lacks=tuple(dict.fromkeys(lack for lack in lacking if lack.reason in LACKING)),
        support=support(run, holds),
    )


def _of_status(run: Run, claims: list[str], status: str) -> tuple[str, ...]:
    return tuple(claim for claim in claims if run.findings[claim].status == status)
