"""The rule book: every page under rules/, in order of dependency, with what they share.

Plain values that can be cached; `build` makes one from texts and checks it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from engine.fingerprint import engine_version, recorded_version
from engine.measures.choose import Request
from engine.pages.assumptions import Assumption
from engine.pages.errors import UnknownClaim, close
from engine.pages.expressions import Upstream, names_in
from engine.pages.order import Order
from engine.pages.page import Comparison, Page, RestsOn
from kb.catalog import Catalog
from kb.chain import book_hash
from kb.own_catalog import CATALOG, catalog_with
from kb.units import Dimension


@dataclass(frozen=True)
class RuleBook:
    """All pages in order of dependency, with what they share.

    dimensions  by claim, the dimension of each fact and quantity name; of each comparison by line
    texts       every file by its path under the root, as read
    plugins     the modules of others whose formulas the pages call, with the digest of their code
    root        the folder of the pages as its user knows it
    """

    pages: tuple[Page, ...]
    assumptions: tuple[Assumption, ...]
    order: Order
    dimensions: Mapping[str, Mapping[str, Dimension]]
    line_dimensions: Mapping[str, Dimension]
    texts: Mapping[str, str]
    plugins: Mapping[str, str] = field(default_factory=dict)
    root: str = "rules"

    def file(self, name: str) -> str:
        """The name of a file of the book in errors."""
        return f"{self.root}/{name}"

    @cached_property
    def hash(self) -> str:
        """sha256 over the names and texts of all files."""
        return book_hash(self.texts)

    @property
    def catalog(self) -> Catalog:
        """What the series mean: our catalogue, under that of the pages where they bring one."""
        return catalog_with(self.texts.get(CATALOG, ""), self.file(CATALOG))

    @property
    def engine(self) -> str:
        """The version of the code that judges by these pages, as run ids hold it."""
        return engine_version(tuple(self.plugins))

    @property
    def recorded_engine(self) -> str:
        """That version, and that of the code that writes documents, as the ledger keeps them."""
        return recorded_version(tuple(self.plugins))

    @cached_property
    def by_claim(self) -> dict[str, Page]:
        """Pages by claim."""
        return {page.claim: page for page in self.pages}

    def page(self, claim: str) -> Page:
        """The page of a claim; UnknownClaim names the nearest ones, or where all are listed."""
        if claim not in self.by_claim:
            near = ", ".join(close(claim, self.by_claim))
            where = f"nearest: {near}" if near else "see `downdraft rules list`"
            raise UnknownClaim(f"no claim is named {claim!r}; {where}")
        return self.by_claim[claim]

    def text(self, page: Page) -> str:
        """The text of a page as it was read."""
        name = f"{page.claim}.md"
        return self.texts[f"{page.chapter}/{name}" if page.chapter != "rules" else name]

    @property
    def series(self) -> tuple[str, ...]:
        """Every series some page reads, sorted."""
        named = {s for page in self.pages for fact in page.facts for s in _series_of(fact.request)}
        return tuple(sorted(named | {"price.close"}))


def _series_of(request: Request) -> Iterator[str]:
    yield request.series
    yield from (a for a in request.arguments if isinstance(a, str))


def upstream_claims(page: Page) -> Iterator[tuple[str, int]]:
    """The claims a page needs first, each with the line that names it."""
    for quantity in page.let:
        for name in names_in(quantity.expression):
            if isinstance(name, Upstream) and name.claim != "assume":
                yield name.claim, quantity.line
    for line in page.lines():
        if isinstance(line.condition, RestsOn):
            yield line.condition.claim, line.line
        elif isinstance(line.condition, Comparison):
            for side in (line.condition.left, line.condition.right):
                for name in names_in(side):
                    if isinstance(name, Upstream) and name.claim != "assume":
                        yield name.claim, line.line


def upstream_paths(page: Page) -> set[str]:
    """The quantities of other claims and the assumptions that a page names, as written."""
    sides = [quantity.expression for quantity in page.let]
    for line in page.lines():
        if isinstance(line.condition, Comparison):
            sides += [line.condition.left, line.condition.right]
    return {n.path for side in sides for n in names_in(side) if isinstance(n, Upstream)}


def claims_resting_on(book: RuleBook) -> Mapping[str, int]:
    """How many claims read each series, or rest on one that does; headlines apart."""
    under: dict[str, set[str]] = {}
    for page in book.pages:  # in order of dependency
        under[page.claim] = {s for fact in page.facts for s in _series_of(fact.request)}
        under[page.claim].update(*(under[claim] for claim, _ in upstream_claims(page)))
    claims = (page.claim for page in book.pages if page.kind != "headline")
    return Counter(series for claim in claims for series in under[claim])


def with_needs(book: RuleBook, pages: Iterable[Page]) -> RuleBook:
    """The book with only these pages and those that they need."""
    needed, waiting = set(), [page.claim for page in pages]
    while waiting:
        claim = waiting.pop()
        if claim not in needed:
            needed.add(claim)
            waiting += [other for other, _ in upstream_claims(book.page(claim))]
    return replace(book, pages=tuple(page for page in book.pages if page.claim in needed))
