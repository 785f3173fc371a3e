"""The JSON Schema of the contract, as docs/briefing.schema.json holds it."""

from __future__ import annotations

import json

from engine.contract.briefing import BriefingOut


def schema() -> str:
    """The JSON Schema of the contract."""
    tree = BriefingOut.model_json_schema(by_alias=True)
    return json.dumps(tree, indent=2, ensure_ascii=False) + "\n"
