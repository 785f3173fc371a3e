"""A new page: a claim, its kind and paragraph come in, a page that passes `rules check` goes out.

The scaffold judges the price against a round figure, with every case a page of its kind must have,
so that an author changes what is there instead of remembering what must be.
"""

from __future__ import annotations

import re

from engine.pages.errors import PageError
from engine.pages.order import ORDER
from engine.pages.page import JUDGED, SECTIONS

FACTS = "facts:\n  price_now: price.close\n"
LET = "let:\n  below: (100,000 USD/coin - price_now) / (100,000 USD/coin)\n"
WHEN = "when:\n  - price_now <= 100,000 USD/coin: our reading of a low price\n"
SENTENCE = "At {{ price_now | price }} {{ asset }} trades {{ below | pct }} below the level.\n\n"
READING = "Say in your own words what the document claims, how it is read, and why so.\n"
JUDGED_CASES = """\
## Fails
The condition is not met: {{ misses }}.

## Cases
| case                    | price_now         | finding | below |
|-------------------------|-------------------|---------|-------|
| exactly at the level    | 100,000 USD/coin  | holds   | 0 %   |
| well below it           | 90,000 USD/coin   | holds   | 10 %  |
| one tick above it       | 100,001 USD/coin  | fails   |       |
| nobody quotes a price   | ?                 | unknown | ?     |
"""
PLAIN_CASES = """\
## Cases
| case                    | price_now         | below |
|-------------------------|-------------------|-------|
| exactly at the level    | 100,000 USD/coin  | 0 %   |
| well below it           | 90,000 USD/coin   | 10 %  |
"""
FORECAST_CASES = """\
## Cases
| case                    | price_now         | finding | below |
|-------------------------|-------------------|---------|-------|
| well below the level    | 90,000 USD/coin   | stated  | 10 %  |
| nobody quotes a price   | ?                 | unknown | ?     |
"""
CASES = {"definition": PLAIN_CASES, "forecast": FORECAST_CASES}


def scaffold(claim: str, kind: str, paragraph: str) -> str:
    """The text of a page for a claim that has none yet."""
    front = f"claim: {claim}\nsource: [{paragraph}]\nkind: {kind}\n"
    words = claim.replace("_", " ").capitalize()
    title = f"# {'A new claim' if any(map(str.isnumeric, words)) else words}\n\n{READING}\n"
    if kind == "opinion":
        body = "## Not formalised\nSay why, and what would be needed.\n"
        return f"---\n{front}---\n{title}{body}"
    asked, cases = WHEN if kind in JUDGED else "", CASES.get(kind, JUDGED_CASES)
    said = f"## {SECTIONS[kind][0]}\n{SENTENCE}{cases}"
    return f"---\n{front}{FACTS}{LET}{asked}---\n{title}{said}"


def listed_in(order: str, chapter: str, claim: str) -> str:
    """The text of briefing.yaml with the claim at the end of its chapter, a new one if need be.

    raises  PageError when the chapter is there and its list of claims cannot be found
    """
    order = order if not order or order.endswith("\n") else f"{order}\n"
    there = re.search(rf"(?m)^  {re.escape(chapter)}:[ ]*(?:#.*)?$", order)
    if there is None:
        title = chapter.replace("_", " ").capitalize()
        entry = f"  {chapter}:\n    {title}: [{claim}]\n"
        start = re.search(r"(?m)^why:[ ]*(?:#.*)?\n", order)
        if start is None:
            return f"why:\n{entry}{order}"
        end = re.compile(r"(?m)^(?=\S)").search(order, start.end())
        place = len(order) if end is None else end.start()
        return order[:place] + entry + order[place:]
    close = order.find("]", there.end())
    next_chapter = re.compile(r"(?m)^(?:  )?[a-z]").search(order, there.end() + 1)
    if close < 0 or (next_chapter is not None and next_chapter.start() < close):
        line = order[: there.start()].count("\n") + 1
        raise PageError(f"rules/{ORDER}", line, f"write the claims of {chapter} as [one, other]")
    head = order[:close].rstrip().rstrip(",")
    return head + ("" if head.endswith("[") else ", ") + claim + order[close:]
