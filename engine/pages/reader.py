"""Reading one claim page: Markdown text in, a `Page` out, or a PageError with file and line.

What a page may name in the catalogue, the measures and the formulas is checked here and in
`dimensions`; what it may name in other pages is checked by the rule book.
"""

from __future__ import annotations

import re
from typing import get_args

from engine.pages.body import read_body
from engine.pages.builder import parse_at
from engine.pages.conditions import read_conditions
from engine.pages.errors import PageError, nearest
from engine.pages.frontmatter import (
    Mapping,
    Node,
    items_of,
    mapping_of,
    read_yaml,
    text_of,
)
from engine.pages.grammar import Measured, SaidValue, SyntaxProblem
from engine.pages.measured import request_of
from engine.pages.page import (
    SECTIONS,
    FactName,
    Kind,
    Page,
    Quantity,
    Said,
)
from engine.pages.records import quantities, records_of, with_fields
from engine.pages.shape import check_shape
from kb.catalog import Catalog

FRONT = ("claim", "source", "kind", "facts", "said", "let", "when")
PARAGRAPHS = {"E": 38, "J": 15}
"""How many paragraphs the essay and the comment have."""
MOST = 500
"""Names under one entry: each may rest on the one before, and all are worked out together."""
_FENCE = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_FIELD = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*\Z")


def read_page(text: str, file: str, chapter: str, catalog: Catalog) -> Page:
    """Read a page from its text; `file` is the name used in errors."""
    fence = _FENCE.match(text.replace("\r\n", "\n"))
    if fence is None:
        raise PageError(file, 1, "a page starts with its front matter between two lines '---'")
    front = read_yaml(fence.group(1), file, 2)
    _known_keys(front, file)
    body = read_body(
        text.replace("\r\n", "\n")[fence.end() :], file, fence.group(0).count("\n") + 1
    )
    claim, let = _claim(front, file), _let(front, file)
    page = Page(
        claim=claim,
        chapter=chapter,
        file=file,
        kind=_kind(front, file),
        source=tuple(
            _paragraph(node, file) for node in items_of(front.entries.get("source"), file, "source")
        ),
        title=body.title,
        reading=body.reading,
        facts=_facts(front, file, catalog),
        said=_said(front, file),
        let=let,
        when=read_conditions(front.entries.get("when"), file, claim, records_of(let)),
        sections=body.sections,
        cases=body.cases,
    )
    check_shape(page, front.line)
    return page


def _known_keys(front: Mapping, file: str) -> None:
    for key in front.entries:
        if key not in FRONT:
            raise PageError(file, front.lines[key], f"unknown entry {key!r}; {nearest(key, FRONT)}")


def _required(front: Mapping, key: str, file: str) -> str:
    node = front.entries.get(key)
    if node is None:
        raise PageError(file, 2, f"the front matter needs `{key}:`")
    return text_of(node, file, key)


def _claim(front: Mapping, file: str) -> str:
    claim = _required(front, "claim", file)
    if not _NAME.match(claim) or claim == "assume":
        problem = f"{claim!r} is no name for a claim: use small letters, digits and _, not 'assume'"
        raise PageError(file, front.lines["claim"], problem)
    return claim


def _kind(front: Mapping, file: str) -> Kind:
    kind = _required(front, "kind", file)
    if kind not in SECTIONS:
        raise PageError(
            file, front.lines["kind"], f"unknown kind {kind!r}; {nearest(kind, SECTIONS)}"
        )
    assert kind in get_args(Kind)
    return kind  # type: ignore[return-value]


def _paragraph(node: Node, file: str) -> str:
    """A paragraph of a document as a page cites it: E10, J3."""
    text = text_of(node, file, "source")
    last = PARAGRAPHS.get(text[:1])
    if last is None or not text[1:].isdecimal():
        raise PageError(file, node.line, f"{text!r} is no paragraph; write E10 or J3")
    if not 1 <= int(text[1:]) <= last:
        raise PageError(
            file, node.line, f"there is no paragraph {text}; the last is {text[0]}{last}"
        )
    return text


def _entries(front: Mapping, key: str, file: str) -> list[tuple[str, str, int]]:
    mapping = mapping_of(front.entries.get(key), file, key)
    if len(mapping.entries) > MOST:
        line = list(mapping.lines.values())[MOST]
        raise PageError(file, line, f"a page has at most {MOST} names under {key}; split it")
    found = []
    for name, node in mapping:
        line = mapping.lines[name]
        if not (_FIELD if key == "said" else _NAME).match(name):
            raise PageError(file, line, f"{name!r} is no name: use small letters, digits and _")
        found.append((name, text_of(node, file, name), line))
    return found


def _facts(front: Mapping, file: str, catalog: Catalog) -> tuple[FactName, ...]:
    facts = []
    for name, text, line in _entries(front, "facts", file):
        measured = parse_at(text, "fact", file, line)
        assert isinstance(measured, Measured)
        try:
            facts.append(FactName(name, text, request_of(measured, catalog), line))
        except SyntaxProblem as problem:
            raise PageError(file, line, str(problem)) from None
    return tuple(facts)


def _said(front: Mapping, file: str) -> tuple[Said, ...]:
    said = []
    for name, entry, line in _entries(front, "said", file):
        text, label = _labelled(entry)
        value = parse_at(text, "said", file, line)
        assert isinstance(value, SaidValue)
        if not label:
            problem = f"{entry!r}: say what the number is, in brackets after it"
            raise PageError(file, line, f"{problem}: write {text} (the peak)")
        said.append(Said(name, label, text, value.how, value.low, value.high, line))
    return tuple(said)


def _labelled(entry: str) -> tuple[str, str]:
    """A stated number and, in brackets after it, what it is: `about 94 USD bn (the peak)`."""
    number, bracket, label = entry.partition("(")
    return (number.strip(), label[:-1]) if bracket and label.endswith(")") else (entry, "")


def _let(front: Mapping, file: str) -> tuple[Quantity, ...]:
    """The quantities under `let`; a record is as many as it has fields."""
    found: tuple[Quantity, ...] = ()
    for name, text, line in _entries(front, "let", file):
        expression = with_fields(parse_at(text, "sum", file, line), records_of(found))
        found += quantities(name, text, expression, line)
    return found
