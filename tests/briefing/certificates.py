"""A certificate for a sentence: what it prints, worked out again and not read off its marks.

In: a run and a sentence. Out: complaints. A span that says what it rests on is not believed: its
text must be one that the value it names can be written as, or a date, a source or a count of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product

from engine.cases.wording import GRADED
from engine.judge.findings import LineFinding
from engine.judge.run import Run
from engine.pages.page import Comparison
from engine.words import numbers
from engine.words.cite import Ref
from engine.words.filters import GRADES, STYLES
from engine.words.quoting import line_style, said_number
from engine.words.sentences import Sentence
from kb.built_in import catalog

MONTHS = (
    "January", "February", "March", "April", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
"""But for May, which is a word as well."""
DOWN = {"collapsed", "slumped", "dropped", "fell", "slipped"}
UP = {"edged up", "rose", "climbed", "jumped", "surged"}
_QUOTED = re.compile("“[^”]*”")
_MOVED_BY = re.compile(r"\b(?:fell|fallen|falls|lost|rose|risen|rises|gained|grew)(?: by)? $")
_MOVED_FROM = re.compile(r"\b(fell|rose|falls|rises) from $")


def complaints(run: Run, sentence: Sentence) -> Iterator[str]:
    """Everything in a sentence that nothing vouches for, or that contradicts its own number."""
    text, spans = sentence.text, sentence.bound.spans
    for start, end, ref in spans:
        if not _borne_out(run, text[start:end], ref):
            yield f"{text[start:end]!r} is not what {ref.name} says"
        if text[start:end] in DOWN | UP and not _agrees(run, text[start:end], ref):
            yield f"{text[start:end]!r} against the sign of {ref.name}"
        if _MOVED_BY.search(text[:start]) and text[start] == "−":
            yield f"{text[:end]!r} moves by less than nothing"
    yield from _ways(run, sentence)
    yield from _unbound(run, sentence)


def _ways(run: Run, sentence: Sentence) -> Iterator[str]:
    """What fell from one value to another fell, what rose so rose."""
    text, spans = sentence.text, sentence.bound.spans
    for place, (start, _, ref) in enumerate(spans):
        moved = _MOVED_FROM.search(text[:start])
        after = [s for s in spans[place + 1 :] if text[s[0] - 4 : s[0]] == " to "]
        if moved and after:
            was, now = (_middle(run, each) for each in (ref, after[0][2]))
            if was is not None and now is not None and (was < now) != (moved.group(1)[0] == "r"):
                yield f"{text[start - 10 : after[0][1]]!r} goes the other way"


def _unbound(run: Run, sentence: Sentence) -> Iterator[str]:
    """Numerals, names and graded words outside every span; a quoted title is its page's."""
    left = _QUOTED.sub(" ", outside(sentence))
    if any(sign.isnumeric() for sign in left):
        yield f"a bare number in {left!r}"
    for name in _names(run.question.asset.upper()).findall(left):
        yield f"the name {name!r} rests on nothing"
    if found := re.search(rf"\b(?:{GRADED})\b", left):
        yield f"the word {found.group()!r} rests on nothing"


@cache
def _names(asset: str) -> re.Pattern[str]:
    """Every name that comes from facts: publishers, months, the asset, but no document."""
    named = (source.name for source in catalog().sources.values() if not source.document)
    longest = sorted({*named, asset, *MONTHS}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b")


def outside(sentence: Sentence) -> str:
    """The text of a sentence with its spans blotted out."""
    letters = list(sentence.text)
    for start, end, _ in sentence.bound.spans:
        letters[start:end] = "_" * (end - start)
    return "".join(letters)


def _borne_out(run: Run, text: str, ref: Ref) -> bool:
    if ref.kind == "run":
        return ref.name == run.id
    if ref.kind == "said":
        return text in _stated(run, ref.name)
    if ref.kind == "assume":
        found = next(a for a in run.book.assumptions if a.name == ref.name)
        return text in _written(found.low.value, found.middle.value, found.high.value, (0, 0))
    if "#" in ref.name:
        return text in _missed(run, ref.name)
    return text in _printable(run, ref.name)


def _printable(run: Run, name: str) -> Iterator[str]:
    """Every way a fact or a quantity of a page may be written."""
    claim, _, own = name.partition(".")
    values = run.evaluation.value(claim, own)
    if not values.known[0]:
        yield numbers.UNKNOWN
    else:
        ends = values.low(0), values.middle(0), values.high(0)
        scenarios = values.without_value(0), values.values.shape[1]
        yield from _written(*ends, scenarios)
        for table in GRADES.values():
            yield next(word for bound, word in table if ends[1] <= bound)
    if readings := run.evaluation.readings[claim].get(own):
        reading = readings[0]
        days = [day for day in (reading.as_of, reading.target) if day is not None]
        yield from (style(d) for d in days for style in (numbers.date_text, numbers.iso_date))
        yield run.catalog.sources[reading.source].name if reading.source else numbers.UNKNOWN
        if reading.coverage:
            yield "{:,} of {:,} days".format(*reading.coverage)


def _written(low: float, middle: float, high: float, without: tuple[int, int]) -> Iterator[str]:
    """A value in every style, with its range or without, with its sign or without."""
    sizes = sorted((abs(low), abs(high)))
    smallest = 0.0 if low < 0 < high else sizes[0]
    shapes = [(low, middle, high), (smallest, abs(middle), sizes[1])]
    shapes += [(middle, middle, middle), (abs(middle),) * 3]
    lost = {numbers.none_in(*without, lacks) for lacks in ("no value", "no stop")}
    pairs = product(shapes, STYLES.values(), {"", *lost})
    return (numbers.ranged(*shape, style, lost) for shape, style, lost in pairs)


def _stated(run: Run, paragraph: str) -> Iterator[str]:
    words = {"about": "about ", "above": "over ", "below": "under ", "exactly": ""}
    for page in run.book.pages:
        for said in (each for each in page.said if each.paragraph == paragraph):
            low, high = said_number(said.low), said_number(said.high)
            yield f"{low} to {high}" if said.how == "between" else f"{words.get(said.how, '')}{low}"


def _missed(run: Run, line_id: str) -> Iterator[str]:
    """What may be said of a missed condition: its reading, and by how much it is missed."""
    page = run.book.page(line_id.partition("#")[0])
    line = next(line for line in page.lines() if line.id == line_id)
    condition, found = line.condition, _found(run.findings[page.claim].lines, line_id)
    assert isinstance(condition, Comparison)
    yield line_style(condition, run.book.line_dimensions[line_id])(abs(found.best or 0.0))
    reading = re.split(r", | \(", line.reason)[0] or line.text
    yield reading
    if hasattr(condition.right, "value"):
        left = getattr(condition.left, "name", "")
        texts = [f.text for f in page.facts if f.name == left and f.text.startswith("percentile(")]
        days = [text.rpartition(" ")[2].removesuffix("d)") for text in texts]
        among = "".join(f" of the readings of {each} days" for each in days)
        yield f"{reading} ({said_number(condition.right)}{among})"


def _found(lines: tuple[LineFinding, ...], line_id: str) -> LineFinding:
    flat = [each for line in lines for each in (line, *line.members)]
    return next(each for each in flat if each.id == line_id)


def _middle(run: Run, ref: Ref) -> float | None:
    claim, _, own = ref.name.partition(".")
    values = run.evaluation.value(claim, own)
    return values.middle(0) if values.known[0] else None


def _agrees(run: Run, word: str, ref: Ref) -> bool:
    middle = _middle(run, ref)
    return middle is not None and (middle < 0 if word in DOWN else middle > 0)
