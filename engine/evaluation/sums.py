"""The arithmetic inside a document: what its own numbers come to, beside what it says they do.

A quantity of a page can be checked so where everything under it is stated by the same document, on
this page or, for the same measure of the same series, on another, and no assumption is in it. No
fact is read: a document may add up and still be wrong, and the other way round.
"""

from __future__ import annotations

from engine.evaluation.bounds import real_days
from engine.evaluation.evaluate import evaluate_page
from engine.evaluation.said import QUANTITY_TOLERANCE, agrees
from engine.evaluation.values import Values, constant, unknown_values
from engine.measures.request import Request
from engine.pages.book import RuleBook
from engine.pages.edges import Node
from engine.pages.page import Page, Said
from kb.frozen import dataclass

PLAIN = ("exactly", "about")


@dataclass(frozen=True)
class DocumentSum:
    """A stated number that follows from others of the same document.

    name      the quantity; `text` its expression on the page
    inputs    the stated numbers it was worked out from, by name
    comes_to  canonical units
    """

    name: str
    text: str
    said: Said
    inputs: tuple[Said, ...]
    comes_to: float
    agrees: bool


def document_sums(book: RuleBook, page: Page) -> tuple[DocumentSum, ...]:
    """Every stated quantity of a page that the document's own numbers give; none of the others."""
    stated = _stated(book, page)
    upstream = {path: unknown_values(1, "upstream") for path in book.graph.upstream(page.claim)}
    facts = {
        fact.name: _value(stated[fact.name])
        if fact.name in stated
        else unknown_values(1, "missing")
        for fact in page.facts
    }
    values = evaluate_page(page, facts, upstream, real_days(1)).values
    texts = {quantity.name: quantity.text for quantity in page.let}
    found = []
    for said in page.said:
        if said.name in texts and values[said.name].known[0]:
            under = book.graph.facts_under(Node(page.claim, said.name))
            inputs = tuple(stated[fact.name] for owner, fact in under if owner.claim == page.claim)
            comes_to = values[said.name].middle(0)
            width = QUANTITY_TOLERANCE * max(abs(said.low.value), abs(said.high.value))
            width = 2 * width if said.how == "about" else width
            fits = agrees(said, comes_to, width)
            found.append(DocumentSum(said.name, texts[said.name], said, inputs, comes_to, fits))
    return tuple(each for each in found if each.inputs)


def _value(said: Said) -> Values:
    return constant(said.low.value, 1)


def _stated(book: RuleBook, page: Page) -> dict[str, Said]:
    """The plain number that the page's document states for each of its facts, where it does."""
    known: dict[Request, Said] = {}
    for other in (*book.pages, page):
        if other.source[:1] and page.source[:1] and other.source[0][0] == page.source[0][0]:
            own = {said.name: said for said in other.said if said.how in PLAIN}
            known |= {fact.request: own[fact.name] for fact in other.facts if fact.name in own}
    return {f.name: known[f.request] for f in page.facts if f.request in known}
