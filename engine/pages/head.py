"""What a page says of itself before it measures anything: claim, kind, source, and its score.

In: the front matter of a page. Out: plain values, or a PageError with the line and what to write.
"""

from __future__ import annotations

import re

from engine.pages.errors import PageError, bare_number, nearest
from engine.pages.frontmatter import Mapping, Node
from engine.pages.page import ASSERTS, JUDGED, SECTIONS, SPEAKS, Asserts, Kind, Speaks
from kb.units import either

PARAGRAPHS = {"E": 38, "J": 15}
"""How many paragraphs the essay and the comment have."""
NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


def _required(front: Mapping, key: str) -> str:
    if key not in front.entries:
        raise PageError(front.file, 2, f"the front matter needs `{key}:`")
    return front.at(key).text(key)


def claim_of(front: Mapping) -> str:
    """The name of the claim; raises PageError."""
    claim = _required(front, "claim")
    if not NAME.match(claim) or claim == "assume":
        problem = f"{claim!r} is no name for a claim: use small letters, digits and _, not 'assume'"
        raise front.wrong_at("claim", problem)
    return claim


def kind_of(front: Mapping) -> Kind:
    """What sort of statement it is; raises PageError."""
    kind = _required(front, "kind")
    if kind not in SECTIONS:
        raise front.wrong_at("kind", f"unknown kind {kind!r}; {nearest(kind, SECTIONS)}")
    return kind  # type: ignore[return-value]


def speaks_of(front: Mapping, kind: Kind) -> Speaks:
    """Whether the page speaks of the day, as it does where nothing else is written."""
    if "speaks" not in front.entries:
        return "of the day"
    speaks = front.at("speaks").text("speaks")
    if speaks not in SPEAKS:
        problem = f"a page does not speak {speaks!r}; write {either(SPEAKS)}"
        raise front.wrong_at("speaks", problem)
    if kind == "headline" and speaks != "of the day":
        raise front.wrong_at("speaks", "a headline speaks of the day; take the line out")
    return speaks


def asserts_of(front: Mapping, kind: Kind) -> Asserts:
    """What the document says of the claim: that it holds, where nothing else is written."""
    if "asserts" not in front.entries:
        return "holds"
    _check_scored(front, "asserts", kind)
    asserts = front.at("asserts").text("asserts")
    if asserts not in ASSERTS:
        problem = f"a document asserts no {asserts!r}; write {either(ASSERTS)}"
        raise front.wrong_at("asserts", problem)
    return asserts


def weaker_of(front: Mapping, kind: Kind) -> str:
    """In what a reading asks less than its document says; "" where it asks as much."""
    if "weaker" not in front.entries:
        return ""
    _check_scored(front, "weaker", kind)
    weaker = front.at("weaker").text("weaker")
    if problem := bare_number(weaker) if weaker else "say in words what the page asks instead":
        raise front.wrong_at("weaker", problem)
    return weaker


def _check_scored(front: Mapping, key: str, kind: Kind) -> None:
    """Refuse a mark for the score of a document on a page that is no part of it."""
    if kind not in JUDGED or kind == "headline":
        raise front.wrong_at(key, f"no document is scored by a {kind}; take {key} out")


def paragraph_of(node: Node) -> str:
    """A paragraph of a document as a page cites it: E10, J3."""
    text = node.text("source")
    last = PARAGRAPHS.get(text[:1])
    if last is None or not text[1:].isdecimal():
        raise node.wrong(f"{text!r} is no paragraph; write E10 or J3")
    if not 1 <= int(text[1:]) <= last:
        raise node.wrong(f"there is no paragraph {text}; the last is {text[0]}{last}")
    return text
