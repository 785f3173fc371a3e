"""How a record looks: a record in, one page of HTML out that asks nothing of any host.

Every text is escaped, and what acts on a screen is written out. The page computes nothing: it links
what the record names and lays it out.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FunctionLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from engine.briefing.unjudged import UNJUDGED
from engine.changes.difference import causes
from engine.contract.audit import ClaimLineOut, PageOut, StepOut, StretchOut
from engine.contract.findings import LineOut
from engine.contract.model import Range
from engine.pictures.strip import strip
from engine.site.becoming import groups
from engine.site.steps import leads_to
from engine.words.numbers import UNKNOWN, plain, ranged
from engine.words.quoting import MULTIPLE, gap_style, spelt_style, unit_style
from kb.clock import day_number
from kb.shown import harmless
from kb.units import UnitError, unit

STYLES = (("engine.templates", "briefing.css"), ("engine.site", "looks/site.css"))
SCRIPT = ("engine.site", "looks/search.js")
AGAIN = ' <span class="grey">(opened above)</span>'
_PLACES = {"lack": 0, "line": 1, "rule": 9}
_SHARE = re.compile(r"[0-9] ?(%|pp|bp)(?![a-z])")
_UNIT = re.compile(r"[0-9] ?([%a-zA-Z][%a-zA-Z/ ]*?) *(?:[(,]|$)")


@dataclass(frozen=True)
class Place:
    """Where a page is read.

    live   whether a server answers, which takes suppositions and two days to compare
    dated  whether the page takes another day
    day    the day that it shows
    query  what a reader chose, carried on by every link
    batch  as of which batch the page is, where something on it was judged; else 0
    behind whether something newer is being judged
    """

    live: bool = False
    dated: bool = False
    day: str = ""
    query: tuple[tuple[str, str], ...] = ()
    batch: int = 0
    behind: bool = False

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


@cache
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
        "step": _step,
        "words": _words,
        "coded": _coded,
        "svg": Markup,
        "moment": _moment,
        "amount": _amount,
        "margin": _margin,
        "measured": _measured,
        "chapters": _chapters,
        "causes": causes,
        "reasons_first": _reasons_first,
        "before": _before,
        "became": groups,
    }
    made.globals |= {
        "style": Markup(style_text()),
        "script": Markup(script_text()),
        "reasons": UNJUDGED,
    }
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


@pass_context
def _step(context: Context, step: StepOut, opened: int) -> Markup:
    """A step of a proof with all it rests on, as an item of a list, so many levels of it opened."""
    return Markup("".join(_pieces(step, opened, context["depth"], context["place"])))


def _pieces(step: StepOut, opened: int, depth: str, place: Place) -> Iterator[str]:
    """The markup of a step; written out here because a proof has thousands of them."""
    yield f'<li class="{escape(step.kind)}">'
    if to := leads_to(step.kind, step.values):
        link = escape(_link(to, ".html", depth, place))
        yield f'<a class="to" href="{link}" aria-label="to {escape(to)}">→</a>'
    text = f'<span class="kind">{escape(_words(step.kind))}</span> {escape(step.text)}'
    if not step.rests_on:
        yield f"{text}{AGAIN if step.again else ''}</li>\n"
        return
    yield f"<details{' open' if opened > 0 else ''}><summary>{text}</summary><ul>"
    for each in step.rests_on:
        yield from _pieces(each, opened - 1, depth, place)
    yield "</ul></details></li>\n"


def _coded(text: str) -> Markup:
    """A text of a page with its names, which stand between backticks, as code."""
    parts = [escape(part) for part in text.split("`")]
    if not len(parts) % 2:  # one of them has no other end
        return escape(text)
    marked = (Markup(f"<code>{part}</code>") if n % 2 else part for n, part in enumerate(parts))
    return Markup("").join(marked)


def _band(stretches: list[StretchOut]) -> Markup:
    """The strip of a claim."""
    days = ((day_number(each.first), day_number(each.last), each.status) for each in stretches)
    return Markup(strip(list(days)))


def _amount(value: Range) -> str:
    """A recorded quantity as a briefing writes its unit, with its range where that shows."""
    if value.mid is None or value.low is None or value.high is None:
        return UNKNOWN
    style = spelt_style(value.unit, max(abs(value.low), abs(value.high)))
    return ranged(value.low, value.mid, value.high, style)


def _margin(line: LineOut) -> str:
    """How far a recorded condition is from turning, as a proof writes it."""
    if line.margin is None:
        return ""
    shares = _SHARE.search(line.text) if line.unit in (None, "", "ratio") else None
    style = gap_style(shares[1]) if shares else spelt_style(line.unit or "", MULTIPLE)
    return style(line.margin)


def _measured(value: float | None, said: str) -> str:
    """A measured number in the unit in which a document states it; "" where none was measured."""
    if value is None:
        return ""
    spelt = _UNIT.search(said)
    with suppress(UnitError):
        return unit_style(spelt[1] if spelt and unit(spelt[1]) else "ratio")(value)
    return plain(value)


def _chapters(
    claims: list[ClaimLineOut], titles: Mapping[str, str]
) -> list[tuple[str, list[ClaimLineOut]]]:
    """Claims under the titles of their chapters, in the order of a briefing."""
    found: dict[str, list[ClaimLineOut]] = {name: [] for name in titles}
    for claim in claims:
        found.setdefault(claim.chapter, []).append(claim)
    return [(titles.get(name, _words(name)), listed) for name, listed in found.items() if listed]


def _moment(text: str) -> str:
    """A moment in ISO form for a reader: 2025-11-14 23:59 UTC."""
    return f"{text[:10]} {text[11:16]} UTC"


def _reasons_first(steps: list[StepOut]) -> list[StepOut]:
    """What a finding rests on: what it lacks and its conditions first, rules by their ids last."""
    return sorted(steps, key=lambda step: _PLACES.get(step.kind, len(_PLACES)))


def _before(status: str) -> str:
    """What a finding was the day before."""
    past = {"holds": "held", "fails": "failed"}
    return f"{past.get(status, _words(status))} before"


def _words(text: Any) -> str:
    """A name of ours as words: not_judged → not judged."""
    return str(text).replace("_", " ")
