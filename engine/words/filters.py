"""The citing filters and tests of the templates: the only way a number gets printed.

Every graded word of a briefing comes from one table here, from the measured size of a change to
the word that may be said of it, so "collapsed" always means the same size. The bounds are our
reading of ordinary usage on a trading desk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import jinja2
from jinja2 import BaseLoader, BytecodeCache, StrictUndefined, Undefined
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.words import numbers
from engine.words.cite import BareNumber, Cited, Refs
from engine.words.numbers import Style
from engine.words.styles import DAY_STYLES, STYLES, style_of
from kb.cache import keep, kept

GRADES: dict[str, tuple[tuple[float, str], ...]] = {
    "moved": (
        (-0.40, "collapsed"),
        (-0.20, "slumped"),
        (-0.10, "dropped"),
        (-0.02, "fell"),
        (-0.002, "slipped"),
        (0.002, "held"),
        (0.02, "edged up"),
        (0.10, "rose"),
        (0.20, "climbed"),
        (0.40, "jumped"),
        (float("inf"), "surged"),
    ),
    "weight": (
        (0.0, "no part"),
        (0.01, "a negligible part"),
        (0.10, "a small part"),
        (0.45, "a part"),
        (0.55, "about half"),
        (0.90, "most"),
        (float("inf"), "nearly all"),
    ),
}


def printed(value: Cited, style: Style, refs: Refs) -> str:
    """A value in a style, with its range, bound to its reference."""
    if value.low is None or value.middle is None or value.high is None:
        return refs.mark(numbers.UNKNOWN, value.ref)
    without = numbers.none_in(value.without, value.scenarios, value.lacks)
    return refs.mark(numbers.ranged(value.low, value.middle, value.high, style, without), value.ref)


def printed_day(value: Cited, style: Callable[[int], str], refs: Refs) -> str:
    """A date in a style, bound to its reference."""
    return refs.mark(numbers.UNKNOWN if value.day is None else style(value.day), value.ref)


class Compiled(BytecodeCache):
    """Compiled templates in the user's cache, loaded only where they are what was kept."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load the code that was kept for a template, if it is of the same text."""
        if content := kept(_kept_as(bucket)):
            bucket.bytecode_from_string(content)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        keep(_kept_as(bucket), bucket.bytecode_to_string())


def _kept_as(bucket: Bucket) -> str:
    return f"template-{jinja2.__version__}-{bucket.key}.code"


def graded(value: Cited, table: str, refs: Refs) -> str:
    """The word for a value's size, bound to the value; "is unknown" when there is none."""
    if value.middle is None:
        return refs.mark("unknown", value.ref)
    word = next(word for bound, word in GRADES[table] if value.middle <= bound)
    return refs.mark(word, value.ref)


def make_environment(
    refs: Refs, loader: BaseLoader, *, laid_out: bool, money: str = "USD", markup: bool = False
) -> ImmutableSandboxedEnvironment:
    """A sandbox whose filters bind to `refs`, and which refuses bare numbers and unknown names.

    laid_out  whether line breaks count, as in a document and not in a section of a page
    money     what prices are in
    markup    whether what is printed is escaped, as in a page of HTML
    """
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        finalize=_finalize,
        loader=loader,
        bytecode_cache=Compiled(),
        autoescape=markup,
        trim_blocks=laid_out,
        lstrip_blocks=laid_out,
        keep_trailing_newline=True,
    )
    for name in STYLES:
        styled = partial(printed, style=style_of(name, money), refs=refs)
        environment.filters[name] = _filter(name, styled)
    for name, of_day in DAY_STYLES.items():
        environment.filters[name] = _filter(name, partial(printed_day, style=of_day, refs=refs))
    environment.filters["word"] = lambda value, table: graded(_cited(value, "word"), table, refs)
    environment.filters["size"] = _size
    environment.filters["middle"] = _only_middle
    environment.filters["without"] = _without
    environment.tests["known"] = lambda value: _cited(value, "known").known
    environment.tests["holding"] = lambda value: getattr(value, "finding", "") == "holds"
    environment.tests["positive"] = lambda value: (_cited(value, "positive").low or 0) > 0
    environment.tests["negative"] = lambda value: (_cited(value, "negative").high or 0) < 0
    return environment


def _filter(name: str, written: Callable[[Cited], str]) -> Callable[[object], str]:
    return lambda value: written(_cited(value, name))


def _cited(value: object, name: str) -> Cited:
    if isinstance(value, Cited):
        return value
    if isinstance(value, Undefined):
        str(value)  # raises, and names what is not known
    raise BareNumber(f"{name} prints facts and quantities only, not {value!r}")


def _size(value: object) -> Cited:
    """The value without its sign; a range across zero has sizes from zero on."""
    cited = _cited(value, "size")
    low, high = cited.low or 0.0, cited.high or 0.0
    sized = cited.mapped(abs)
    return replace(sized, low=0.0) if low < 0 < high else sized


def _only_middle(value: object) -> Cited:
    """The central value without its range, where the sentence gives the range itself."""
    cited = _cited(value, "middle")
    return replace(cited, low=cited.middle, high=cited.middle, without=0)


def _without(value: object, lacks: object) -> Cited:
    """The value, which says what there is none of where a scenario has none: `no stop`."""
    return replace(_cited(value, "without"), lacks=str(lacks))


def _finalize(value: object) -> object:
    if isinstance(value, Cited):
        str(value)
    if not isinstance(value, str):
        raise BareNumber(f"{value!r} is printed without a filter")
    return value
