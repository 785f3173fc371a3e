"""The JSON Schema of the contract, as docs/briefing.schema.json holds it; documents held to it."""

from __future__ import annotations

import json
from functools import cache

from jsonschema import Draft202012Validator

from engine.contract.briefing import BriefingOut


@cache
def schema() -> str:
    """The JSON Schema of the contract."""
    tree = BriefingOut.model_json_schema(by_alias=True)
    return json.dumps(tree, indent=2, ensure_ascii=False) + "\n"


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema()))


def hold_to_schema(document: object) -> None:
    """Let a document that does not keep to it raise jsonschema.ValidationError."""
    _validator().validate(document)
