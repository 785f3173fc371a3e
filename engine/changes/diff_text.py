"""A difference between two runs for a person: what changed, what did it, by which facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.changes.diff import Diff
from engine.changes.difference import BECAME, Change, causes, first_lines, spelt, turn
from engine.changes.fact_changes import GONE, NEW, REVISED
from engine.changes.outcome import Amount, Value
from engine.changes.sides import JudgedRun
from engine.changes.underlying import Aged
from engine.changes.variants import CODE, PAGES
from engine.words.numbers import UNKNOWN, iso_date, moment, ranged
from engine.words.quoting import as_given, quoted_fact, spelt_style
from kb.ledger import AskedRun
from kb.listed import listed
from kb.store import KnowledgeBase

SHOWN, SAID, FEW = 12, 4, 3


def as_text(kb: KnowledgeBase, found: Diff) -> Iterator[str]:
    """The lines of a difference."""
    yield f"from {_run(found.first)}"
    yield f"to   {_run(found.second)}"
    yield f"What differs: {', '.join(_inputs(found)) or _moment(found)}."
    if found.unread:
        yield f"{found.unread[0].upper()}{found.unread[1:]}."
        yield "So nothing is executed again: what was recorded is compared, and no cause is told."
    for each in found.of("headline"):
        yield f"headline: {_headline(found, each)}"
    if not found.of("finding"):
        yield _no_finding(found)
    for became, title in BECAME.items():
        lines = [_line(found, each) for each in found.of("finding") if each.became == became]
        yield from _section(f"Findings that {title}", lines)
    lines = [_line(found, each) for each in found.of("quantity")]
    yield from _section("Quantities that changed, named as `why` takes them", lines)
    yield from _section("Claims that say something else", _said(found), SAID)
    yield from _section("Facts behind it", list(_facts(kb, found)))
    yield from _section("Readings that only grew older", [_aged(each) for each in found.aged])
    files = [f"{name}: {how}" for name, how in found.files.items()]
    yield from _section("Files of the rule book", files)


def _run(run: AskedRun) -> str:
    known = moment(run.known_at)
    if isinstance(run, JudgedRun):
        return f"{iso_date(run.as_of)}, judged now on what was known by {known}"
    return f"run {run.id[:12]}, as of {iso_date(run.as_of)}, known by {known}, batch {run.batch}"


def _no_finding(found: Diff) -> str:
    """That no finding changed, and how much else did, in one line."""
    other = {kind: len(found.of(kind)) for kind in ("quantity", "sentence")}
    named = (
        f"{number:,} {_plural(kind) if number > 1 else kind}"
        for kind, number in other.items() if number
    )  # fmt: skip
    rest = " and ".join(named)
    if not found.changes:
        return "Nothing that is said changed."
    return f"No finding changed; {rest} did." if rest else "No finding changed."


def _plural(kind: str) -> str:
    return "quantities" if kind == "quantity" else f"{kind}s"


def _moment(found: Diff) -> str:
    """What differs where no fact, page or code does."""
    same = found.first.known_at == found.second.known_at
    return "nothing" if same else "until when facts were known, and none came in between"


def _inputs(found: Diff) -> Iterator[str]:
    """What differs between the inputs of the runs."""
    for cause in found.differing:
        count = found.facts.get(cause, len(found.files) if cause == PAGES else 0)
        yield f"{cause} ({count:,})" if count else cause
    then, now, today = found.engines
    if len({then, now, today}) > 1:
        yield f"{CODE} ({then} then, {now} later, {today} today)"


def _section(title: str, parts: Sequence[str], shown: int = SHOWN) -> Iterator[str]:
    """A heading with the number of its parts, and the first of them, of a line or of several."""
    if parts:
        yield ""
        yield f"{title} ({len(parts):,})"
        for part in first_lines(parts, shown, "and {} more (--json lists all)"):
            yield from (f"  {line}" for line in part.split("\n"))


def _headline(found: Diff, change: Change) -> str:
    """The headlines by their titles; the claim they are, `why` proves by the word headline."""
    then, now = (
        f"“{found.titles.get(claim, claim)}”" if (claim := spelt(each)) else "none"
        for each in (change.then, change.now)
    )
    return f"{turn(then, now)}{_by(found, change, ';')}"


def _named(found: Diff, claim: str) -> str:
    """A claim by its title, and by the name under which `why` proves it."""
    return f"“{found.titles[claim]}” ({claim})" if claim in found.titles else claim


def _line(found: Diff, change: Change) -> str:
    claim, name = change.item.claim, change.item.name
    both = (change.then, change.now)
    ends = [abs(end) for each in both if isinstance(each, Amount) for end in each[:3]]
    largest = max(ends, default=0.0)
    then, now = (_written(each, largest) for each in both)
    if then == now:  # as far as a briefing writes them
        then, now = map(_exactly, both)
    said = f"{claim}.{name}" if name else _named(found, claim)
    return f"{said}: {turn(then, now)}{_by(found, change, ';')}"


def _written(value: Value, largest: float) -> str:
    if not isinstance(value, Amount):
        return spelt(value) or UNKNOWN
    return ranged(value.low, value.mid, value.high, spelt_style(value.unit, largest))


def _exactly(value: Value) -> str:
    if not isinstance(value, Amount):
        return str(spelt(value))
    ends = f" ({value.low!r} to {value.high!r})" if value.low != value.high else ""
    return f"{value.mid!r}{ends} {value.unit}"


def _by(found: Diff, change: Change, sign: str) -> str:
    """The causes of a change with the rows and files behind them; none where none is known."""
    if found.unread:
        return ""
    written = causes(change.causes, lambda cause: _behind(change, cause))
    return f"{sign} by {written or 'several things together, none of them alone'}"


def _behind(change: Change, cause: str) -> str:
    """The rows or files behind one cause."""
    if rows := change.rows.get(cause):
        return f" ({'fact' if len(rows) == 1 else 'facts'} {listed(rows, FEW)})"
    return f" ({listed(change.pages, FEW)})" if cause == PAGES and change.pages else ""


def _said(found: Diff) -> list[str]:
    parts = []
    for change in found.of("sentence"):
        then, now = (spelt(each) or "nothing" for each in (change.then, change.now))
        by = _by(found, change, ",")
        named = _named(found, change.item.claim)
        parts.append(f"{named}{by}\n  then: {then}\n  now:  {now}")
    return parts


def _facts(kb: KnowledgeBase, found: Diff) -> Iterator[str]:
    for cause, name in ((NEW, "new"), (REVISED, "revised"), (GONE, "gone")):
        for fact, before in found.facts_read(kb, cause):
            stood = f" (fact {before.id} said {as_given(before)})" if before else ""
            yield f"{name}: {quoted_fact(fact, kb.catalog)}{stood}"


def _aged(aged: Aged) -> str:
    facts = "fact" if len(aged.rows) == 1 else "facts"
    return f"{aged.claim}.{aged.name}: {facts} {listed(aged.rows, FEW)}: {aged.why}"
