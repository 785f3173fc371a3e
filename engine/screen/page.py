"""A screen as a page: a screen in, one document of HTML out that asks nothing of any host."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from engine.pictures.svg import sparkline
from engine.screen.screen import Screen
from engine.screen.words import HEADS, cells, legend, sentences, title
from kb.shown import harmless

_LOOK = "looks/screen.html.j2"


def as_page(found: Screen) -> str:
    """The page. Every text is escaped, and a browser may load nothing for it."""
    style = files("engine.templates").joinpath("briefing.css").read_text(encoding="utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    look = files("engine.screen").joinpath(_LOOK).read_text(encoding="utf-8")
    rows = []
    for row in found.rows:
        drawn = Markup(sparkline(row.path) if row.path else "")
        rows.append((cells(row), drawn, " ".join(sentences(found, row))))
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'"
    told = {"title": title(found), "legend": legend(found), "heads": HEADS[1:-1], "rows": rows}
    page = environment.from_string(look).render(told, style=Markup(style), policy=policy)
    return harmless(page)
