"""A claim's card as text for a terminal: one block a question, what is not there left out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from engine.pages.page import NOT_FORMALISED
from engine.proof.card import Row
from engine.words.quoting import gap_style, unit_style

WIDTH = 98
NOT_HERE = "not judged here"
ASKED = {"feeds": "for a quantity", "fails": "asked to fail", "holds": "asked to hold"}


def as_text(card: Row) -> str:
    """The card, its title first."""
    return "\n".join(_lines(card)) + "\n"


def _lines(card: Row) -> Iterator[str]:
    because = f" ({card['reason']})" if card["reason"] else ""
    found = f"{card['finding']}{because}".replace("_", " ") if card["finding"] else NOT_HERE
    yield f"{card['claim']}: {card['title']}"
    kind = f"{'an' if card['kind'] == 'opinion' else 'a'} {card['kind']} of {card['chapter']}"
    yield f"{card['file']}, {kind}, {' '.join(card['paragraphs'])}: {found}"
    if card["reading"]:
        yield ""
        yield _paragraphs(card["reading"])
    for heading, rows, line in (
        ("Facts", "facts", _named), ("Quantities", "quantities", _named),
        ("Conditions", "lines", _condition), ("Rests on", "rests_on", _edge),
        ("Rested on by", "rested_on_by", _edge), ("Cases", "cases", _case),
        ("Said against measured", "said", _said),
        ("Arithmetic inside the document", "arithmetic", _sum),
    ):  # fmt: skip
        if card[rows]:
            yield f"\n{heading}"
            yield from (f"  {line(row)}" for row in card[rows])
    if NOT_FORMALISED in card["sections"]:
        yield f"\n{NOT_FORMALISED}\n{_paragraphs(card['sections'][NOT_FORMALISED])}"


def _paragraphs(text: str) -> str:
    """A text of a page with its lines filled anew; its paragraphs stay apart."""
    return "\n\n".join(
        textwrap.fill(" ".join(each.split()), WIDTH) for each in text.strip().split("\n\n")
    )


def _named(row: Row) -> str:
    value = f": {row['value']}" if row["value"] is not None else ""
    return f"{row['name']} = {row['text']}{value}"


def _condition(row: Row) -> str:
    indent = "  " * row["id"].count(".")
    truth = f": {row['truth']}" if row["truth"] is not None else ""
    reason = f" ({row['reason']})" if row["reason"] else ""
    return f"{indent}{row['text']}{truth}{reason}"


def _edge(row: Row) -> str:
    found = f", today {row['finding'].replace('_', ' ')}" if row["finding"] else ""
    return f"{row['claim']}, {ASKED[row['how']]}{found}"


def _case(row: Row) -> str:
    finding = row["cells"].get("finding")
    return f"{row['case']}{f': {finding}' if finding else ''}"


def _said(row: Row) -> str:
    stated = f"{row['name']}: said {row['said']}"
    if row["measured"] is None:
        return f"{stated}; {row['verdict']}: {row['why']}"
    measured = unit_style(row["unit"])(row["measured"])
    disputed = row["verdict"] == "disputed"
    apart = f" by {gap_style(row['unit'])(abs(row['gap']))}" if disputed else ""
    by = f" ({', '.join(row['sources'])})" if row["sources"] else ""
    return f"{stated}, measured {measured}; {row['verdict']}{apart}{by}"


def _sum(row: Row) -> str:
    comes_to = unit_style(row["unit"])(row["comes_to"])
    told = f"{' and '.join(row['inputs'])} come to {comes_to}"
    return f"{row['name']} = {row['text']}: {told}; said {row['said']}; {row['verdict']}"
