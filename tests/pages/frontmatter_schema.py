"""The JSON Schema of a page's front matter, for editors that complete and check YAML."""

from __future__ import annotations

from engine.measures.kinds import MEASURES
from engine.pages.page import ASSERTS, SECTIONS, SPEAKS

NAME = "^[a-z][a-z0-9_]*$"
FIELD = r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$"
PARAGRAPH = "^[EJ][1-9][0-9]*$"


def schema() -> dict[str, object]:
    """The schema, as it is shipped in page.schema.json."""
    named = {"type": "object", "propertyNames": {"pattern": NAME}}
    texts = {**named, "additionalProperties": {"type": ["string", "number"]}}
    measures = ", ".join(MEASURES)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Front matter of a claim page",
        "type": "object",
        "required": ["claim", "source", "kind"],
        "additionalProperties": False,
        "properties": {
            "claim": {"type": "string", "pattern": NAME, "description": "as the file is named"},
            "source": {
                "type": "array",
                "minItems": 1,
                "items": {"type": "string", "pattern": PARAGRAPH},
                "description": "paragraphs of the documents, E10 or J3",
            },
            "kind": {"enum": list(SECTIONS)},
            "speaks": {
                "enum": list(SPEAKS),
                "description": "of the document: printed on the days of its document alone",
            },
            "asserts": {
                "enum": list(ASSERTS),
                "description": "what the document says of the claim, by which it is scored",
            },
            "weaker": {
                "type": "string",
                "description": "what our reading asks, where the document says more",
            },
            "facts": {**texts, "description": f"a series, or a measure of one: {measures}"},
            "said": {
                **texts,
                "propertyNames": {"pattern": FIELD},
                "description": "a number the document states: about 90 % (the odds)",
            },
            "let": {**texts, "description": "quantities, of names, formulas and assume.x"},
            "when": {
                "type": "array",
                "items": {"$ref": "#/$defs/line"},
                "description": "conditions, each with where its threshold comes from",
            },
        },
        "$defs": {
            "line": {
                "oneOf": [
                    {"type": "string"},
                    {
                        "type": "object",
                        "minProperties": 1,
                        "maxProperties": 1,
                        "additionalProperties": {
                            "oneOf": [
                                {"type": "string"},
                                {"type": "array", "items": {"$ref": "#/$defs/line"}},
                            ]
                        },
                    },
                ]
            }
        },
    }
