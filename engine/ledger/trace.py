"""Tracing a file to the run that made it: its bytes in, genuine, altered or unknown out.

What was altered is told where it can be: a shell that changes line ends, an editor that drops the
last line feed, or the first line that differs from the document made again.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile, zip_longest
from typing import Literal

from engine.briefing.formats import WORKBOOK
from engine.ledger.forms import form_of
from kb import ledger
from kb.errors import StoreError
from kb.exchange.known import received_document
from kb.ledger import StoredRun
from kb.shown import by_code_point, code_point
from kb.store import KnowledgeBase

_RUN_ID = re.compile(r"\b[0-9a-f]{64}\b")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_QUOTED = 60
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
LINK = ' <a class="out" href="{href}">{text}</a>'
"""What a site sets into a whole briefing, and nothing else, behind sentences and facts."""
APART = "apart from the links that a site sets into it"
LINKS = re.compile(
    rb'(\[<a href="#S[0-9]+">S[0-9]+</a>|<strong class="no">F[0-9]+</strong>|'
    rb'<header class="stamp">)'
    rb' <a class="out" href="\.\./\.\./[a-z]+/[a-z0-9_.-]+(?:/[0-9]{4})?\.html(?:#F[0-9]+)?">'
    rb"(?:\xe2\x86\x92|to the site)</a>"
)
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Traced:
    """Where a file comes from.

    run, form  of the document it is, or was before it was altered; None and "" where unknown
    how        what was altered, as far as it can be told, or that links into a site were set aside
    received   of a document that was recorded in another base, its run there
    """

    verdict: Literal["genuine", "altered", "unknown"]
    run: StoredRun | None = None
    form: str = ""
    how: str = ""
    received: str = ""


def trace(kb: KnowledgeBase, content: bytes) -> Traced:
    """What a file is to this base."""
    if found := genuine(kb, content):
        return found
    text, causes = as_written(content)
    was = ledger.rendered_from(kb, _sha256(text.encode(errors="replace")))
    if was:
        return Traced("altered", ledger.run(kb, was[0]), was[1], " and ".join(causes))
    run = _run_named_in(kb, text)
    return Traced("unknown") if run is None else _altered(kb, run, text)


def genuine(kb: KnowledgeBase, content: bytes) -> Traced | None:
    """The document of this base that a file is, byte for byte; None where it is none."""
    for written, how in ((content, ""), (LINKS.sub(rb"\1", content), APART)):
        if found := ledger.rendered_from(kb, _sha256(written)):
            return Traced("genuine", ledger.run(kb, found[0]), found[1], how)
        if came := received_document(kb.connection, _sha256(written)):
            run, form, origin = came
            where = f"of origin {origin[:12]}" if origin else "of another base"
            there = f"run {run[:12]} {where}, as it was recorded there"
            return Traced("genuine", None, form, how, there)
    return None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def as_written(content: bytes) -> tuple[str, list[str]]:
    """A file's text as downdraft would have written it, and what was done to it since."""
    causes = []
    if content.startswith(_UTF16):
        causes.append("it is UTF-16, as PowerShell redirects output")
        text = content.decode("utf-16", errors="replace")
    else:
        if content.startswith(_BOM):
            causes.append("an editor put a byte-order mark in front")
        text = content.removeprefix(_BOM).decode("utf-8", errors="replace")
    if "\r" in text:
        causes.append("its lines end in CRLF, as Windows writes them")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _COLOUR.search(text):
        causes.append("it was saved from a terminal with the marks for bold type")
        text = _COLOUR.sub("", text)
    if text.rstrip("\n") + "\n" != text:
        ending = (
            "blank lines were added at" if text.endswith("\n") else "the line feed is gone from"
        )
        causes.append(f"{ending} its end")
        text = text.rstrip("\n") + "\n"
    return text, causes


def _run_named_in(kb: KnowledgeBase, text: str) -> StoredRun | None:
    """The recorded run that a text names as its own: the first of the ids in it."""
    for name in dict.fromkeys(_RUN_ID.findall(text)):
        try:
            return ledger.run(kb, name)
        except StoreError:
            continue
    return None


def _altered(kb: KnowledgeBase, run: StoredRun, text: str) -> Traced:
    forms = list(ledger.renderings(kb, run.id))
    if not forms:
        return Traced("unknown", run, "", "no document of this run was recorded")
    genuine = _made_again(kb, run)
    if not genuine:
        return Traced("altered", run, "", "today's code cannot make its documents again to compare")
    form = max(genuine, key=lambda form: _likeness(genuine[form], text))
    return Traced("altered", run, form, _first_difference(genuine[form], text))


def _made_again(kb: KnowledgeBase, run: StoredRun) -> dict[str, str]:
    """The documents of a run that come out as they were, by form."""
    from engine.ledger.replay import replay  # a file that is genuine needs none of it

    try:
        again = replay(kb, run)
        texts = (d.form for d in again.documents if form_of(d.form).format != WORKBOOK and d.same)
        return {form: again.document(form) for form in texts}
    except StoreError:  # its pages cannot be read any more
        return {}


def _likeness(written: str, text: str) -> float:
    lines = written.splitlines(), text.splitlines()
    return SequenceMatcher(None, *lines, autojunk=False).ratio()


def _first_difference(written: str, text: str) -> str:
    """The first line that differs, as it was written and as it is."""
    pairs = zip_longest(written.split("\n"), text.split("\n"))
    for number, (then, now) in enumerate(pairs, start=1):
        if then != now:
            was, reads = _around(then, now)
            return f"line {number} was written as {was} and reads {reads}{_unlike(then, now)}"
    return "only its line ends differ"


def _unlike(then: str | None, now: str | None) -> str:
    """By their numbers the first two characters that differ, where one is not plain to see."""
    pairs = zip(then or "", now or "", strict=False)
    was, reads = next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))
    if all(sign.isascii() and sign.isprintable() for sign in (was, reads)):
        return ""
    return f", {code_point(reads)} where {code_point(was)} was"


def _around(then: str | None, now: str | None) -> tuple[str, str]:
    """Both lines from shortly before the place where they part."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(then or "", now or "", strict=False))
    start = max(sum(1 for _ in alike) - 20, 0)
    return _quoted(then, start), _quoted(now, start)


def _quoted(line: str | None, start: int) -> str:
    if line is None:
        return "nothing"
    if not line:
        return "an empty line"
    shown = by_code_point(line[start : start + _QUOTED])
    more = "…" if start + _QUOTED < len(line) else ""
    return f"“{'…' if start else ''}{shown}{more}”"
