"""Hostile pages: shapes that make a reader hang or crash, each read in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

from benchmarks.faults.calling import call
from benchmarks.faults.desk import write_pages
from benchmarks.faults.files import wrong
from benchmarks.faults.tally import Outcome, Try

Shape = Callable[[str, int], str]


def hostile_pages(folder: Path) -> Try:
    """Put a hostile page a try into a rule book, and let `rules check` read it."""
    rules, shapes = write_pages(folder / "rules"), list(SHAPES.items())
    page = min(rules.glob("*/*.md"))
    sound = page.read_text(encoding="utf-8")

    def read_one(n: int, random: Random, whole: bool) -> Outcome:
        name, shape = shapes[n % len(shapes)]
        size = int(10 ** random.uniform(1, 5))
        page.write_bytes(shape(sound, size).encode("utf-8", "surrogatepass"))
        said = call(["rules", "check", "--rules", str(rules)], folder, whole=whole)
        return wrong(said), f"{name} of {size}", said

    return read_one


def _front(entry: Callable[[int], str]) -> Shape:
    """One more entry at the head of a page."""
    return lambda page, size: page.replace("---\n", f"---\n{entry(size)}\n", 1)


def _said(text: Callable[[int], str]) -> Shape:
    """A text under the first heading of a section."""

    def shape(page: str, size: int) -> str:
        head, heading, rest = page.partition("## ")
        section, line, rest = rest.partition("\n")
        return f"{head}{heading}{section}{line}\n{text(size)}\n{rest}"

    return shape


def _let(value: Callable[[int], str]) -> Shape:
    return _front(lambda size: f"let:\n  q: {value(size)}")


SHAPES: dict[str, Shape] = {
    "lists in lists": _front(lambda n: "x: " + "[" * n),
    "names in names": _front(lambda n: "x: " + "{a: " * n),
    "dashes": _front(lambda n: "x:\n  " + "- " * n + "a"),
    "blanks": _front(lambda n: "x: >" + " " * n),
    "line feeds": _front(lambda n: "x: |\n" + "\n" * n + "  a"),
    "aliases": _front(
        lambda n: "\n".join(f"x{k}: &a{k} [*a{k - 1}, *a{k - 1}]" for k in range(1, n % 900))
    ),
    "many entries": _front(lambda n: "\n".join(f"x{k}: {k}" for k in range(n))),
    "a long key": _front(lambda n: "x" * n + ": 1"),
    "quotes": _front(lambda n: 'x: "' + '\\"' * n),
    "a tag": _front(lambda n: "x: !!python/object/apply:os.system [" + "a," * n + "]"),
    "brackets": _let(lambda n: "(" * n + "1" + ")" * n),
    "a sum": _let(lambda n: " + ".join(["1 %"] * n)),
    "minus of minus": _let(lambda n: "-" * n + "1"),
    "digits": _let(lambda n: "9" * n),
    "a power": _let(lambda n: "^".join(["9"] * n)),
    "calls": _let(lambda n: "max(1, " * n + "1" + ")" * n),
    "conditions": _front(lambda n: "when:\n" + "\n".join(["  - 1 < 2: ours"] * n)),
    "branches": _said(lambda n: "{% if a %}" * n),
    "not of not": _said(lambda n: "{{ " + "not " * n + "a }}"),
    "filters": _said(lambda n: "{{ a" + " | upper" * n + " }}"),
    "a loop": _said(lambda n: "{% for a in range(" + "9" * min(n, 90) + ") %}x{% endfor %}"),
    "inner parts": _said(lambda n: "{{ ''" + ".__class__" * n + " }}"),
    "brackets in text": _said(lambda n: "[" * n + "](" * n),
    "stars": _said(lambda n: "*a **b " * n),
    "quotes of quotes": _said(lambda n: "> " * n + "a"),
    "a table": _said(lambda n: "| a " * n + "|\n" + "|---" * n + "|"),
    "rows": _said(lambda n: "| a |\n|---|\n" + "| b |\n" * n),
    "angle brackets": _said(lambda n: "<" * n + "a" + ">" * n),
    "backticks": _said(lambda n: " ".join("`" * k for k in range(1, n % 400))),
    "combining marks": _said(lambda n: "a" + "\u0301" * n),
    "turned text": _said(lambda n: "\u202e" * n),
    "lone surrogates": _said(lambda n: "\ud800" * n),
    "null bytes": _said(lambda n: "\0" * n),
    "one long line": _said(lambda n: "word " * n * 10),
    "nothing": lambda page, size: "",
    "dashes alone": lambda page, size: "---\n" * size,
    "twice": lambda page, size: page * (size % 50),
    "its beginning": lambda page, size: page[: size % len(page)],
    "other line ends": lambda page, size: page.replace("\n", "\r"),
    "a head without end": lambda page, size: page.replace("\n---\n", "\n", 1) + "a: b\n" * size,
}
