"""What the tools do: questions in, bounded answers out, all of it through the door for Python.

A desk belongs to one thread. It remembers the briefings it gave, so that a run that nobody recorded
can be asked about by its id as long as the session lasts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, get_args

from engine.assistants import answers
from engine.assistants.answers import (
    BriefAnswer,
    ClaimDays,
    FactAnswer,
    FactsAnswer,
    HistoryAnswer,
    Part,
    ProofAnswer,
    Spell,
    VerifyAnswer,
    WhatIfAnswer,
)
from engine.contract.findings import SentenceOut
from kb.clock import day_date
from kb.errors import StoreError

if TYPE_CHECKING:
    from engine.door.base import Base
    from engine.door.briefing import Briefing, Told
    from engine.door.history import History

KEPT = 16
USUAL = "btc"
SHORTEST = 6  # characters by which a run is known
DAYS, LONGEST = 30, 120
"""How many days a history has where none is asked for, and at most."""
OF_RUN = ("run", "asset", "as_of", "known_at", "judged_by")
WHOLE = (*OF_RUN, "rulebook", "facts_digest", "headline", "headline_title", "headline_words")


class Desk:
    """A base, opened when it is first asked about, and the briefings given so far."""

    def __init__(self, opened: Callable[[], Base]) -> None:
        self._opened = opened
        self._base: Base | None = None
        self._given: dict[str, Briefing] = {}

    @property
    def base(self) -> Base:
        """The base, opened by the thread that first asks for it."""
        self._base = self._base or self._opened()
        return self._base

    def brief(self, parts: Sequence[Part], start: int, **asked: Any) -> BriefAnswer:
        """Parts of the briefing of a question or of a run."""
        found = self._briefing(**asked)
        tree, room = found.tree, answers.CHARACTERS
        left: dict[str, int] = {}
        shown: dict[str, Any] = {}
        for part in dict.fromkeys(parts):
            shown[part], left[part], taken = _shown(part, tree[part], start, room)
            room -= taken
        own = {name: tree[name] for name in WHOLE}
        return BriefAnswer(**own, recorded=found.recorded, **shown, left=left)

    def why(self, what: str, full: bool, **asked: Any) -> ProofAnswer:
        """The proof of a claim, a quantity or a sentence."""
        found = self._briefing(**asked)
        return self._proof(found, what, found.why(what, full=full))

    def why_not(self, claim: str, **asked: Any) -> ProofAnswer:
        """What a claim misses or lacks, and what would turn it."""
        found = self._briefing(**asked)
        return self._proof(found, claim, found.why_not(claim))

    def what_if(self, supposed: Sequence[str], **asked: Any) -> WhatIfAnswer:
        """What a run would say if series had other values; files are not read."""
        for each in supposed:
            if "=" not in each or not each.isprintable():
                raise ValueError(f"{each[:60]!r} supposes nothing; write SERIES=VALUE")
        found = self._briefing(**asked)
        told = found.what_if(*supposed)
        turned = {row["claim"]: (row["before"], row["after"]) for row in told.tree["findings"]}
        return WhatIfAnswer(
            **self._of(found), supposed=list(supposed), told=answers.cut(told.text), findings=turned
        )

    def facts(self, series: str, as_of: str | None, asset: str | None, start: int) -> FactsAnswer:
        """The facts of a series, the newest first."""
        if not series:
            raise ValueError("series is empty; the resource downdraft://series lists them")
        found = sorted(
            self.base.facts(series, as_of, asset=asset or USUAL),
            key=lambda row: (row["as_of"], row["known_at"], row["id"]),
            reverse=True,
        )
        rows = answers.fitting(map(_fact, found[start:]))
        return FactsAnswer(facts=rows, left=max(len(found) - start - len(rows), 0))

    def history(
        self, claims: Sequence[str], first: str | None, last: str | None, asset: str | None
    ) -> HistoryAnswer:
        """What claims came to, day by day."""
        for claim in claims:
            self.base.page(claim)  # before the long work
        asset = asset or USUAL
        found = self.base.history(*self._days(first, last, asset), asset=asset)
        every = [_claim_days(found, claim, bool(claims)) for claim in claims or found.claims]
        rows = answers.fitting(every)
        return HistoryAnswer(
            history=found.id, judged_by=found.judged_by, asset=asset,
            first=found.days[0], last=found.days[-1], claims=rows, left=len(every) - len(rows),
        )  # fmt: skip

    def verify(self, text: str, run: str) -> VerifyAnswer:
        """Whether a text is a sentence of a run, or a whole recorded document."""
        from engine.door.verdict import held_against

        run = self._full(run)
        given = self._given.get(run)
        unrecorded = given is not None and not given.recorded
        if given is not None and unrecorded:
            found = held_against({each.id: each.text for each in given.sentences}, text, run)
        else:
            found = self.base.verify(text, run)
        return VerifyAnswer(
            verdict=found.verdict, run=found.run, recorded=bool(found.run) and not unrecorded,
            sentence=found.sentence, written=found.written, how=found.how,
            problems=list(found.problems),
        )  # fmt: skip

    def runs(self) -> list[dict[str, object]]:
        """The newest recorded runs, the last one first."""
        return list(reversed(self.base.runs().rows()))

    def document(self, run: str) -> str:
        """The whole briefing of a run, as text."""
        return self._briefing(run=run).document("text")

    def _briefing(
        self, run: str = "", as_of: str | None = None, known_at: str | None = None,
        asset: str | None = None,
    ) -> Briefing:  # fmt: skip
        if run and (as_of or known_at):
            raise ValueError("a run has its own day; give run, or as_of and known_at")
        run = self._full(run)
        if run in self._given:
            found = self._given[run]
        elif run:
            found = self._of_ledger(run)
        else:
            found = self.base.brief(as_of, known_at=known_at, asset=asset or USUAL)
        if run and asset and asset != found.asset:
            raise ValueError(f"the run is of {found.asset}, not of {asset}; leave asset out")
        self._given[found.run] = found
        for old in list(self._given)[:-KEPT]:
            del self._given[old]
        return found

    def _full(self, run: str) -> str:
        """The id that a run was given here, by its beginning; else what was written."""
        meant = [each for each in self._given if len(run) >= SHORTEST and each.startswith(run)]
        return meant[0] if len(meant) == 1 else run

    def _of_ledger(self, run: str) -> Briefing:
        try:
            return self.base.recorded(run)
        except StoreError as error:
            more = "a run that is not recorded is known to this session alone: brief its day again"
            raise StoreError(f"{error}; {more}") from error

    def _of(self, briefing: Briefing) -> dict[str, Any]:
        tree = briefing.tree
        return {name: tree[name] for name in OF_RUN} | {"recorded": briefing.recorded}

    def _proof(self, briefing: Briefing, what: str, told: Told) -> ProofAnswer:
        claim = _claim(briefing, what)
        said: list[SentenceOut] = [each for each in briefing.sentences if each.claim == claim]
        return ProofAnswer(
            **self._of(briefing), of=what, proof=answers.cut(told.text),
            finding=briefing.findings[claim] if claim else None, sentences=answers.fitting(said),
            facts=answers.facts_under(told.tree),
        )  # fmt: skip

    def _days(self, first: str | None, last: str | None, asset: str) -> tuple[str, str]:
        """The days of a history: at most LONGEST, by default the last DAYS of them."""
        from engine.door import asked

        until = asked.day("last", last or self.base.default_day(asset)) or 0
        since = asked.day("first", first)
        since = until - DAYS + 1 if since is None else since
        if until - since >= LONGEST:
            raise ValueError(f"a history has at most {LONGEST} days here; ask for a later first")
        return day_date(since).isoformat(), day_date(until).isoformat()


def _shown(part: Part, whole: Any, start: int, room: int) -> tuple[Any, int, int]:
    """What fits of a part, how much of it is left, and how many characters it takes."""
    model = get_args(BriefAnswer.model_fields[part].annotation)[0]
    if not isinstance(whole, list):
        taken = len(json.dumps(whole, ensure_ascii=False))
        return (whole, 0, taken) if taken <= room else (None, 1, 0)
    kind = get_args(model)[0]
    fitted = answers.fitting((kind.model_validate(each) for each in whole[start:]), room)
    taken = sum(len(item.model_dump_json()) for item in fitted)
    return fitted, max(len(whole) - start - len(fitted), 0), taken


def _claim(briefing: Briefing, what: str) -> str:
    """The claim that a proof is of."""
    of = {each.id: each.claim for each in briefing.sentences}
    return of.get(what.upper()) or what.partition(".")[0]


def _claim_days(found: History, claim: str, told: bool) -> ClaimDays:
    """What a claim came to, with its spells where they are told."""
    spells = [_spell(spell) for spell in found.spells(claim)] if told else []
    return ClaimDays(claim=claim, days=Counter(found.finding(claim)), spells=spells)


def _fact(row: Any) -> FactAnswer:
    kept = {name: row[name] for name in FactAnswer.model_fields}
    moments = {name: row[name] and row[name].isoformat() for name in ("known_at", "withdrawn")}
    return FactAnswer(**kept | moments)


def _spell(found: dict[str, Any]) -> Spell:
    lacks = [f"{each['what']}: {each['reason']}" for each in found["lacks"]]
    because = [*found["false_lines"], *lacks]
    return Spell(first=found["from"], last=found["to"], status=found["status"], because=because)
