"""The difference between two outcomes: every item that is not the same, as it was and as it is.

This is the one comparison there is, with the words for it. `diff`, `brief --since`, `what-if`, a
late fact and a replay all ask it: then and now, what did it, how many more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Literal

from engine.changes.outcome import Amount, FindingValue, Item, Outcome, Sentences, Value, is_known
from engine.pages.book import RuleBook
from kb.frozen import dataclass

ROUNDING = 1e-12
Kind = Literal["added", "removed", "changed"]
Became = Literal["turned", "judged", "unjudged"]
DECIDED, OPEN = ("holds", "fails"), "unknown"
BECAME: dict[Became | None, str] = {
    "turned": "turned",
    "judged": "can be judged now",
    "unjudged": "cannot be judged now",
    None: "changed otherwise",
}
"""What findings became, the words of `brief` and `screen` for each."""
ALONE, NEEDED, BOTH, SHARE = "alone", "needed", "alone and needed", "a share"
HOW = {BOTH: "{}", ALONE: "{} alone would do", NEEDED: "not without {}", SHARE: "{} in part"}


@dataclass(frozen=True)
class Change:
    """An item that is not the same in two outcomes.

    causes  what did it, and how: alone, needed, both, or a share; empty where nobody asked, and
            where no single thing does it or undoes it
    rows    for each cause that is a matter of facts, the rows of it that the item rests on
    pages   the changed files that it rests on, where pages are among its causes
    """

    item: Item
    then: Value
    now: Value
    causes: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, list[int]] = field(default_factory=dict)
    pages: Sequence[str] = ()

    @property
    def kind(self) -> Kind:
        """Added where nothing was known before, removed where nothing is known after."""
        if is_known(self.then) and is_known(self.now):
            return "changed"
        return "added" if is_known(self.now) else "removed"

    @property
    def another(self) -> bool:
        """Whether a finding that was there and is there has another status; why is no matter."""
        both = isinstance(self.then, FindingValue) and isinstance(self.now, FindingValue)
        return both and status(self.then) != status(self.now)

    @property
    def became(self) -> Became | None:
        """What a finding became; None of anything else."""
        return became(status(self.then), status(self.now))


def became(then: str, now: str) -> Became | None:
    """What a finding became between two days, by its status on each: the one place that says so.

    returns  turned: it held and fails, or the other way; judged: it can be judged now and could
             not; unjudged: it could be and cannot; None where it is what it was, or is not judged
    """
    if then in DECIDED and now in DECIDED:
        return "turned" if then != now else None
    if then == OPEN and now in DECIDED:
        return "judged"
    return "unjudged" if then in DECIDED and now == OPEN else None


def of_kind(changes: Iterable[Change], kind: str) -> list[Change]:
    """The changes of a kind: headline, finding, quantity or sentence."""
    return [change for change in changes if change.item.kind == kind]


def status(value: Value) -> str:
    """The status of a finding, whatever the reason; "" of anything else."""
    return value.status if isinstance(value, FindingValue) else ""


def differ(one: Value, other: Value) -> bool:
    """Whether two values differ by more than the rounding of float64."""
    if not isinstance(one, Amount) or not isinstance(other, Amount):
        return one != other
    close = (
        abs(a - b) <= ROUNDING * max(abs(a), abs(b))
        for a, b in zip(one[:3], other[:3], strict=True)
    )
    return one.unit != other.unit or not all(close)


def differing(
    then: Outcome, now: Outcome, unlike: Callable[[Item], bool] | None = None
) -> list[Change]:
    """The items that differ between two outcomes, in their own order.

    unlike  whether an item differs, where not by more than rounding
    """
    items = dict.fromkeys((*then.items, *now.items))
    return [
        Change(item, then[item], now[item])
        for item in items
        if (unlike(item) if unlike else differ(then[item], now[item]))
    ]


def ranked(found: Iterable[Change], books: Sequence[RuleBook]) -> list[Change]:
    """Changes in the order in which a reader looks: the tables, then the pages in order."""
    shown = {quantity for book in books for row in book.order.rows for quantity in row.quantities}
    place = {page.claim: n for book in books for n, page in enumerate(book.pages)}

    def rank(change: Change) -> tuple[bool, int, str]:
        _, claim, name = change.item
        return (claim, name) not in shown, place.get(claim, len(place)), name

    return sorted(found, key=rank)


def other_findings(then: Outcome, now: Outcome, book: RuleBook) -> list[Change]:
    """The claims of a rule book whose finding is another, in its order; headline pages left out."""
    own = {Item("finding", page.claim) for page in book.pages if page.kind != "headline"}
    found = (change for change in differing(then, now) if change.another)
    return ranked((change for change in found if change.item in own), (book,))


def turn(then: object, now: object) -> str:
    """How something was and how it is."""
    return f"{then} → {now}"


def past(status: str) -> str:
    """A finding's status as it is told of an earlier day."""
    return {"holds": "held", "fails": "failed"}.get(status, status)


def spelt(value: Value) -> str | None:
    """A finding with its reason, the sentences of a claim, a headline: None where there is none."""
    if isinstance(value, FindingValue):
        return f"{value.status} ({value.reason})" if value.reason else value.status
    return " ".join(value.sentences) if isinstance(value, Sentences) else value and str(value)


def causes(found: Mapping[str, str], behind: Callable[[str], str] = lambda cause: "") -> str:
    """What did it, and how; `behind` names the rows or files of a cause."""
    return ", ".join(HOW[how].format(cause) + behind(cause) for cause, how in found.items())


def first_lines(lines: Sequence[str], shown: int, rest: str) -> Iterator[str]:
    """The first lines and, where there are more, `rest` with their number."""
    yield from lines[:shown]
    if len(lines) > shown:
        yield rest.format(f"{len(lines) - shown:,}")
