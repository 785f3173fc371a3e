"""How far the rule base goes: its claims by chapter and kind, in the order of the briefing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.pages.book import RuleBook
from engine.pages.order import Chapter
from engine.pages.page import Page

UNJUDGED = ("definition", "forecast", "opinion")


@dataclass(frozen=True)
class Tally:
    """The claims of a rule book, headlines apart.

    chapters  as the briefing orders them, then, without a title, those that it does not print
    printed   how many of them a chapter of the briefing lists
    judged    how many end in holds, fails or unknown
    others    how many do not, by kind
    """

    chapters: tuple[Chapter, ...]
    claims: int
    printed: int
    judged: int
    others: Mapping[str, int]
    headlines: int

    def sentence(self) -> str:
        """The count in words: 59 of 59 claims are pages of the briefing; 51 are judged ..."""
        rest = [f"{count} {kind}{'s' * (count > 1)}" for kind, count in self.others.items()]
        left = self.claims - self.judged
        unjudged = f", {left} {_is(left)} not ({', '.join(rest)})" if rest else ""
        return (
            f"{self.printed} of {self.claims} claims are pages of the briefing; "
            f"{self.judged} {_is(self.judged)} judged{unjudged}"
        )


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def tally(book: RuleBook) -> Tally:
    """Count the claims of a book."""
    claims = [page for page in book.pages if page.kind != "headline"]
    chapters = tuple(_chapters(book, claims))
    printed = sum(len(chapter.claims) for chapter in chapters if chapter.title)
    others = Counter(str(page.kind) for page in claims if not page.judged)
    judged = sum(page.judged for page in claims)
    ordered = {kind: others[kind] for kind in UNJUDGED if others[kind]}
    return Tally(chapters, len(claims), printed, judged, ordered, len(book.pages) - len(claims))


def _chapters(book: RuleBook, claims: list[Page]) -> Iterator[Chapter]:
    """The chapters as the briefing orders them, then those it does not print."""
    yield from (*book.order.why, *book.order.where)
    rest = [page for page in claims if page.chapter not in book.order.chapters]
    for name in dict.fromkeys(page.chapter for page in rest):
        yield Chapter(name, "", tuple(page.claim for page in rest if page.chapter == name))
