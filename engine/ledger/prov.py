"""The provenance of a run as W3C PROV-JSON: facts, pages, findings and documents as entities.

The facts of a window are one entity, a collection with their number, first and last day and the
digest that a briefing's evidence and a proof begin to show; a fact that is read alone is its own.

The ledger keeps what was found, not which fact rows each page read, so the run is executed again on
the facts and pages of its time. Under other code the rows may be others: `dd:executed_by` says
which code it was.

source  W3C PROV-DM (Recommendation, 2013) and the PROV-JSON member submission of the same year
"""

from __future__ import annotations

from engine.judge.run import Run
from engine.ledger.prov_json import Attributes, Document, date, name, time
from engine.ledger.replay import Replay
from engine.pages.page import Page
from engine.words.evidence import full_digest, windows
from engine.words.numbers import iso_date, iso_moment
from engine.words.quoting import as_given, source_name
from kb import ledger
from kb.chain import page_hash
from kb.store import KnowledgeBase, StoredFact

Window = tuple[StoredFact, ...]


def provenance(kb: KnowledgeBase, again: Replay) -> str:
    """The PROV-JSON of a replayed run."""
    document, run = Document(), again.run
    activity, read = f"dd:run-{run.id}", _read(kb, run)
    _activity(document, activity, again)
    for window in dict.fromkeys(each for of_page in read.values() for each in of_page):
        _window(document, activity, window, source_name(window[0].source, kb.catalog))
    for file, text in sorted(run.book.texts.items()):
        attributes: Attributes = {"prov:type": name("dd:Page"), "prov:label": file}
        document.record("entity", _page(file, text), attributes)
        document.relate("used", activity=activity, entity=_page(file, text))
    for page in run.book.pages:
        _finding(document, activity, run, page, read[page.claim])
    _documents(document, activity, again)
    return document.as_json()


def _read(kb: KnowledgeBase, run: Run) -> dict[str, tuple[Window, ...]]:
    """The facts that each page read, in windows; by claim."""
    readings = {
        page.claim: [each[0].facts for each in run.evaluation.readings[page.claim].values()]
        for page in run.book.pages
    }
    rows = sorted({row for facts in readings.values() for own in facts for row in own})
    stored = {fact.id: fact for fact in kb.facts(rows)}
    return {
        claim: tuple(dict.fromkeys(w for own in facts for w in windows(stored[row] for row in own)))
        for claim, facts in readings.items()
    }


def _activity(document: Document, activity: str, again: Replay) -> None:
    run = again.stored
    document.record("activity", activity, {
        "prov:endTime": iso_moment(run.written_at), "prov:type": name("dd:Run"),
        "dd:asset": run.asset, "dd:as_of": date(iso_date(run.as_of)),
        "dd:known_at": time(run.known_at), "dd:batch": run.batch,
        "dd:facts_digest": run.facts_digest, "dd:rulebook": run.rulebook,
        "dd:executed_by": again.run.book.recorded_engine,
    })  # fmt: skip
    agent = f"dd:engine-{run.engine}"
    kind: Attributes = {"prov:type": name("prov:SoftwareAgent"), "prov:label": "downdraft"}
    document.record("agent", agent, kind)
    document.relate("wasAssociatedWith", activity=activity, agent=agent)


def _window(document: Document, activity: str, window: Window, source: str) -> None:
    """One fact, or the facts of a window as a collection; both come from one source."""
    entity, agent = _entity(window), f"dd:source-{window[0].source}"
    document.record("entity", entity, _fact(*window) if len(window) == 1 else _collection(window))
    document.record("agent", agent, {"prov:label": source})
    document.relate("wasAttributedTo", entity=entity, agent=agent)
    document.relate("used", activity=activity, entity=entity)


def _fact(fact: StoredFact) -> Attributes:
    attributes: Attributes = {
        "prov:type": name("dd:Fact"), "prov:label": f"{fact.series} {as_given(fact)}",
        "dd:series": fact.series, "dd:as_of": date(fact.as_of.isoformat()),
        "dd:known_at": time(int(fact.known_at.timestamp())), "dd:span": fact.span,
        "dd:publication": fact.publication,
        "dd:value": {"$": repr(fact.value), "type": "xsd:double"}, "dd:batch": fact.batch,
    }  # fmt: skip
    return attributes | ({"dd:target": date(fact.target.isoformat())} if fact.target else {})


def _collection(window: Window) -> Attributes:
    first, last = window[0], window[-1]
    return {
        "prov:type": name("prov:Collection"),
        "prov:label": f"{len(window)} facts of {first.series}",
        "dd:series": first.series, "dd:count": len(window), "dd:sha256": full_digest(window),
        "dd:first": date(first.as_of.isoformat()), "dd:last": date(last.as_of.isoformat()),
    }  # fmt: skip


def _finding(
    document: Document, activity: str, run: Run, page: Page, read: tuple[Window, ...]
) -> None:
    """A finding comes from its page, from the facts the page reads and from other findings."""
    entity, found = _finding_name(run, page.claim), run.findings[page.claim]
    document.record("entity", entity, {
        "prov:type": name("dd:Finding"), "prov:label": page.title, "dd:claim": page.claim,
        "dd:status": found.status, **({"dd:reason": found.reason} if found.reason else {}),
    })  # fmt: skip
    document.relate("wasGeneratedBy", entity=entity, activity=activity)
    file = page.file.removeprefix("rules/")
    rests = [_page(file, run.book.texts[file])]
    rests += map(_entity, read)
    needed = dict.fromkeys(claim for claim, _ in run.book.graph.needs(page.claim))
    rests += [_finding_name(run, claim) for claim in needed]
    for other in rests:
        document.relate("wasDerivedFrom", generatedEntity=entity, usedEntity=other)


def _documents(document: Document, activity: str, again: Replay) -> None:
    claims = dict.fromkeys(each.claim for each in ledger.sentences(again.kb, again.stored.id))
    for form, sha256 in ledger.renderings(again.kb, again.stored.id).items():
        entity = f"dd:briefing-{sha256}"
        document.record("entity", entity, {
            "prov:type": name("dd:Briefing"), "prov:label": f"{form} briefing",
            "dd:format": form, "dd:sha256": sha256,
        })  # fmt: skip
        document.relate("wasGeneratedBy", entity=entity, activity=activity)
        for claim in claims:
            source = _finding_name(again.run, claim)
            document.relate("wasDerivedFrom", generatedEntity=entity, usedEntity=source)


def _entity(window: Window) -> str:
    alone = len(window) == 1
    return f"dd:fact-{window[0].id}" if alone else f"dd:window-{full_digest(window)}"


def _finding_name(run: Run, claim: str) -> str:
    return f"dd:finding-{run.id[:12]}-{claim}"


def _page(file: str, text: str) -> str:
    return f"dd:page-{page_hash(file, text)}"
