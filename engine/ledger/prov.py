"""The provenance of a run as W3C PROV-JSON: facts, pages, findings and documents as entities.

The ledger keeps what was found, not which fact rows each page read, so the run is executed again on
the facts and pages of its time. Under other code the rows may be others: `dd:executed_by` says
which code it was.

source  W3C PROV-DM (Recommendation, 2013) and the PROV-JSON member submission of the same year
"""

from __future__ import annotations

import json

from engine.judge.run import Run
from engine.ledger.replay import Replay
from engine.pages.book import upstream_claims
from engine.pages.page import Page
from engine.words.numbers import iso_date, iso_moment
from engine.words.quoting import as_given, source_name
from kb import ledger
from kb.chain import page_hash
from kb.store import KnowledgeBase, StoredFact

Attributes = dict[str, object]
PREFIX = {"dd": "urn:downdraft:", "xsd": "http://www.w3.org/2001/XMLSchema#"}


class Document:
    """A PROV-JSON document that is being written."""

    def __init__(self) -> None:
        self._parts: dict[str, dict[str, Attributes]] = {}

    def record(self, kind: str, name: str, attributes: Attributes) -> None:
        """An entity, an activity or an agent."""
        self._parts.setdefault(kind, {})[name] = attributes

    def relate(self, kind: str, **ends: str) -> None:
        """A relation between two records, such as used(activity, entity)."""
        known = self._parts.setdefault(kind, {})
        known[f"_:{kind}{len(known) + 1}"] = {f"prov:{end}": name for end, name in ends.items()}

    def as_json(self) -> str:
        """The document: its prefixes, then its records and relations in order of first use."""
        return json.dumps({"prefix": PREFIX, **self._parts}, indent=2, ensure_ascii=False) + "\n"


def provenance(kb: KnowledgeBase, again: Replay) -> str:
    """The PROV-JSON of a replayed run."""
    document, run = Document(), again.run
    activity = f"dd:run-{run.id}"
    _activity(document, activity, again)
    for fact in kb.facts(sorted(_read(run))):
        _fact(document, activity, fact, source_name(fact.source, kb.catalog))
    for name, text in sorted(run.book.texts.items()):
        attributes: Attributes = {"prov:type": _name("dd:Page"), "prov:label": name}
        document.record("entity", _page(name, text), attributes)
        document.relate("used", activity=activity, entity=_page(name, text))
    for page in run.book.pages:
        _finding(document, activity, run, page)
    _documents(document, activity, again)
    return document.as_json()


def _activity(document: Document, activity: str, again: Replay) -> None:
    run = again.stored
    document.record("activity", activity, {
        "prov:endTime": iso_moment(run.written_at), "prov:type": _name("dd:Run"),
        "dd:asset": run.asset, "dd:as_of": _date(iso_date(run.as_of)),
        "dd:known_at": _time(run.known_at), "dd:batch": run.batch,
        "dd:facts_digest": run.facts_digest, "dd:rulebook": run.rulebook,
        "dd:executed_by": again.run.book.recorded_engine,
    })  # fmt: skip
    agent = f"dd:engine-{run.engine}"
    kind: Attributes = {"prov:type": _name("prov:SoftwareAgent"), "prov:label": "downdraft"}
    document.record("agent", agent, kind)
    document.relate("wasAssociatedWith", activity=activity, agent=agent)


def _fact(document: Document, activity: str, fact: StoredFact, source: str) -> None:
    entity, agent = _fact_name(fact.id), f"dd:source-{fact.source}"
    attributes: Attributes = {
        "prov:type": _name("dd:Fact"), "prov:label": f"{fact.series} {as_given(fact)}",
        "dd:series": fact.series, "dd:as_of": _date(fact.as_of.isoformat()),
        "dd:known_at": _time(int(fact.known_at.timestamp())), "dd:span": fact.span,
        "dd:value": {"$": repr(fact.value), "type": "xsd:double"}, "dd:batch": fact.batch,
    }  # fmt: skip
    if fact.target:
        attributes["dd:target"] = _date(fact.target.isoformat())
    document.record("entity", entity, attributes)
    document.record("agent", agent, {"prov:label": source})
    document.relate("wasAttributedTo", entity=entity, agent=agent)
    document.relate("used", activity=activity, entity=entity)


def _finding(document: Document, activity: str, run: Run, page: Page) -> None:
    """A finding comes from its page, from the facts the page reads and from other findings."""
    entity, found = _finding_name(run, page.claim), run.findings[page.claim]
    document.record("entity", entity, {
        "prov:type": _name("dd:Finding"), "prov:label": page.title, "dd:claim": page.claim,
        "dd:status": found.status, **({"dd:reason": found.reason} if found.reason else {}),
    })  # fmt: skip
    document.relate("wasGeneratedBy", entity=entity, activity=activity)
    name = page.file.removeprefix("rules/")
    rests = [_page(name, run.book.texts[name])]
    rests += map(_fact_name, sorted(_read_by(run, page)))
    rests += [_finding_name(run, c) for c in dict.fromkeys(c for c, _ in upstream_claims(page))]
    for other in rests:
        document.relate("wasDerivedFrom", generatedEntity=entity, usedEntity=other)


def _documents(document: Document, activity: str, again: Replay) -> None:
    told = dict.fromkeys(each.claim for each in ledger.sentences(again.kb, again.stored.id))
    for form, sha256 in ledger.renderings(again.kb, again.stored.id).items():
        entity = f"dd:briefing-{sha256}"
        document.record("entity", entity, {
            "prov:type": _name("dd:Briefing"), "prov:label": f"{form} briefing",
            "dd:format": form, "dd:sha256": sha256,
        })  # fmt: skip
        document.relate("wasGeneratedBy", entity=entity, activity=activity)
        for claim in told:
            source = _finding_name(again.run, claim)
            document.relate("wasDerivedFrom", generatedEntity=entity, usedEntity=source)


def _read(run: Run) -> set[int]:
    return {row for page in run.book.pages for row in _read_by(run, page)}


def _read_by(run: Run, page: Page) -> set[int]:
    readings = run.evaluation.readings[page.claim].values()
    return {row for reading in readings for row in reading[0].facts}


def _fact_name(row: int) -> str:
    return f"dd:fact-{row}"


def _finding_name(run: Run, claim: str) -> str:
    return f"dd:finding-{run.id[:12]}-{claim}"


def _page(name: str, text: str) -> str:
    return f"dd:page-{page_hash(name, text)}"


def _name(qualified: str) -> Attributes:
    return {"$": qualified, "type": "prov:QUALIFIED_NAME"}


def _time(seconds: int) -> Attributes:
    return {"$": iso_moment(seconds), "type": "xsd:dateTime"}


def _date(day: str) -> Attributes:
    return {"$": day, "type": "xsd:date"}
