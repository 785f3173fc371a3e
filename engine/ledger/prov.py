"""The provenance of a run as W3C PROV-JSON: facts, pages, findings and documents as entities.

The facts of a window are one entity, a collection with their number, first and last day and the
digest that a briefing's evidence and a proof begin to show; a fact that is read alone is its own.

The ledger keeps what was found, not which fact rows each page read, so the run is executed again on
the facts and pages of its time. Under other code the rows may be others: `dd:executed_by` says
which code it was.

source  W3C PROV-DM (Recommendation, 2013) and the PROV-JSON member submission of the same year
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from engine.judge.run import Run
from engine.ledger.replay import Replay
from engine.pages.page import Page
from engine.words.evidence import full_digest, windows
from engine.words.numbers import iso_date, iso_moment
from engine.words.quoting import as_given, source_name
from kb import ledger
from kb.chain import page_hash
from kb.store import KnowledgeBase, StoredFact

Window = tuple[StoredFact, ...]


Attributes = dict[str, object]
PREFIX = {"dd": "urn:downdraft:", "xsd": "http://www.w3.org/2001/XMLSchema#"}


def provenance(kb: KnowledgeBase, again: Replay) -> str:
    """The PROV-JSON of a replayed run."""
    run, read = again.run, _read(kb, again.run)
    document = Document(f"dd:run-{run.id}")
    _activity(document, again)
    for window in dict.fromkeys(each for of_page in read.values() for each in of_page):
        _window(document, window, source_name(window[0].source, kb.catalog))
    for file, text in sorted(run.book.texts.items()):
        document.entity(_page(file, text), "dd:Page", file)
        document.relate("used", activity=document.activity, entity=_page(file, text))
    for page in run.book.pages:
        _finding(document, run, page, read[page.claim])
    _documents(document, again)
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


def _activity(document: Document, again: Replay) -> None:
    run, agent = again.stored, f"dd:engine-{again.stored.engine}"
    document.record("activity", document.activity, {
        "prov:endTime": iso_moment(run.written_at), "prov:type": _value("dd:Run"),
        "dd:asset": run.asset, "dd:as_of": _value(iso_date(run.as_of), "xsd:date"),
        "dd:known_at": _value(iso_moment(run.known_at), "xsd:dateTime"), "dd:batch": run.batch,
        "dd:facts_digest": run.facts_digest, "dd:rulebook": run.rulebook,
        "dd:executed_by": again.run.book.recorded_engine,
    })  # fmt: skip
    kind: Attributes = {"prov:type": _value("prov:SoftwareAgent"), "prov:label": "downdraft"}
    document.record("agent", agent, kind)
    document.relate("wasAssociatedWith", activity=document.activity, agent=agent)


def _window(document: Document, window: Window, source: str) -> None:
    """One fact, or the facts of a window as a collection; both come from one source."""
    entity, first, last = _entity(window), window[0], window[-1]
    if len(window) == 1:
        document.entity(
            entity, "dd:Fact", f"{first.series} {as_given(first)}", series=first.series,
            as_of=_value(str(first.as_of), "xsd:date"),
            known_at=_value(iso_moment(int(first.known_at.timestamp())), "xsd:dateTime"),
            publication=first.publication,
            span=first.span, value=_value(repr(first.value), "xsd:double"), batch=first.batch,
            **({"target": _value(str(first.target), "xsd:date")} if first.target else {}),
        )  # fmt: skip
    else:
        document.entity(
            entity, "prov:Collection", f"{len(window)} facts of {first.series}",
            series=first.series, count=len(window), sha256=full_digest(window),
            first=_value(str(first.as_of), "xsd:date"), last=_value(str(last.as_of), "xsd:date"),
        )  # fmt: skip
    agent = f"dd:source-{first.source}"
    document.record("agent", agent, {"prov:label": source})
    document.relate("wasAttributedTo", entity=entity, agent=agent)
    document.relate("used", activity=document.activity, entity=entity)


def _finding(document: Document, run: Run, page: Page, read: tuple[Window, ...]) -> None:
    """A finding comes from its page, from the facts the page reads and from other findings."""
    entity, found = _finding_name(run, page.claim), run.findings[page.claim]
    why = {"reason": found.reason} if found.reason else {}
    said = {"claim": page.claim, "status": found.status, **why}
    document.entity(entity, "dd:Finding", page.title, **said)
    document.relate("wasGeneratedBy", entity=entity, activity=document.activity)
    file = page.file.removeprefix("rules/")
    rests = [_page(file, run.book.texts[file]), *map(_entity, read)]
    needed = dict.fromkeys(claim for claim, _ in run.book.graph.needs(page.claim))
    document.derive(entity, [*rests, *(_finding_name(run, claim) for claim in needed)])


def _documents(document: Document, again: Replay) -> None:
    claims = dict.fromkeys(each.claim for each in ledger.sentences(again.kb, again.stored.id))
    for form, sha256 in ledger.renderings(again.kb, again.stored.id).items():
        entity = f"dd:briefing-{sha256}"
        document.entity(entity, "dd:Briefing", f"{form} briefing", format=form, sha256=sha256)
        document.relate("wasGeneratedBy", entity=entity, activity=document.activity)
        document.derive(entity, (_finding_name(again.run, claim) for claim in claims))


def _entity(window: Window) -> str:
    alone = len(window) == 1
    return f"dd:fact-{window[0].id}" if alone else f"dd:window-{full_digest(window)}"


def _finding_name(run: Run, claim: str) -> str:
    return f"dd:finding-{run.id[:12]}-{claim}"


def _page(file: str, text: str) -> str:
    return f"dd:page-{page_hash(file, text)}"


class Document:
    """A PROV-JSON document that is being written, of one activity."""

    def __init__(self, activity: str) -> None:
        self.activity = activity
        self._parts: dict[str, dict[str, Attributes]] = {}

    def record(self, kind: str, name: str, attributes: Attributes) -> None:
        """An entity, an activity or an agent."""
        self._parts.setdefault(kind, {})[name] = attributes

    def entity(self, name: str, kind: str, label: str, **own: object) -> None:
        """An entity of a kind of ours, with what is known of it."""
        attributes: Attributes = {"prov:type": _value(kind), "prov:label": label}
        self.record("entity", name, attributes | {f"dd:{key}": own[key] for key in own})

    def relate(self, kind: str, **ends: str) -> None:
        """A relation between two records, such as used(activity, entity)."""
        known = self._parts.setdefault(kind, {})
        known[f"_:{kind}{len(known) + 1}"] = {f"prov:{end}": name for end, name in ends.items()}

    def derive(self, entity: str, sources: Iterable[str]) -> None:
        """That an entity comes from others."""
        for source in sources:
            self.relate("wasDerivedFrom", generatedEntity=entity, usedEntity=source)

    def as_json(self) -> str:
        """The document: its prefixes, then its records and relations in order of first use."""
        parts: dict[str, Mapping[str, object]] = {"prefix": PREFIX, **self._parts}
        return "{\n" + ",\n".join(_part(*part) for part in parts.items()) + "\n}\n"


def _part(kind: str, records: Mapping[str, object]) -> str:
    lines = [f"    {_json(name)}: {_json(record)}" for name, record in records.items()]
    return f"  {_json(kind)}: {{\n" + ",\n".join(lines) + "\n  }"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _value(written: str, kind: str = "prov:QUALIFIED_NAME") -> Attributes:
    """A value of another type than text or a plain number: a qualified name, a day, a moment."""
    return {"$": written, "type": kind}
