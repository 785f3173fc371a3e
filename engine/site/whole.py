"""The whole briefing of a run for a site: as `brief` writes it, with links out of it set in.

A link is put behind the number of a sentence, to its claim, and behind that of a fact, to where the
site has it. Nothing else is touched, so that `verify` knows the document when it sets them aside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from engine.briefing.compose import composed
from engine.briefing.parts import Briefing
from engine.briefing.render import render
from engine.ledger.trace import LINK
from engine.site.desk import Desk, desk_at
from engine.site.start import series_of
from engine.words.cite import unmarked
from engine.words.numbers import iso_date
from kb.ledger import StoredRun

UP = "../../"
"""From run/ID/briefing.html to the first page."""
_SENTENCE = re.compile(r'(?<=\[)<a href="#(S[0-9]+)">S[0-9]+</a>')
_FACT = re.compile(r'<li id="(F[0-9]+)"><strong class="no">F[0-9]+</strong>')
_HEAD = re.compile(r'<header class="stamp">')


def whole_briefing(desk: Desk, stored: StoredRun, *forms: str) -> list[str]:
    """The briefing of a recorded run in some forms; html has links into the site."""
    own = desk_at(desk, stored)
    made = composed(own.kb, replace(own.run, id=stored.id))
    written = ((form, render(made, form)) for form in forms)
    return [_linked(own, made, text) if form == "html" else text for form, text in written]


def _linked(desk: Desk, made: Briefing, page: str) -> str:
    claims = {said.id: f"claim/{said.claim}" for said in made.sentences}
    facts = _places(desk, made)
    page = _SENTENCE.sub(lambda found: found[0] + _link(claims, found[1]), page)
    page = _FACT.sub(lambda found: found[0] + _link(facts, found[1]), page)
    home = {"": f"day/{iso_date(desk.question.as_of)}"}
    return _HEAD.sub(lambda found: found[0] + _link(home, "", "to the site"), page, count=1)


def _link(places: Mapping[str, str], name: str, text: str = "→") -> str:
    address, _, anchor = places.get(name, "").partition("#")
    mark = f"#{anchor}" if anchor else ""
    return LINK.format(href=f"{UP}{address}.html{mark}", text=text) if address else ""


def _places(desk: Desk, made: Briefing) -> dict[str, str]:
    """Where the site has each numbered fact; of a window, the page of its series."""
    there, found = frozenset(series_of(desk)), {}
    groups = made.marker.evidence.groups
    for row in made.evidence:
        _, series, _, dates, *_ = map(unmarked, row.cells)
        if series in there:
            [first, *more] = groups[row.id]
            found[row.id] = f"series/{series}" + ("" if more else f"/{dates[:4]}#F{first}")
    return found
