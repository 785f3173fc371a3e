"""Forward lineage: a fact, a series, a source or a paragraph in, what rests on it out, as a tree.

The pages that read or cite it, and of one run the findings and sentences that rest on it. Of the
recorded runs that saw it, the newest are asked again, each under the pages of its own time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain
from typing import NamedTuple

from engine.changes.recorded import question_of, recorded_book
from engine.judge.run import Run, answer
from engine.pages.edges import Node as Part
from engine.pages.edges import finding, series
from engine.pages.errors import UnknownName, nearest
from engine.proof.consulted import DAY, consulted
from engine.proof.node import Node
from engine.words.numbers import iso_date
from engine.words.quoting import quoted_fact
from kb import ledger
from kb.errors import StoreError
from kb.run_entries import StoredRun, StoredSentence
from kb.store import KnowledgeBase

ASKED_AGAIN = 5
_ROW, _PARAGRAPH = re.compile(r"[0-9]{1,18}"), re.compile(r"[EJ][0-9]{1,3}")
_SAW = """SELECT id FROM run WHERE EXISTS (
    SELECT 1 FROM fact JOIN strand ON strand.id = strand_id JOIN series ON series.id = series_id
        JOIN source ON source.id = source_id
    WHERE {} = ? AND strand.asset IN (run.asset, '') AND fact.as_of <= run.as_of
        AND fact.known_at <= run.known_at AND batch_id <= run.batch) ORDER BY n DESC"""


class Thing(NamedTuple):
    """Something that may be rested on.

    parts   of the pages of a run, those that rest on it directly
    column  of its facts in the base, and the value there; "" for a paragraph, which has none
    """

    text: str
    parts: Callable[[Run], Iterator[Part]]
    column: str = ""
    value: str | int = ""


def thing(kb: KnowledgeBase, run: Run, what: str) -> Thing:
    """What a name means: the number of a fact, a paragraph, a series or a source.

    raises  UnknownName where it is none of them
    """
    if _ROW.fullmatch(what):
        return _fact(kb, run, int(what))
    if _PARAGRAPH.fullmatch(what):
        return Thing(f"paragraph {what}", partial(_citing, paragraph=what))
    if what in run.catalog.series:
        return Thing(f"series {what}", partial(_reading, name=what), "series.name", what)
    held = [name for (name,) in kb.rows("SELECT name FROM source")]
    if what in run.catalog.sources or what in held:
        return Thing(f"source {what}", partial(_listening, source=what), "source.name", what)
    names = {*run.catalog.series, *run.catalog.sources, *held}
    problem = f"{what!r} is no number of a fact, paragraph (E10), series or source"
    raise UnknownName(f"{problem}; {nearest(what, names)}")


def uses(kb: KnowledgeBase, run: Run, told: Sequence[StoredSentence], one: Thing) -> Node:
    """What rests on a thing in a run with its sentences, and in the newest of the recorded runs."""
    return Node("thing", one.text, (*resting(run, told, one), _recorded(kb, run, one)))


def resting(run: Run, told: Sequence[StoredSentence], one: Thing) -> Iterator[Node]:
    """Pages, findings and sentences of a run, under a heading with their number each."""
    direct = list(one.parts(run))
    above = run.book.graph.above(*direct)
    claims = [page for page in run.book.pages if finding(page.claim) in above]
    yield _counted("page", "directly on it", list(_pages(run, direct)))
    yield _counted("finding", "on it in the end", [
        Node(
            "finding", f"{page.claim} {run.findings[page.claim].status}: {page.title}",
            values={"claim": page.claim},
        )
        for page in claims
    ])  # fmt: skip
    yield _counted("sentence", f"on it, of the briefing as of {iso_date(run.question.as_of)}", [
        Node("sentence", f"S{each.n} “{each.text}”", values={"claim": each.claim})
        for each in told if _rests(each, above)
    ])  # fmt: skip


def _counted(kind: str, how: str, found: list[Node]) -> Node:
    text = f"{_many(len(found), kind)} rest{'s' if len(found) == 1 else ''} {how}"
    return Node(f"{kind}s", text, tuple(found))


def _many(number: int, kind: str) -> str:
    return f"{number} {kind}{'' if number == 1 else 's'}"


def _pages(run: Run, direct: Sequence[Part]) -> Iterator[Node]:
    for page in run.book.pages:
        names = [part.name for part in direct if part.claim == page.claim]
        if names:
            how = f" reads it as {', '.join(names)}" if all(names) else " cites it"
            yield Node("page", f"{page.claim}{how} [{page.file}]", values={"claim": page.claim})


def _rests(told: StoredSentence, above: frozenset[Part]) -> bool:
    """Whether the finding of a sentence, or anything that it quotes, is among what rests on it."""
    return finding(told.claim) in above or not above.isdisjoint(_quoted(told.refs))


@lru_cache(4096)
def _quoted(refs: str) -> frozenset[Part]:
    """What a sentence quotes by name; asked of each for everything that may be under it."""
    parts = (Part(*ref["name"].partition(".")[::2]) for ref in json.loads(refs))
    return frozenset(part for part in parts if part.name)


def _recorded(kb: KnowledgeBase, run: Run, one: Thing) -> Node:
    """The recorded runs that saw it."""
    query = _SAW.format(one.column) if one.column else "SELECT id FROM run ORDER BY n DESC"
    saw = [name for (name,) in kb.rows(query, *([one.value] if one.column else []))]
    runs = [_again(kb, ledger.run(kb, name), one) for name in saw[:ASKED_AGAIN]]
    if len(saw) > ASKED_AGAIN:
        runs.append(Node("runs", f"{len(saw) - ASKED_AGAIN} earlier ones; --run RUN asks one"))
    return Node("runs", f"{_many(len(saw), 'recorded run')} saw it", tuple(runs))


def _again(kb: KnowledgeBase, stored: StoredRun, one: Thing) -> Node:
    name = f"run {stored.id[:12]} ({stored.asset}, as of {iso_date(stored.as_of)})"
    try:
        book = recorded_book(kb, stored.rulebook)
        run = answer(kb.under(book.catalog), book, book.catalog, question_of(stored))
    except StoreError as error:
        return Node("run", f"{name} cannot be asked again: {error}")
    *_, findings, sentences = resting(run, ledger.sentences(kb, stored.id), one)
    found = _many(len(findings.children), "finding"), _many(len(sentences.children), "sentence")
    return Node("run", f"{name}: on it rest {' and '.join(found)}")


def _fact(kb: KnowledgeBase, run: Run, row: int) -> Thing:
    found = kb.rows("SELECT 1 FROM fact WHERE id = ?", row)
    if not found:
        raise UnknownName(f"there is no fact {row}; `downdraft facts SERIES` shows their numbers")
    [stored] = kb.facts([row])
    text = quoted_fact(stored, run.catalog)
    return Thing(text, partial(_consulting, rows=frozenset([row])), "fact.id", row)


def _citing(run: Run, paragraph: str) -> Iterator[Part]:
    return (finding(page.claim) for page in run.book.pages if paragraph in page.source)


def _reading(run: Run, name: str) -> Iterator[Part]:
    own = series(name)
    for page in run.book.pages:
        parts = (Part(page.claim, fact.name) for fact in page.facts)
        yield from (part for part in parts if own in run.book.graph.inputs(part))


def _consulting(run: Run, rows: frozenset[int]) -> Iterator[Part]:
    for page in run.book.pages:
        for fact in page.facts:
            reading = run.evaluation.readings[page.claim][fact.name][DAY]
            if rows.intersection(consulted(run, fact.request, reading)):
                yield Part(page.claim, fact.name)


def _listening(run: Run, source: str) -> Iterator[Part]:
    tracks = (track for each in run.evaluation.panel.tracks.values() for track in each)
    own = (track.ids.tolist() for track in tracks if track.source == source)
    return _consulting(run, frozenset(chain.from_iterable(own)))
