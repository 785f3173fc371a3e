"""The rule book: every page under rules/, in order of dependency, with what they share.

Plain values that can be cached; `build` makes one from texts and checks it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from functools import cached_property

from engine.fingerprint import engine_version, recorded_version
from engine.pages.assumptions import Assumption
from engine.pages.errors import UnknownClaim, close
from engine.pages.graph import Graph
from engine.pages.order import Front, Order
from engine.pages.page import Page
from kb.catalog import Catalog
from kb.chain import book_hash
from kb.frozen import dataclass
from kb.own_catalog import CATALOG, catalog_with
from kb.units import Dimension


@dataclass(frozen=True)
class RuleBook:
    """All pages in order of dependency, with what they share.

    dimensions  by claim, the dimension of each fact and quantity name; of each comparison by line
    texts       every file by its path under the root, as read
    paragraphs  what each paragraph of the documents says, in our words, by its number
    plugins     the modules of others whose formulas the pages call, with the digest of their code
    root        the folder of the pages as its user knows it
    apart       the assets that it has something of alone, as `assets_apart` finds them; None where
                nobody has looked
    """

    pages: tuple[Page, ...]
    assumptions: tuple[Assumption, ...]
    order: Order
    dimensions: Mapping[str, Mapping[str, Dimension]]
    line_dimensions: Mapping[str, Dimension]
    texts: Mapping[str, str]
    plugins: Mapping[str, str] = field(default_factory=dict)
    paragraphs: Mapping[str, str] = field(default_factory=dict)
    root: str = "rules"
    apart: tuple[str, ...] | None = None

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
        """Every series some page or the front page reads, or it may be computed from, sorted."""
        named = {s for page in self.pages for fact in page.facts for s in fact.request.reads}
        shown = {s for gauge in self.order.front.gauges for s in gauge.reads}
        return tuple(sorted(named | shown | {"price.close"}))

    @property
    def named(self) -> tuple[str, ...]:
        """Every series some page names, sorted."""
        named = {s for page in self.pages for fact in page.facts for s in fact.request.names}
        return tuple(sorted(named | {"price.close"}))

    @cached_property
    def graph(self) -> Graph:
        """What rests on what."""
        return Graph(self.pages)

    def part(self, *claims: str) -> RuleBook:
        """The book with only the pages of these claims and those that they need, no front page."""
        needed = self.graph.closure(*claims)
        pages = tuple(page for page in self.pages if page.claim in needed)
        return replace(self, pages=pages, order=replace(self.order, front=Front()))
