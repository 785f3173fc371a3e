"""One thesis on one day: how many of its claims the facts confirm or contradict, and its share.

In: a run and a thesis as rules/briefing.yaml names it. Out: a `Score`. A claim is confirmed where
it came out as the document asserts: one that the document says does not hold is confirmed by
failing. What stands on the document's word alone confirms nothing. It counts claims and is no
probability: claims rest on each other and on common facts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from typing import Literal

from engine.briefing.theses.support import Support, support
from engine.evaluation.explain import Lack, lacks
from engine.evaluation.said import spoken
from engine.judge.run import Run
from engine.measures.reading import CODE, Reason
from engine.pages.order import Thesis
from engine.pages.page import DOCUMENTS, Page
from engine.words.context import DAY
from engine.words.single_source import single_source
from kb.frozen import dataclass

LACKING = ("missing", "stale", "suspect")
ENDS = ("confirmed", "contradicted", "own_word", "unknown", "aside")
Scored = Literal["yes", "not yet", "another asset"]


@dataclass(frozen=True)
class Score:
    """The claims of one thesis by what became of them, each in the order of the book.

    scored                 or why not: then it counts nothing
    confirmed              came out as the document asserts, on more than its own word
    weaker                 of those, the ones whose reading asks less than the document says
    contradicted           came out the other way, on more than its own word
    own_word               came out on the document's word alone, either way
    unknown                cannot be judged
    aside                  read anew what another page reads, and are asserted by nobody
    stated, unstated       definitions and forecasts with and without their numbers
    opinions               those that nothing could decide
    reasons                why the unknown ones are, with how many, the most frequent first
    share_lacks            the missing or stale facts that the share of the fall is unknown for;
                           none where it is known, or has no value, as where the price rose
    support                the facts under the claims that are confirmed
    """

    thesis: Thesis
    scored: Scored = "yes"
    confirmed: tuple[str, ...] = ()
    weaker: tuple[str, ...] = ()
    contradicted: tuple[str, ...] = ()
    own_word: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()
    unstated: tuple[str, ...] = ()
    opinions: tuple[str, ...] = ()
    reasons: tuple[tuple[Reason, int], ...] = ()
    share_lacks: tuple[Lack, ...] = ()
    support: Support = field(default_factory=Support)

    @property
    def judged(self) -> tuple[str, ...]:
        """The claims that facts can decide."""
        return (*self.confirmed, *self.contradicted, *self.unknown)

    def verdict(self, claim: str) -> str:
        """What the facts say of a claim of the document, in words; "" where it is not judged."""
        words = {
            "confirmed": self.confirmed, "contradicted": self.contradicted,
            "on its own word alone": self.own_word, "cannot be judged": self.unknown,
            "not scored": self.aside,
        }  # fmt: skip
        return next((word for word, claims in words.items() if claim in claims), "")


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
    judged = [page for page in pages if page.judged]
    found = {word: tuple(p.claim for p in judged if _came(run, thesis, p) == word) for word in ENDS}
    given = [page.claim for page in pages if not page.judged and page.kind != "opinion"]
    why = Counter(run.findings[claim].reason or "upstream" for claim in found["unknown"])
    claim, name = thesis.share
    lacking = lacks(run.book, run.evaluation, run.book.page(claim), name, DAY)
    return Score(
        thesis,
        confirmed=found["confirmed"],
        contradicted=found["contradicted"],
        own_word=found["own_word"],
        unknown=found["unknown"],
        aside=found["aside"],
        weaker=tuple(claim for claim in found["confirmed"] if run.book.page(claim).weaker),
        stated=_of_status(run, given, "stated"),
        unstated=_of_status(run, given, "unknown"),
        opinions=tuple(page.claim for page in pages if page.kind == "opinion"),
        reasons=tuple(sorted(why.items(), key=lambda pair: (-pair[1], CODE[pair[0]]))),
        share_lacks=tuple(dict.fromkeys(lack for lack in lacking if lack.reason in LACKING)),
        support=support(run, found["confirmed"]),
    )


def _came(run: Run, thesis: Thesis, page: Page) -> str:
    """What became of a claim, put to what its document asserts."""
    status = run.findings[page.claim].status
    if page.asserts == "nothing":
        return "aside"
    if status == "unknown":
        return "unknown"
    if single_source(run, page) == DOCUMENTS[thesis.paragraphs]:
        return "own_word"
    return "confirmed" if status == page.asserts else "contradicted"


def _of_status(run: Run, claims: list[str], status: str) -> tuple[str, ...]:
    return tuple(claim for claim in claims if run.findings[claim].status == status)
