"""Pages made to hang or to crash, by what they do, each with what is said of it."""

from __future__ import annotations

from tests.worlds import page_text

DEEP = 20_000
NAME = "rules/chapter/low.md"
FACTS, WHEN = {"now": "price.close"}, ["now < 100 USD/coin: ours"]
LOW = page_text("low", facts=FACTS, when=WHEN)


def let(value: str) -> str:
    """A page with one quantity."""
    return page_text("low", facts=FACTS, let={"q": value}, when=WHEN)


def told(text: str) -> str:
    """A page that says something else where it holds."""
    head, heading, rest = LOW.partition("## Holds\n")
    return f"{head}{heading}\n{text}\n{rest}"


def front(entry: str) -> str:
    """A page with one more entry in its front matter."""
    return LOW.replace("---\n", f"---\n{entry}\n", 1)


PAGES = {
    "lists in lists on one line": (front("x: " + "[" * DEEP), "nested more than 30 deep"),
    "names in names on one line": (front("x: " + "{a: " * DEEP), "nested more than 30 deep"),
    "lists in lists of dashes": (front("x:\n  " + "- " * DEEP + "a"), "nested more than 30 deep"),
    "a text of blanks": (front("x: >" + " " * DEEP), "unknown entry 'x'"),
    "an alias": (front("x: &a [b]\ny: *a"), "'*a' is an alias"),
    "an escape sequence in a name": (front('"\\e[31m": a'), "no character for a text"),
    "a second document": (LOW.replace("when:", "--- \nwhen:", 1), "more follows"),
    "brackets in brackets": (let("(" * 900 + "now" + ")" * 900), "more than 100 brackets"),
    "minus of minus": (let("-" * 150 + "now"), "more than 100 steps"),
    "a long sum": (let(" + ".join(["now"] * 200)), "more than 100 steps"),
    "a longer sum": (let(" + ".join(["now"] * DEEP)), "characters"),
    "calls in calls": (let("max(now, " * 150 + "now" + ")" * 150), "more than 100 brackets"),
    "a number of many digits": (let("now * " + "9" * DEEP), "characters"),
    "a name of many letters": (let("n" * DEEP), "characters"),
    "quantities in a chain": (
        page_text(
            "low", facts=FACTS, when=WHEN,
            let={"q0": "now"} | {f"q{n}": f"q{n - 1} + now" for n in range(1, 3_000)},
        ),
        "at most 500 names under let",
    ),
    "a longer way down": (
        page_text(
            "low", facts=FACTS, when=WHEN,
            let={"q0": "now"} | {f"q{n}": f"q{n - 1} + now" for n in range(1, 400)},
        ),
        "low.q198 rests on more than 200 steps",
    ),
    "branches in branches": (told("{% if now is known %}" * 200 + "{% endif %}" * 200), "too much"),
    "not of not": (told("{% if " + "not " * DEEP + "now is known %}{% endif %}"), "too much"),
    "or after or": (told("{% if " + " or ".join(["now is known"] * 999) + " %}{% endif %}"), "too"),
    "brackets in a sentence": (told("{{ " + "(" * DEEP + "now" + ")" * DEEP + " }}"), "too much"),
    "filters after filters": (told("{{ now" + " | size" * 999 + " | price }}"), "too much"),
    "a bell in a sentence": (told("It \x07 fell."), r"'\x07' stands here; take it out"),
    "text that turns round": (told("It \u202e fell."), "RIGHT-TO-LEFT OVERRIDE stands here"),
}  # fmt: skip
