"""The page of a feed: its text in; its head, its prose and its samples out, each with its line."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kb.errors import ReadError

SAMPLE, FACTS, REFUSES = "Sample", "Facts", "Refuses"


class FeedError(ReadError):
    """A page of a feed that is wrong; the message names its file, the line and what to write."""


@dataclass(frozen=True)
class Sample:
    """A small answer in the true shape, and what is to come of it.

    title   behind the heading, for messages
    line    of its block in the file
    told    what stands behind the kind of the block: at, asset, symbol, id, status, encoding, ...
    facts   the rows of the table of facts expected, by the names of its columns
    refuse  words of the refusal expected; "" where the answer is to be read
    """

    title: str
    line: int
    text: str
    told: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[Mapping[str, str], ...] | None = None
    refuse: str = ""


@dataclass(frozen=True)
class Parts:
    """What a page is made of."""

    head: str
    title: str
    prose: str
    samples: tuple[Sample, ...]


@cache
def read_parts(text: str, file: str) -> Parts:
    """Split a page; raises FeedError naming the line of what is not as it should be."""
    head, body, first = _split(text, file)
    tokens = _markdown().parse(body)
    heads = [
        (token.map[0], inside.content.strip())
        for token, inside in pairwise(tokens)
        if token.type == "heading_open" and token.map
    ]
    if not heads:
        raise FeedError(f"{file} line {first}: the page needs a title; write `# What it brings`")
    rows = body.split("\n")
    end = heads[1][0] if len(heads) > 1 else len(rows)
    prose = "\n".join(rows[heads[0][0] + 1 : end]).strip()
    samples = tuple(_samples(tokens, heads[1:], file, first))
    return Parts(head, heads[0][1], prose, samples)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table").disable("inline")


def _split(text: str, file: str) -> tuple[str, str, int]:
    """The head, the Markdown, and the line that begins it."""
    rows = text.split("\n")
    if rows[0].strip() != "---" or "---" not in (row.rstrip() for row in rows[1:]):
        raise FeedError(f"{file} line 1: the head of a feed stands between two lines ---")
    end = [row.rstrip() for row in rows].index("---", 1)
    return "\n" + "\n".join(rows[1:end]), "\n".join(rows[end + 1 :]), end + 2


def _samples(
    tokens: list[Token], heads: list[tuple[int, str]], file: str, first: int
) -> Iterator[Sample]:
    """The samples of a page, each with the table or the words behind it."""
    waiting: Sample | None = None
    heading, table = "", list[list[str]]()
    for token, inside in pairwise([*tokens, Token("end", "", 0)]):
        line = first + (token.map[0] if token.map else 0)
        if token.type == "heading_open":
            heading = inside.content.strip()
            _known(heading, token.tag, file, line)
        elif token.type == "fence":
            if waiting:
                yield _whole(waiting, file)
            title = heading.partition(":")[2].strip() or heading.partition(":")[0].strip()
            refuses = REFUSES if heading.startswith(REFUSES) else ""
            told = _told(token.info, file, line)
            waiting = Sample(title, line, token.content, told, refuse=refuses)
        elif token.type == "tr_open":
            table.append([])
        elif token.type == "inline" and token.level > 0 and table:
            table[-1].append(token.content.strip())
        elif token.type == "table_close":
            waiting, table = _with_facts(waiting, table, file, line), []
        elif token.type == "blockquote_open" and waiting and waiting.refuse:
            waiting = replace(waiting, refuse=_quoted(tokens, token))
    if waiting:
        yield _whole(waiting, file)


def _known(heading: str, tag: str, file: str, line: int) -> None:
    if tag != "h1" and heading.partition(":")[0].strip() not in (SAMPLE, FACTS, REFUSES):
        raise FeedError(
            f"{file} line {line}: {heading!r} is no section of a feed; write {SAMPLE}, {FACTS} or "
            f"{REFUSES}, with `: words` behind it where there are several"
        )


def _told(info: str, file: str, line: int) -> dict[str, str]:
    """What is said of a sample behind the kind of its block: `csv at=2025-11-14T12:00Z`."""
    words = shlex.split(info)[1:]
    if stray := next((word for word in words if "=" not in word), ""):
        raise FeedError(f"{file} line {line}: {stray!r} says nothing; write `name=value`")
    return {name: value for name, _, value in (word.partition("=") for word in words)}


def _with_facts(waiting: Sample | None, table: list[list[str]], file: str, line: int) -> Sample:
    if waiting is None or waiting.facts is not None:
        raise FeedError(f"{file} line {line}: these facts belong to no sample; write one above")
    names, *rows = table
    facts = tuple(dict(zip(names, cells, strict=False)) for cells in rows)
    return replace(waiting, facts=facts)


def _quoted(tokens: list[Token], opening: Token) -> str:
    """The words of a quotation on one line."""
    inside = tokens[tokens.index(opening) :]
    return next(" ".join(token.content.split()) for token in inside if token.type == "inline")


def _whole(sample: Sample, file: str) -> Sample:
    where = f"{file} line {sample.line}: the sample {sample.title!r}"
    if sample.refuse == REFUSES:
        raise FeedError(f"{where} says no refusal; write it under it as a quotation, `> words`")
    if not sample.refuse and sample.facts is None:
        raise FeedError(f"{where} says no facts; write `## {FACTS}` and a table under it")
    return sample
