"""What a text is to a base: a text and the run it is said to be of in, a verdict out.

The same functions as `downdraft verify FILE`; a sentence is held against those of its run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from engine.ledger.trace import trace
from kb import ledger
from kb.clock import day_date
from kb.ledger import StoredRun
from kb.store import KnowledgeBase

ALIKE = 0.6
"""How much of a text must be as in a sentence to be called that sentence, altered."""

NO_DOCUMENT = "it is no document recorded in this base; of a sentence, say of which run it is"


@dataclass(frozen=True)
class Verdict:
    """Whether a text is what a recorded run said.

    run       the id of that run; "" where there is none
    sentence  the number of the sentence, S4; "" where it is a whole document, or none
    written   the sentence as it was written
    how       what is otherwise
    problems  what of the base, or of the run, is not as it was written; nothing is said then
    """

    verdict: Literal["genuine", "altered", "unknown", "not checked"]
    run: str = ""
    sentence: str = ""
    written: str = ""
    how: str = ""
    problems: tuple[str, ...] = field(default=())


def verify(base: KnowledgeBase, text: str, run: str = "") -> Verdict:
    """Hold a text against the run it names, or a sentence against the run named.

    raises  StoreError where there is no such run
    """
    stored = ledger.run(base, run, checked=False) if run else None
    if problems := _problems(base, stored):
        return Verdict("not checked", stored.id if stored else "", problems=problems)
    if stored is not None:
        said = {f"S{each.n}": each.text for each in ledger.sentences(base, stored.id)}
        return held_against(said, text, stored.id)
    traced = trace(base, text.encode())
    how = traced.received or traced.how or ("" if traced.verdict == "genuine" else NO_DOCUMENT)
    return Verdict(traced.verdict, traced.run.id if traced.run else "", how=how)


def held_against(said: dict[str, str], text: str, run: str) -> Verdict:
    """What a text is to the sentences of a run, by their numbers; spaces and line ends are free."""
    wanted = " ".join(text.split())
    for number, sentence in said.items():
        if wanted in (sentence, f"{number} {sentence}"):
            return Verdict("genuine", run, number, sentence)
    for near in get_close_matches(wanted, said.values(), n=1, cutoff=ALIKE):
        number = next(number for number, sentence in said.items() if sentence == near)
        return Verdict("altered", run, number, near, f"{number} was written otherwise")
    return Verdict("unknown", run, how=f"none of its {len(said)} sentences reads like it")


def run_row(run: StoredRun) -> dict[str, object]:
    """What a table of runs shows of one."""
    return {"run": run.id, "asset": run.asset, "as_of": day_date(run.as_of).isoformat()}


def _problems(base: KnowledgeBase, run: StoredRun | None) -> tuple[str, ...]:
    """What a verdict would rest on and is not as it was written."""
    if not Path(base.name).is_file():  # in memory, where nobody else writes
        return ()
    from kb.verify.of_run import verify_chains, verify_run

    found = verify_chains(base.name).problems or (verify_run(base.name, run.id) if run else ())
    return tuple(str(problem) for problem in found[:10])
