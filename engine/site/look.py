"""How a record looks: a record in, one page of HTML out that asks nothing of any host.

Every text is escaped, and what acts on a screen is written out. The page computes nothing: it links
what the record names and lays it out.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FunctionLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from engine.contract.audit import PageOut, StretchOut
from engine.pictures.strip import strip
from engine.site.steps import leads_to
from kb.clock import day_number
from kb.shown import harmless

STYLES = (("engine.templates", "briefing.css"), ("engine.site", "looks/site.css"))
SCRIPT = ("engine.site", "looks/search.js")


@dataclass(frozen=True)
class Place:
    """Where a page is read.

    live   whether a server answers, which takes suppositions and two days to compare
    dated  whether the page takes another day
    query  what a reader chose, carried on by every link
    """

    live: bool = False
    dated: bool = False
    query: tuple[tuple[str, str], ...] = ()

    @property
    def chosen(self) -> dict[str, str]:
        """The day and the moment that were chosen, "" where none was."""
        return {"as_of": "", "known_at": "", **dict(self.query)}


FILES = Place()
"""Pages that lie in a folder."""


def html(record: PageOut, place: Place = FILES) -> str:
    """The page of a record."""
    kind = type(record).__name__.removesuffix("Out").removesuffix("Page").lower()
    template = _environment().get_template(f"{kind}.html.j2")
    depth = "../" * record.address.count("/")
    return harmless(template.render(p=record, place=place, policy=policy(), depth=depth))


def policy() -> str:
    """What a browser may do on these pages: their own style and script, and no request at all."""
    style, script = (_digest(text) for text in (style_text(), script_text()))
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; "
        "base-uri 'none'; form-action 'self'"
    )


@cache
def style_text() -> str:
    """The style of every page: that of the briefing and what a site adds."""
    return "".join(_text(*each) for each in STYLES)


@cache
def script_text() -> str:
    """The script of the search page; reading needs none."""
    return _text(*SCRIPT)


def looks_digest() -> str:
    """Which looks these are: a digest of the templates, the style and the script."""
    folder = files("engine.site").joinpath("looks")
    texts = sorted(each.read_text(encoding="utf-8") for each in folder.iterdir())
    return sha256("\0".join([*texts, style_text()]).encode()).hexdigest()


def _text(package: str, name: str) -> str:
    return files(package).joinpath(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FunctionLoader(lambda name: _text("engine.site", f"looks/{name}")),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= {
        "href": _href,
        "band": _band,
        "step_href": leads_to,
        "words": _words,
        "svg": Markup,
        "moment": _moment,
        "number": _number,
        "before": _before,
    }
    made.globals |= {"style": Markup(style_text()), "script": Markup(script_text())}
    return made


@pass_context
def _href(context: Context, address: str, ending: str = ".html") -> str:
    """The relative link to an address, an anchor behind # kept."""
    return _link(address, ending, context["depth"], context["place"])


@lru_cache(4096)
def _link(address: str, ending: str, depth: str, place: Place) -> str:
    path, _, anchor = address.partition("#")
    asked = f"?{urlencode(place.query)}" if place.query else ""
    return f"{depth}{quote(path)}{ending}{asked}{f'#{quote(anchor)}' if anchor else ''}"


def _band(stretches: list[StretchOut]) -> Markup:
    """The strip of a claim."""
    days = ((day_number(each.first), day_number(each.last), each.status) for each in stretches)
    return Markup(strip(list(days)))


def _number(value: float | None) -> str:
    """A canonical number for a reader, to six digits."""
    return "unknown" if value is None else f"{value:,.6g}".replace("-", "−")


def _moment(text: str) -> str:
    """A moment in ISO form for a reader: 2025-11-14 23:59 UTC."""
    return f"{text[:10]} {text[11:16]} UTC"


def _before(status: str) -> str:
    """What a finding was the day before."""
    past = {"holds": "held", "fails": "failed"}
    return f"{past.get(status, _words(status))} before"


def _words(text: Any) -> str:
    """A name of ours as words: not_judged → not judged."""
    return str(text).replace("_", " ")
