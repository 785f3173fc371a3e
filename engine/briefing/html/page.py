"""The page of a briefing: its parts through a template, with style, pictures and links."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment
from markupsafe import Markup

from engine.briefing.html.bound import bind_page
from engine.briefing.html.links import Links
from engine.briefing.parts import Briefing
from engine.briefing.pictures.gallery import pictures
from engine.briefing.pictures.year import findings_of_the_year
from engine.pictures.svg import sparkline
from engine.words.cite import unmarked

PAGE, STYLE = "briefing.html.j2", "briefing.css"
_SPACE = re.compile(r"\n\s*\n+")


def as_page(briefing: Briefing, environment: Environment) -> str:
    """The briefing as one HTML document that asks nothing of any host.

    environment  a sandbox that loads the templates and escapes what they print
    raises       BareNumber if any numeral of its text is bound to nothing
    """
    links, marker = Links(briefing), briefing.marker
    for name in ("linked", "anchor", "facts_of", "back"):
        environment.filters[name] = getattr(links, name)
    environment.filters["spark"] = lambda values: Markup(sparkline(values))
    environment.filters["svg"] = Markup
    style = files("engine.templates").joinpath(STYLE).read_text(encoding="utf-8")
    style = f"{style}{_hovered(briefing)}"
    marked = environment.get_template(PAGE).render(
        b=briefing,
        pictures=pictures(briefing),
        year=findings_of_the_year(briefing),
        paragraphs=tuple(links.paragraphs()),
        style=Markup(style),
        policy=f"default-src 'none'; style-src 'sha256-{_digest(style)}'; base-uri 'none'",
    )
    page = bind_page(marked, marker.writer.refs, lambda ref: marker.evidence.numbered([ref]))
    return _SPACE.sub("\n", page).strip("\n") + "\n"


def _hovered(briefing: Briefing) -> str:
    """The rule that sets a fact beside the text while a link to it is pointed at or focused."""
    names = (unmarked(row.cells[0]) for row in briefing.evidence)
    return ",".join(f':root:has([href="#{n}"]:is(:hover,:focus)) #{n}' for n in names) + BESIDE


BESIDE = (
    "{position:fixed;z-index:3;left:var(--beside);right:var(--edge);bottom:var(--foot);"
    "top:var(--head);max-width:var(--wide);margin:0;padding:.6rem .8rem;height:max-content;"
    "background:var(--paper);"
    "border:2px solid var(--accent);box-shadow:0 2px 12px #0004}"
)


def _digest(style: str) -> str:
    return b64encode(sha256(style.encode()).digest()).decode()
