"""Where an answer tells of the page after it: bytes or an address in, a text or an address out."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit


def told_at(body: bytes, path: str) -> str:
    """What stands at a place of a JSON answer; "" where nothing does."""
    try:
        found = json.loads(body, parse_int=str, parse_float=str)
    except ValueError:
        return ""
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""


def with_parameter(url: str, parameter: str, value: str) -> str:
    """An address with one parameter of its query set."""
    parts = urlsplit(url)
    query = [(name, was) for name, was in parse_qsl(parts.query, True) if name != parameter]
    return urlunsplit(parts._replace(query=urlencode([*query, (parameter, value)])))


def host_of(url: str) -> str:
    """The host of an address that begins with https://; "" for any other text."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.netloc if parts.scheme == "https" else ""
