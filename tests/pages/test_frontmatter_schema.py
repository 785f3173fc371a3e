"""The schema for editors: shipped as it is made, met by every page, broken by a broken one."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import engine.pages
from engine.pages.frontmatter import Listing, Mapping, read_yaml
from engine.pages.library import load_book
from engine.pages.page import SECTIONS
from engine.pages.scaffold import scaffold
from tests.every import every
from tests.pages.frontmatter_schema import schema
from tests.pages.planted_book import GOOD, faults
from tests.written import keep

SHIPPED = Path(engine.pages.__file__).with_name("page.schema.json")
MEETS = jsonschema.Draft202012Validator(schema())
TEXTS = {name: text for name, text in load_book().texts.items() if name.endswith(".md")}


def plain(node):
    """A node of the front matter as an editor's YAML reader has it."""
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node}
    return [plain(item) for item in node.own] if isinstance(node, Listing) else node.value


def front(text):
    return plain(read_yaml(text.split("---\n")[1], "page", 2))


def test_the_shipped_schema_is_the_one_that_is_made(write_docs):
    made = json.dumps(schema(), indent=2) + "\n"
    keep(SHIPPED, made, write_docs)
    jsonschema.Draft202012Validator.check_schema(schema())


@every("name", TEXTS)
def test_every_page_meets_it(name):
    MEETS.validate(front(TEXTS[name]))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("claim", "Not A Name"),
        ("source", ["E10", "paragraph 3"]),
        ("source", []),
        ("kind", "rumour"),
        ("fact", {"now": "price.close"}),
        ("facts", {"Not a name": "price.close"}),
        ("when", [{"a": "one", "b": "two"}]),
    ],
)
def test_a_broken_front_matter_does_not(key, value):
    good = {"claim": "fell", "source": ["E10"], "kind": "measurement", "when": ["now > 1: ours"]}
    MEETS.validate(good)
    with pytest.raises(jsonschema.ValidationError):
        MEETS.validate({**good, key: value})


SEEN = (
    "kind must be one line of text", "facts must be a list of", "source must be a list",
    "unknown entry 'fatcs'", "the front matter needs `kind:`", "is no name for a claim",
    "unknown kind", "write E10 or J3", "'Now' is no name", "write a condition as",
)  # fmt: skip
"""The planted faults of a front matter that are faults of form, which a schema can see."""


@every("says", SEEN)
def test_a_planted_fault_of_form_does_not_meet_it(says):
    fault, *_ = [fault for fault in faults() if says in fault.says]
    good = GOOD[fault.file]
    MEETS.validate(front(good))
    with pytest.raises(jsonschema.ValidationError):
        MEETS.validate(front(good.replace(fault.old, fault.new, 1)))


def test_every_page_an_author_starts_meets_it():
    for kind in SECTIONS:
        if kind != "headline":
            MEETS.validate(front(scaffold("new_claim", kind, "E10")))
