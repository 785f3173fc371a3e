"""The schema for editors: shipped as it is made, met by every page, broken by a broken one."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

import engine.pages
from engine.pages.frontmatter_schema import schema
from engine.pages.library import load_book

SHIPPED = Path(engine.pages.__file__).with_name("page.schema.json")
TEXTS = {name: text for name, text in load_book().texts.items() if name.endswith(".md")}


def front(text):
    return yaml.safe_load(text.split("---\n")[1])


def test_the_shipped_schema_is_the_one_that_is_made(write_docs):
    made = json.dumps(schema(), indent=2) + "\n"
    if write_docs:
        SHIPPED.write_text(made, encoding="utf-8")
    assert SHIPPED.read_text(encoding="utf-8") == made, "run pytest --write-docs"
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("name", TEXTS)
def test_every_page_meets_it(name):
    jsonschema.validate(front(TEXTS[name]), schema())


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
    jsonschema.validate(good, schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**good, key: value}, schema())
