"""The section on two theses: a comparison in, marked rows and sentences out."""

from __future__ import annotations

from collections.abc import Sequence

from engine.briefing.flip_rows import flip_row
from engine.briefing.marker import Marker, TableRow
from engine.briefing.parts import Theses
from engine.briefing.theses.compare import Comparison, DecidingSeries, compare
from engine.briefing.theses.score import Score
from engine.briefing.theses.support import SharedFact
from engine.briefing.unjudged import wanting
from engine.pages.order import SHARE, Thesis
from engine.pages.page import DOCUMENTS
from engine.words import numbers
from engine.words.cite import Ref
from engine.words.context import DAY

NAMED = 2  # of a list of claims or series, in a sentence
TOP = 3  # of the facts that several claims of a thesis rest on
NO_VALUE = "has no value on these facts"
SCORED = (
    "Confirmed is what came out as the document says; as stated, where our reading asks no less. "
    "What stands on its own word alone confirms nothing."
)
CAUTION = (
    "These are counts, not weights of evidence, since claims rest on each other and on common "
    "facts."
)


def theses_side_by_side(marker: Marker) -> Theses | None:
    """The section of a run; None where rules/briefing.yaml names no theses."""
    comparison = compare(marker.run)
    return None if comparison is None else Sides(marker, comparison).section()


class Sides:
    """Writes the comparison of one briefing."""

    def __init__(self, marker: Marker, comparison: Comparison) -> None:
        self.marker = marker
        self.run = marker.run
        self.found = comparison

    def section(self) -> Theses:
        """The rows, the sentences and the facts that several claims rest on."""
        found = self.found
        rows = tuple(map(self._score_row, found.scores))
        notes = list(map(self._why_not_scored, found.not_scored))
        if found.scores:
            notes += [SCORED, *filter(None, [self._why_unknown()])]
            notes += [self._shares(), self._caution()]
        if len(found.scores) > 1:
            notes.append(self._told_apart())
        shared = (
            self._shared_row(score.thesis, each)
            for score in found.scores
            for each in score.support.shared[:TOP]
        )
        title = "Two theses side by side" if len(found.sides) > 1 else "The score"
        return Theses(title, found, rows, tuple(notes), tuple(shared))

    def _score_row(self, score: Score) -> TableRow:
        as_stated = len(score.confirmed) - len(score.weaker)
        judged = (
            len(score.confirmed), as_stated, len(score.contradicted), len(score.own_word),
            len(score.unknown),
        )  # fmt: skip
        given = len(score.stated) + len(score.unstated)
        stated = f"{len(score.stated)} of {given}" if score.unstated else str(given)
        texts = (*map(str, judged), stated, str(len(score.opinions)))
        share = self.marker.cited(score.thesis.share)
        cells = (score.thesis.name, *map(self.marker.own, texts), self._share(score.thesis.share))
        return TableRow(cells, self.marker.cite([share.ref]))

    def _share(self, quantity: tuple[str, str]) -> str:
        return self.marker.printed(self.marker.cited(quantity), SHARE)

    def _why_unknown(self) -> str:
        """For what claims cannot be judged, document by document; "" where all can be."""
        listed = [
            f"of {_the(each.thesis)}’s claims {self._count(len(each.unknown))} "
            f"({self.marker.own(_reasons(each))})"
            for each in self.found.scores
            if each.unknown
        ]
        return f"Cannot be judged: {', '.join(listed)}." if listed else ""

    def _why_not_scored(self, side: Score) -> str:
        thesis = side.thesis
        if side.scored == "not yet":
            return f"{thesis.name} had not spoken by then and is not scored."
        document = self.run.catalog.sources[DOCUMENTS[thesis.paragraphs]]
        asked = (document.asset.upper(), self.run.question.asset.upper())
        its, ours = map(self.marker.own, asked)
        return f"{thesis.name} speaks of {its}, not of {ours}, and is not scored."

    def _shares(self) -> str:
        shares = [
            f"{_the(score.thesis)}’s ({score.thesis.reading}) {self._share_said(score)}"
            for score in self.found.scores
        ]
        return f"Share of the fall: {'; '.join(shares)}."

    def _share_said(self, score: Score) -> str:
        if self.run.evaluation.value(*score.thesis.share).known[DAY]:
            return f"is {self._share(score.thesis.share)}"
        wanted = list(dict.fromkeys(wanting(self.run.catalog, lack) for lack in score.share_lacks))
        unsaid = f"cannot be said for want of {self._listed(wanted)}" if wanted else NO_VALUE
        ceiling = score.thesis.ceiling
        if ceiling is None or not self.run.evaluation.value(*ceiling).known[DAY]:
            return unsaid
        most = self.marker.printed(self.marker.cited(ceiling).top, SHARE)
        return f"{unsaid}, though {score.thesis.ceiling_reading} {most}"

    def _caution(self) -> str:
        scores = self.found.scores
        warned = [self._warning(each) for each in scores if each.support.shared]
        both = [self._common()] if len(scores) > 1 else []
        return " ".join([CAUTION, *warned, *both])

    def _warning(self, score: Score) -> str:
        """That claims which rest on one fact are not so many witnesses."""
        of, whose = score.support, f"{_the(score.thesis)}’s"
        most = of.shared[0]
        claims, number, facts = map(self._count, (len(most.claims), len(of.claims), len(of.facts)))
        who = f"Of {whose} {number} confirmed claims {claims}"
        if len(most.claims) == len(of.claims):
            every = "Both" if len(of.claims) == 2 else f"All {number}"
            who = f"{every} of {whose} confirmed claims"
        return (
            f"{who} rest on one fact, {self._fact(most)}, so they are not {claims} witnesses; "
            f"the {number} rest on {facts} {'fact' if len(of.facts) == 1 else 'facts'}."
        )

    def _common(self) -> str:
        if not self.found.common_facts:
            return "No fact stands under confirmed claims of both."
        most = self.found.common_facts[0]
        number = len(self.found.common_facts)
        facts = "One fact stands" if number == 1 else f"Facts that stand, {self._count(number)},"
        return f"{facts} under confirmed claims of both: {self._fact(most)}."

    def _told_apart(self) -> str:
        """What would tell the first two apart: a lacking series, else a known fact."""
        if self.found.deciding is not None:
            return self._by_lacking_series(self.found.deciding)
        if self.found.flip is None:
            return "No single fact would tell them apart."
        title, _, series, now, then, moves, _ = flip_row(self.marker, self.found.flip).cells
        daily = f" (daily moves: {moves})" if moves else ""
        return (
            "Nothing that is lacking would move their difference by itself; the known fact nearest "
            f"to it is {series}: “{self.marker.own(title)}” turns if it goes from {now} to "
            f"{then}{daily}."
        )

    def _by_lacking_series(self, deciding: DecidingSeries) -> str:
        moved, (one, other) = deciding.difference, self.found.scores[:2]
        ends = (moved.now, moved.low, moved.high)
        now, low, high = (self.marker.own(numbers.count(n)) for n in ends)
        decided = ", and ".join(self._decided(score, moved.decides) for score in (one, other))
        return (
            f"Best told apart by {self.marker.own(deciding.series)}: with every day of it known, "
            f"it could decide {decided}, and move {_the(one.thesis)}’s balance (confirmed less "
            f"contradicted) less {_the(other.thesis)}’s from {now} to between {low} and "
            f"{high} at most."
        )

    def _decided(self, score: Score, decided: Sequence[str]) -> str:
        own = [self.run.book.page(claim).title for claim in decided if claim in score.unknown]
        if not own:
            return f"none of {_the(score.thesis)}"
        return f"{self._listed([f'“{title}”' for title in own])} of {_the(score.thesis)}"

    def _shared_row(self, thesis: Thesis, shared: SharedFact) -> TableRow:
        titles = "; ".join(self.run.book.page(claim).title for claim in shared.claims)
        number = self.marker.own(str(len(shared.claims)))
        return self.marker.row((thesis.name, self._fact(shared), number), titles)

    def _fact(self, shared: SharedFact) -> str:
        """A fact by its number in the evidence and its series."""
        ref = Ref("fact", shared.series, (shared.rows,))
        return self.marker.mark(f"{self.marker.facts([ref])} ({shared.series})", ref)

    def _listed(self, texts: Sequence[str]) -> str:
        """The first of them, and how many more."""
        more = len(texts) - NAMED
        named = self.marker.own(", ".join(texts[:NAMED]))
        return f"{named} and {self._count(more)} more" if more > 0 else named

    def _count(self, number: int) -> str:
        return self.marker.own(numbers.spelt_count(number, numbers.count(number)))


def _the(thesis: Thesis) -> str:
    """The name of a thesis inside a sentence."""
    return thesis.name[:1].lower() + thesis.name[1:]


def _reasons(score: Score) -> str:
    return ", ".join(f"{n} {reason.replace('_', ' ')}" for reason, n in score.reasons)
