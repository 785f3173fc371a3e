"""The decision log: one recorded run in, one line of JSON for a log pipeline out.

Everything in it is read from the ledger; nothing is computed again.
"""

from __future__ import annotations

from collections import Counter

from engine.ledger.write import as_json
from engine.words.numbers import iso_date, iso_moment
from kb import ledger
from kb.ledger import StoredRun
from kb.store import KnowledgeBase


def decision(kb: KnowledgeBase, run: StoredRun) -> str:
    """One line: when, what was asked, on what, what was found, which rules fired."""
    found = ledger.findings(kb, run.id)
    line = {
        "timestamp": iso_moment(run.written_at),
        "decision_id": run.id,
        "input": {
            "asset": run.asset, "as_of": iso_date(run.as_of),
            "known_at": iso_moment(run.known_at), "batch": run.batch,
            "facts_digest": run.facts_digest,
        },
        "rulebook": run.rulebook,
        "engine": run.engine,
        "counts": dict(sorted(Counter(each.status for each in found).items())),
        "findings": {each.claim: each.status for each in found},
        "unknown": {each.claim: each.reason for each in found if each.status == "unknown"},
        "fired": [each.rule for each in ledger.premises(kb, run.id)],
        "documents": ledger.renderings(kb, run.id),
        "chain": run.chain,
    }  # fmt: skip
    return as_json(line)
