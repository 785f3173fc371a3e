"""Reading one claim page: Markdown text in, a `Page` out, or a PageError with file and line.

What a page may name in the catalogue, the measures and the formulas is checked here and in
`dimensions`; what it may name in other pages is checked by the rule book.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.pages.body import read_body
from engine.pages.builder import parse_at
from engine.pages.checks import check_shape
from engine.pages.errors import PageError
from engine.pages.frontmatter import Listing, Mapping, Node, Text, read_yaml
from engine.pages.grammar import SyntaxProblem, request_of
from engine.pages.head import (
    NAME,
    asserts_of,
    claim_of,
    kind_of,
    paragraph_of,
    speaks_of,
    weaker_of,
)
from engine.pages.page import Comparison, FactName, Group, Line, Page, Quantity, Said
from engine.pages.records import compared, quantities, records_of, with_fields
from kb.catalog import Catalog

FRONT = (
    "claim", "source", "kind", "speaks", "asserts", "weaker", "facts", "said", "let", "when",
)  # fmt: skip
MOST = 500
"""Names under one entry: each may rest on the one before, and all are worked out together."""
_FENCE = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_FIELD = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*\Z")
_LABELLED = re.compile(r"([^(]*)\((.*)\)(?: ([EJ][0-9]+))?\Z")
_GROUP = re.compile(r"(any of|at least (\d+) of)\Z")


def read_page(text: str, file: str, chapter: str, catalog: Catalog) -> Page:
    """Read a page from its text; `file` is the name used in errors."""
    text = text.replace("\r\n", "\n")
    fence = _FENCE.match(text)
    if fence is None:
        raise PageError(file, 1, "a page starts with its front matter between two lines '---'")
    front = read_yaml(fence.group(1), file, 2)
    front.refuse_unknown(FRONT)
    body = read_body(text[fence.end() :], file, fence.group(0).count("\n") + 1)
    claim, kind, let = claim_of(front), kind_of(front), _let(front)
    source = tuple(map(paragraph_of, front.at("source").items("source")))
    page = Page(
        claim=claim,
        chapter=chapter,
        file=file,
        kind=kind,
        source=source,
        title=body.title,
        reading=body.reading,
        facts=tuple(_facts(front, catalog)),
        said=tuple(_said(front, source)),
        let=let,
        when=read_conditions(front.at("when"), claim, records_of(let)),
        sections=body.sections,
        cases=body.cases,
        speaks=speaks_of(front, kind),
        asserts=asserts_of(front, kind),
        weaker=weaker_of(front, kind),
    )
    check_shape(page, front.line)
    return page


def _entries(front: Mapping, key: str) -> list[tuple[str, str, int]]:
    found, entries = [], front.at(key).names(key)
    for count, (name, node) in enumerate(entries):
        if count == MOST:
            raise entries.wrong_at(name, f"a page has at most {MOST} names under {key}; split it")
        if not (_FIELD if key == "said" else NAME).match(name):
            raise entries.wrong_at(name, f"{name!r} is no name: use small letters, digits and _")
        found.append((name, node.text(name), entries.lines[name]))
    return found


def _facts(front: Mapping, catalog: Catalog) -> Iterator[FactName]:
    for name, text, line in _entries(front, "facts"):
        measured = parse_at(text, "fact", front.file, line)
        try:
            yield FactName(name, text, request_of(measured, catalog), line)
        except SyntaxProblem as problem:
            raise PageError(front.file, line, str(problem)) from None


def _said(front: Mapping, source: tuple[str, ...]) -> Iterator[Said]:
    for name, entry, line in _entries(front, "said"):
        text, label, paragraph = _labelled(entry)
        if paragraph and paragraph not in source:
            problem = f"the page does not cite {paragraph}; add it to source"
            raise PageError(front.file, line, problem)
        how, low, high = parse_at(text, "said", front.file, line)
        if not label:
            problem = f"{entry!r}: say what the number is, in brackets after it"
            raise PageError(front.file, line, f"{problem}: write {text} (the peak)")
        yield Said(name, label, text, how, low, high, line, paragraph or next(iter(source), ""))


def _labelled(entry: str) -> tuple[str, str, str]:
    """A stated number, in brackets what it is, and which paragraph states it if not the first.

    As in `about 94 USD bn (the peak)` and `about 215 % (gain of the run) E29`.
    """
    found = _LABELLED.match(entry)
    return (found[1].strip(), found[2], found[3] or "") if found else (entry, "", "")


def _let(front: Mapping) -> tuple[Quantity, ...]:
    """The quantities under `let`; a record is as many as it has fields."""
    found: tuple[Quantity, ...] = ()
    for name, text, line in _entries(front, "let"):
        expression = with_fields(parse_at(text, "sum", front.file, line), records_of(found))
        found += quantities(name, text, expression, line)
    return found


def read_conditions(node: Node, claim: str, records: frozenset[str]) -> tuple[Line, ...]:
    """The conditions of a claim, numbered claim#1, claim#2; raises PageError.

    records  the names under `let` that stand for records, whose fields a condition may name
    """
    nodes = enumerate(node.items("when"), start=1)
    return tuple(_line(each, f"{claim}#{i}", records) for i, each in nodes)


def _line(node: Node, line_id: str, records: frozenset[str]) -> Line:
    if isinstance(node, Text):
        return _condition(node, node.value, "", line_id, records)
    if not isinstance(node, Mapping) or len(node.entries) != 1:
        raise node.wrong("write a condition as `condition: where it comes from`")
    [(text, value)] = node
    group = _GROUP.match(text)
    if group is None:
        return _condition(node, text, value.text(text), line_id, records)
    if not isinstance(value, Listing) or not value.own:
        raise node.wrong_at(text, f"`{text}:` needs a list of conditions")
    own = enumerate(value.own, start=1)
    members = tuple(_line(item, f"{line_id}.{i}", records) for i, item in own)
    needed = int(group.group(2) or 1)
    if not 1 <= needed <= len(members):
        problem = f"`{text}` has {len(members)} conditions; ask for 1 to {len(members)} of them"
        raise node.wrong_at(text, problem)
    return Line(line_id, text, Group(needed, members), "", node.lines[text])


def _condition(
    node: Text | Mapping, text: str, reason: str, line_id: str, records: frozenset[str]
) -> Line:
    line = node.lines[text] if isinstance(node, Mapping) else node.line
    condition = parse_at(text, "line", node.file, line)
    if isinstance(condition, Comparison):
        condition = compared(condition, records)
    return Line(line_id, text, condition, reason, line)
