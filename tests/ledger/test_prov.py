"""Provenance: PROV-JSON as W3C describes it, of facts, pages, findings and documents."""

from __future__ import annotations

import json

import jsonschema
import pytest

from engine.ledger.prov import provenance
from engine.ledger.replay import replay
from kb import ledger
from kb.facts import Fact
from kb.store import KnowledgeBase
from tests.desk import FUNDS_LEFT, book_of, edited, fact, instead, unread, without
from tests.ledger.recording import recorded

# The parts of the PROV-JSON member submission that are used here. Names are qualified by a prefix
# that is declared, or are blank (_:).
NAME = {"type": "string", "pattern": r"^(_|[A-Za-z][\w.-]*):\S+$"}
LITERAL = {
    "anyOf": [
        {"type": ["string", "number", "boolean"]},
        {
            "type": "object",
            "required": ["$", "type"],
            "properties": {"$": {"type": "string"}, "type": NAME},
            "additionalProperties": False,
        },
    ]
}
RECORD = {
    "type": "object",
    "propertyNames": NAME,
    "additionalProperties": {
        "type": "object", "propertyNames": NAME, "additionalProperties": LITERAL
    },
}  # fmt: skip
ENDS = {
    "used": ("activity", "entity"),
    "wasGeneratedBy": ("entity", "activity"),
    "wasDerivedFrom": ("generatedEntity", "usedEntity"),
    "wasAttributedTo": ("entity", "agent"),
    "wasAssociatedWith": ("activity", "agent"),
}
KIND = {"generatedEntity": "entity", "usedEntity": "entity"}


def relation(first: str, second: str) -> dict[str, object]:
    ends = {f"prov:{first}": NAME, f"prov:{second}": NAME}
    one = {"type": "object", "required": list(ends), "properties": ends,
           "additionalProperties": False}  # fmt: skip
    return {"type": "object", "propertyNames": NAME, "additionalProperties": one}


SCHEMA = {
    "type": "object",
    "properties": {
        "prefix": {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}},
        **dict.fromkeys(("entity", "activity", "agent"), RECORD),
        **{kind: relation(*ends) for kind, ends in ENDS.items()},
    },
    "required": ["prefix", "entity", "activity", "agent", *ENDS],
    "additionalProperties": False,
}


@pytest.fixture
def prov(kb, book) -> dict:
    """The provenance of the desk's run, which has two documents."""
    stored = recorded(kb, book, "2025-11-17", "", "md", "text")
    return json.loads(provenance(kb, replay(kb, stored)))


def related(prov: dict, kind: str) -> set[tuple[str, str]]:
    first, second = ENDS[kind]
    return {(each[f"prov:{first}"], each[f"prov:{second}"]) for each in prov[kind].values()}


def named(prov: dict, kind: str, **attributes: object) -> str:
    """The one record with these attributes."""
    [name] = [
        name
        for name, record in prov[kind].items()
        if all(record.get(key.replace("__", ":")) == value for key, value in attributes.items())
    ]
    return name


def test_it_is_prov_json(prov):
    jsonschema.validate(prov, SCHEMA)


def test_every_prefix_is_declared(prov):
    names = [name for kind in ("entity", "activity", "agent") for name in prov[kind]]
    assert {name.partition(":")[0] for name in names} <= {*prov["prefix"], "prov"}


@pytest.mark.parametrize("kind", ENDS)
def test_every_relation_is_between_records_that_are_there(prov, kind):
    for end in ENDS[kind]:
        records = prov[KIND.get(end, end)]
        assert {each[f"prov:{end}"] for each in prov[kind].values()} <= records.keys()


def test_the_run_is_the_one_activity_and_used_every_fact_and_page(kb, prov):
    [activity] = prov["activity"]
    stored = ledger.run(kb, "last")
    assert activity == f"dd:run-{stored.id}"
    used = {entity for _, entity in related(prov, "used")}
    kinds = {name: record["prov:type"]["$"] for name, record in prov["entity"].items()}
    assert used == {name for name, kind in kinds.items() if kind in ("dd:Fact", "dd:Page")}


WINDOW = edited(
    FUNDS_LEFT, "flow: etf.net_flow", "flow: etf.net_flow\n  worst: trough(etf.net_flow, 30d)\n"
    "  days: path(etf.net_flow, 30d)",
)  # fmt: skip
FLOWS = [
    fact("etf.net_flow", -day, "USD m", f"2025-11-{day:02}", source="farside")
    for day in range(3, 15)
]


def windowed(given: list[Fact]) -> dict:
    """The provenance of a run in which one page reads the last fact of a series and a month."""
    with KnowledgeBase.in_memory() as kb:
        kb.add(given)
        stored = recorded(kb, book_of(funds_left=WINDOW))
        return json.loads(provenance(kb, replay(kb, stored)))


def test_the_facts_of_a_window_are_one_collection_with_their_count_and_days():
    found = windowed(instead(*FLOWS))
    flows = [e for e in found["entity"].values() if e.get("dd:series") == "etf.net_flow"]
    [window] = [e for e in flows if e["prov:type"]["$"] == "prov:Collection"]
    assert [e["prov:label"] for e in flows if e != window] == ["etf.net_flow −14 USD m"]
    assert window["dd:count"] == 12
    assert (window["dd:first"]["$"], window["dd:last"]["$"]) == ("2025-11-03", "2025-11-14")


def test_a_collection_has_a_source_and_findings_like_a_fact():
    found = windowed(instead(*FLOWS))
    window = named(found, "entity", dd__count=12)
    assert (window, "dd:source-farside") in related(found, "wasAttributedTo")
    assert (*found["activity"], window) in related(found, "used")
    finding = named(found, "entity", dd__claim="funds_left")
    assert (finding, window) in related(found, "wasDerivedFrom")


def test_a_collection_is_named_by_what_its_facts_say_whatever_their_rows():
    first, *later = FLOWS
    window = named(windowed(instead(*FLOWS)), "entity", dd__count=12)
    other_rows = [*reversed(FLOWS), *without("etf.net_flow")]
    assert named(windowed(other_rows), "entity", dd__count=12) == window
    told_otherwise = fact("etf.net_flow", -1, "USD m", str(first.as_of), source="farside")
    assert named(windowed(instead(told_otherwise, *later)), "entity", dd__count=12) != window


def test_each_record_is_a_line(kb, book):
    text = provenance(kb, replay(kb, recorded(kb, book)))
    records = sum(map(len, json.loads(text).values()))
    assert len(text.splitlines()) == records + 2 * len(json.loads(text)) + 2


def test_facts_are_attributed_to_their_sources(kb, prov):
    attributed = dict(related(prov, "wasAttributedTo"))
    for row in range(2, 10):  # the price of the day before is read by no page
        assert attributed[f"dd:fact-{row}"] == f"dd:source-{kb.facts([row])[0].source}"
    assert prov["agent"]["dd:source-farside"] == {"prov:label": "Farside Investors"}


def test_a_finding_is_derived_from_its_page_its_facts_and_other_findings(kb, prov):
    finding = named(prov, "entity", dd__claim="funds_left")
    page = named(prov, "entity", prov__label="etf/funds_left.md")
    derived = related(prov, "wasDerivedFrom")
    assert {end for start, end in derived if start == finding} == {page, "dd:fact-5"}
    slide = named(prov, "entity", dd__claim="slide")
    assert (slide, finding) in derived


def test_a_document_is_generated_by_the_run_and_derived_from_what_it_tells(kb, prov):
    sha256 = ledger.renderings(kb, ledger.run(kb, "last").id)["md"]
    document = f"dd:briefing-{sha256}"
    assert prov["entity"][document]["dd:format"] == "md"
    assert (document, *prov["activity"]) in related(prov, "wasGeneratedBy")
    finding = named(prov, "entity", dd__claim="funds_left")
    assert (document, finding) in related(prov, "wasDerivedFrom")


def test_a_document_can_be_walked_down_to_a_fact(prov):
    """From the briefing by derivations alone."""
    derived, found = related(prov, "wasDerivedFrom"), set()
    waiting = [name for name in prov["entity"] if name.startswith("dd:briefing-")]
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting += [end for start, end in derived if start == name and end not in found]
    assert {"dd:fact-5", "dd:fact-2"} <= found


def test_the_same_run_gives_the_same_document(kb, book, prov):
    again = provenance(kb, replay(kb, ledger.run(kb, "last")))
    assert json.loads(again) == prov


def test_a_run_that_read_no_fact_has_a_provenance_too(book):
    with KnowledgeBase.in_memory() as kb:
        kb.add(unread())
        found = json.loads(provenance(kb, replay(kb, recorded(kb, book))))
        assert "wasAttributedTo" not in found
        assert len(found["activity"]) == 1
