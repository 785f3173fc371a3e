"""What a site consists of: a desk in, every address with the digest of all that its page rests on.

A page whose digest is the one it was last written by is as it was, and is not made again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from engine.contract.audit import StepOut
from engine.contract.audit_claims import ClaimOut
from engine.fingerprint import code_digest
from engine.site.claims import paragraphs
from engine.site.desk import Desk
from engine.site.facts import years
from engine.site.look import looks_digest
from engine.site.start import series_of, sources_of
from engine.words.numbers import iso_date
from kb.chain import hash_of
from kb.holdings import batch_of
from kb.ledger import StoredRun

Planned = tuple[str, str]
"""An address and the digest of what is under its page."""


def code() -> str:
    """Which code and looks make the pages."""
    return hash_of([code_digest(("engine.site.pages", "engine.site.look")), looks_digest()])


def under_today(desk: Desk) -> str:
    """The digest of what the pages of the newest day rest on."""
    asked, kb = desk.question, desk.kb
    heads = kb.rows(
        "SELECT (SELECT count(*) FROM run), (SELECT count(*) FROM history), "
        "(SELECT chain FROM batch ORDER BY id DESC LIMIT 1)"
    )
    known = [asked.asset, asked.as_of, asked.known_at, asked.batch, *heads[0]]
    run = desk.stored.id if desk.stored else ""
    return hash_of([code(), *known, desk.book.hash, run])


def of_today(desk: Desk) -> Iterator[str]:
    """The addresses of the newest day; those of facts follow from the proofs of its claims."""
    yield from ("index", "search", "record")
    yield from (f"claim/{page.claim}" for page in desk.book.pages)
    yield from (f"paragraph/{number}" for number in paragraphs(desk))
    yield from (f"series/{name}" for name in series_of(desk))
    yield from (f"source/{key}" for key in sources_of(desk))


def facts_of(claim: ClaimOut) -> Iterator[str]:
    """The addresses of the facts that the proof of a claim names one by one."""
    waiting: list[StepOut] = [claim.proof] if claim.proof else []
    while waiting:
        step = waiting.pop()
        waiting += step.rests_on
        if step.kind == "fact":
            yield f"fact/{step.values['fact']}"


def of_facts(desk: Desk) -> Iterator[Planned]:
    """The years of every series, and every batch."""
    own, catalog = code(), desk.book.hash
    desk.read_all()
    for name in series_of(desk):
        seen = desk.observed(name)
        listed = years(seen)
        for year, places in listed.items():
            state = sha256(seen.ids[places].tobytes() + seen.withdrawn[places].tobytes())
            under = [own, catalog, list(listed), state.hexdigest()]
            yield f"series/{name}/{year}", hash_of(under)
    for number in range(1, desk.kb.last_batch() + 1):
        yield f"batch/{number}", hash_of([own, catalog, batch_of(desk.kb, number).chain])


def of_runs(desk: Desk, whole: Iterable[str]) -> Iterator[Planned]:
    """Every recorded run and day; a run that lies between others rests on those too."""
    own, beside, days = code(), frozenset(whole), list(desk.days)
    place = {day: n for n, day in enumerate(days)}
    by_day: dict[int, list[StoredRun]] = {}
    for run in desk.runs:
        by_day.setdefault(run.as_of, []).append(run)
    for day, runs in by_day.items():
        n = place[day]
        near = [desk.days[days[at]].id if 0 <= at < len(days) else "" for at in (n - 1, n + 1)]
        under = [own, desk.book.hash, near]
        yield f"day/{iso_date(day)}", hash_of([*under, [[r.chain, r.id in beside] for r in runs]])
        for run in runs:
            yield f"run/{run.id}", hash_of([*under, run.chain, run.id in beside])
