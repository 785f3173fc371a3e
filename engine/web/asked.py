"""What is asked: a request in, whether it can be read, the address it names and its kind out."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request

from engine.site.pages import ADDRESS
from engine.web.replies import HTML, JSON

FIELDS = 40
"""Fields of a question, at most."""


def well_formed(request: Request) -> bool:
    """Whether path and question are UTF-8 without what acts on a screen, and of few fields."""
    try:
        query = request.scope["query_string"].decode("ascii")
        pairs = parse_qsl(query, True, False, errors="strict", max_num_fields=FIELDS)
    except ValueError:
        return False
    names = [name for name, _ in pairs]
    texts = [request.url.path, *(text for pair in pairs for text in pair)]
    return len(names) == len(set(names)) and all(text.isprintable() for text in texts)


def address_of(path: str) -> tuple[str, str]:
    """The address that a path names, and as what it is wanted; "" for what is no address."""
    if path.startswith("api/"):
        address, kind = path.removeprefix("api/"), JSON
    elif path.endswith(".json"):
        address, kind = path.removesuffix(".json"), JSON
    else:
        address, kind = path.removesuffix(".html") or "index", HTML
    return (address if ADDRESS.fullmatch(address) else "", kind)
