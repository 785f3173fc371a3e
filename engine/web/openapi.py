"""What programs may ask: the kinds of pages in, their description in OpenAPI out."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from engine import VERSION
from engine.contract.audit import PageOut
from engine.contract.supposed import DiffOut, WhatIfOut
from engine.site.pages import PAGES

REF = "#/components/schemas/{model}"
SUMMED: dict[str, type[PageOut]] = {"what-if": WhatIfOut, "diff": DiffOut}
CHOSEN = {
    "as_of": "the day asked about, as 2025-11-14; by default the newest that is recorded",
    "known_at": "only what was known by this day or moment",
}
ASKED = {
    "what-if": {"SERIES": "a value of a series, as price.close=85000", "suppose": "SERIES=VALUE"},
    "diff": {"first": "a day or the beginning of a run’s id", "second": "another one"},
}
BATCH = {
    "description": "as of which batch it was judged; absent where nothing of it was judged",
    "schema": {"type": "integer"},
}


@cache
def openapi() -> dict[str, Any]:
    """The description of every address under /api."""
    models = {address: model for address, (model, _) in PAGES.items()} | SUMMED
    _, told = models_json_schema(
        [(model, "serialization") for model in dict.fromkeys(models.values())], ref_template=REF
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "downdraft", "version": VERSION,
            "description": "Every page of an audit as a record. Nothing can be written.",
        },
        "paths": {f"/api/{address}": {"get": _get(address, models[address])} for address in models},
        "components": {"schemas": told["$defs"]},
    }  # fmt: skip


def _get(address: str, model: type[PageOut]) -> dict[str, Any]:
    held = [_parameter(name, "path", "") for name in re.findall(r"\{(\w+)\}", address)]
    asked = {**CHOSEN, **ASKED.get(address, {})}
    content = {"schema": {"$ref": REF.format(model=model.__name__)}}
    lost = {"description": "what is wrong, in one sentence"}
    return {
        "summary": (model.__doc__ or "").strip().partition("\n")[0],
        "parameters": held + [_parameter(name, "query", says) for name, says in asked.items()],
        "responses": {
            "200": {
                "description": "the record", "headers": {"downdraft-batch": BATCH},
                "content": {"application/json": content},
            },
            "400": lost, "404": lost,
        },
    }  # fmt: skip


def _parameter(name: str, where: str, says: str) -> dict[str, Any]:
    return {
        "name": name, "in": where, "required": where == "path", "schema": {"type": "string"},
        "description": says or f"which {name}",
    }  # fmt: skip
