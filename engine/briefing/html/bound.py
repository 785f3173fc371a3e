"""The last check of a page of HTML: marked markup in, markup out, its numbers linked to facts.

Text is checked as in every document: a numeral that no mark covers is refused. Tags, the style and
the marks of a chart's scale say nothing of the market and are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from markupsafe import escape

from engine.words.cite import Bound, Ref, Refs, bind

_SILENT = re.compile(r'<style>.*?</style>|<text class="tick"[^>]*>[^<]*</text>|<[^>]*>', re.DOTALL)
_TAG = re.compile(r"<(/?)([a-z0-9]+)")
NEVER_LINKED = frozenset({"a", "svg", "title", "summary"})
"""What holds no link: it is one, or it is read as one picture, one title, one button."""
LONGEST = 40
"""Characters of the longest number that is a link; a whole sentence is none."""
Numbered = Callable[[Ref], tuple[str, ...]]


def bind_page(marked: str, refs: Refs, numbered: Numbered) -> str:
    """A page without marks, each number a link to the first of its facts in the evidence.

    numbered  the entries that the facts under a reference have
    raises    BareNumber for a numeral of the text that no mark covers
    """
    page, end, closed = "", 0, 0
    for silent in _SILENT.finditer(marked):
        page += _text(marked[end : silent.start()], refs, None if closed else numbered)
        page += silent.group()
        closed += _step(silent.group())
        end = silent.end()
    return page + _text(marked[end:], refs, None)


def _step(tag: str) -> int:
    """Whether a tag opens or closes what holds no link."""
    found = _TAG.match(tag)
    if found is None or found.group(2) not in NEVER_LINKED:
        return 0
    return -1 if found.group(1) else 1


def _text(marked: str, refs: Refs, numbered: Numbered | None) -> str:
    if not marked.strip():
        return marked
    bound = bind(unescape(marked), refs)
    return _escaped(bound.text) if numbered is None else _linked(bound, numbered)


def _escaped(text: str) -> str:
    """A text for a page, as plain text: what is added to it is not escaped again."""
    return str(escape(text))


def _linked(bound: Bound, numbered: Numbered) -> str:
    text, end = "", 0
    for start, stop, ref in bound.spans:
        text += _escaped(bound.text[end:start])
        shown, found = _escaped(bound.text[start:stop]), numbered(ref)
        link = bool(found) and 0 < stop - start <= LONGEST
        text += f'<a class="n" tabindex="-1" href="#{found[0]}">{shown}</a>' if link else shown
        end = stop
    return text + _escaped(bound.text[end:])
