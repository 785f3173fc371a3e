"""Certificates over many days: no number, name or graded word in any text without its binding.

On the example's days whole documents, in every format; on real days every sentence there is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pytest

from engine.briefing.marker import Marker
from engine.briefing.parts import Briefing
from engine.briefing.quantities import causes
from engine.briefing.render import render
from engine.judge.run import Question, Run, judged, load_panel, question
from engine.pages.library import load_book
from engine.words.cite import Bound, unmarked
from engine.words.sentences import Sentence, Writer
from kb.clock import day_date, day_number
from kb.facts import Fact
from kb.panel import end_of
from tests import published
from tests.briefing.certificates import DOWN, complaints
from tests.desk import FUNDS_LEFT, ask_with, edited, fact, facts
from tests.studies.market import SHARED

DAYS = 8
SLIDES = ("2024-06-22", "2024-07-05", "2024-09-16", "2025-04-08", "2025-11-14")
"""Days at the end of falls of thirty days, of which the fund flows are known."""
EXAMPLE_DAYS = ("2025-11-17", "2025-11-21")
PAGES_OWN = {
    ("paper_wealth", "Glassnode"), ("paper_wealth", "November"), ("etf_outflow", "July"),
    ("decisions_ahead", "Bank of Japan"), ("institutions_derisking", "CME"),
}  # fmt: skip
"""Names a page writes itself: who published a formula and when, whose meeting, whose positions."""
SHARES = ("funds", "holders", "liquidation", "absent_buyers", "unexplained")


@dataclass(frozen=True, eq=False)
class Day:
    """One day with every sentence of every page."""

    run: Run

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """All that the pages say that day, main text and annex."""
        writer = Writer(self.run)
        claims = [page.claim for page in self.run.book.pages]
        return tuple(s for c in claims for s in (*writer.sentences(c), *writer.details(c)))

    def scenarios(self, claim: str, name: str) -> np.ndarray:
        """A quantity, scenario by scenario."""
        return np.broadcast_to(
            self.run.evaluation.value(claim, name).values[0], (self.run.evaluation.scenarios,)
        )


def spread() -> list[int]:
    """The real days: some from the first to the last of the history, and the slides."""
    ends = (day_number(day) for day in ("2020-01-01", "2025-11-21"))
    evenly = np.linspace(*ends, DAYS).astype(int).tolist()
    return sorted({*evenly, *map(day_number, SLIDES)})


def sold() -> Iterator[Fact]:
    """What holders parted with, which no file says: without it no fall is split over its causes."""
    for day in spread():
        yield fact("holders.long_term_net_change", -100_000, "coins", str(day_date(day)), span=30)


def real_days() -> Iterator[Day]:
    from tests.studies import every_day

    book, last = load_book(), spread()[-1]
    with every_day.base() as kb:
        kb.add(sold())
        asked = question(kb, "btc", last)
        panel = load_panel(kb, book, kb.catalog, asked)
        for day in spread():
            known = int(end_of(np.array([day]))[0])
            on = Question("btc", day, known, asked.batch)
            yield Day(judged(panel.moved([day]), book, kb.catalog, on, "facts"))


@pytest.fixture(scope="module")
def real() -> list[Day]:
    if not SHARED.is_dir():
        pytest.skip("the shared market history is not beside this checkout")
    return list(real_days())


@pytest.fixture(scope="module")
def examples() -> list[Briefing]:
    return [published.briefing(day) for day in EXAMPLE_DAYS]


def wrong(day: Day) -> Iterator[str]:
    """What no sentence of a day may have, but for the names that are a page's own."""
    for sentence in day.sentences:
        for problem in complaints(day.run, sentence):
            if not any(sentence.claim == c and f"{n!r}" in problem for c, n in PAGES_OWN):
                yield f"{day.run.question.as_of} {sentence.claim}: {problem}"


def test_every_text_of_the_real_days_is_borne_out_by_the_run(real):
    assert [problem for day in real for problem in wrong(day)] == []
    assert sum(len(day.sentences) for day in real) > 40 * DAYS


def test_every_text_of_the_examples_days_is_borne_out_by_the_run(examples):
    assert [problem for made in examples for problem in wrong(Day(made.run))] == []


def test_the_parts_of_a_fall_sum_to_what_is_explained_and_with_the_rest_to_the_whole(real):
    """In every scenario that has them."""
    tried = 0
    for day in real:
        parts = [day.scenarios("five_causes", f"split.{cause}.part") for cause in SHARES[:-1]]
        whole, rest = (day.scenarios("five_causes", f"split.{e}xplained") for e in ("e", "une"))
        known = ~np.isnan(sum(parts))
        assert np.allclose(sum(parts)[known], whole[known], rtol=1e-9, atol=1e-12)
        assert np.allclose((whole + rest)[~np.isnan(whole)], 1.0, atol=1e-12)
        tried += int(known.any())
    assert tried >= 3


def test_the_printed_split_sums_to_the_whole_within_its_rounding(real):
    printed = []
    for day in real:
        part = causes(Marker(day.run, Writer(day.run)))
        shares = [unmarked(row.share) for row in part.rows if row.share]
        if len(shares) == len(SHARES):
            middles = [
                float(s.partition("%")[0].replace("−", "-").replace(",", "")) for s in shares
            ]
            printed.append(sum(middles))
    assert len(printed) >= 3
    assert printed == pytest.approx([100.0] * len(printed), abs=0.05 * len(SHARES) + 1e-9)


def test_the_price_and_the_coins_make_the_whole_fall_of_open_interest(real):
    """The part of the coins is that of contracts closed, at the mean of both prices."""
    tried = 0
    for day in real:
        claim, names = "open_interest_evaporated", ("price_part", "coins_closed", "fall")
        price, closed, fall = (day.scenarios(claim, name) for name in names)
        ends = (day.scenarios(claim, f"price_at_{end}") for end in ("peak", "reading"))
        made = price + closed * sum(ends) / 2
        known = ~np.isnan(made)
        assert np.allclose(made[known], fall[known], rtol=1e-9)
        tried += int(known.any())
    assert tried > 5


def test_graded_words_are_printed_and_bound_on_real_days(real):
    """So that the check of their signs has something to check."""
    words = {
        s.text[start:end] for day in real for s in day.sentences for start, end, _ in s.bound.spans
    }
    assert len(words & DOWN) >= 2


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_every_sentence_of_a_document_carries_its_id(examples, form):
    for briefing in examples:
        document = " ".join(render(briefing, form).split())
        if form == "html":
            document = re.sub("<[^<>]*>", "", document)
        ids = [sentence.id for sentence in briefing.sentences]
        assert ids == [f"S{n}" for n in range(1, len(ids) + 1)]
        cited = re.findall(r"\[(S\d+)[ \]]", document)
        assert set(cited) == set(ids)


def test_every_sentence_of_the_json_carries_its_id_and_its_bindings():
    briefing = published.briefing(EXAMPLE_DAYS[0])
    document = json.loads(published.document(EXAMPLE_DAYS[0], "json"))
    assert [s["id"] for s in document["sentences"]] == [s.id for s in briefing.sentences]
    for made, sentence in zip(document["sentences"], briefing.sentences, strict=True):
        left = sentence.text
        for bound in made["bound"]:
            left = left.replace(bound["text"], "", 1)
        assert not any(sign.isnumeric() for sign in re.sub("“[^”]*”", "", left))


class TestACertificateIsNoRubberStamp:
    """Each thing it forbids is put into a sentence of the desk, and it complains."""

    @pytest.fixture
    def told(self) -> tuple[Run, Sentence]:
        run = ask_with(facts())
        return run, Writer(run).sentences("funds_left")[0]

    def test_the_sentence_as_it_is_has_nothing_against_it(self, told):
        assert list(complaints(*told)) == []

    @pytest.mark.parametrize(
        ("old", "new", "problem"),
        [
            ("$492m", "$493m", "'$493m' is not what funds_left.flow says"),
            ("14 November 2025", "15 November 2025", "is not what funds_left.flow says"),
        ],
    )
    def test_another_number_under_the_same_mark(self, told, old, new, problem):
        run, sentence = told
        spans = sentence.bound.spans
        false = replace(sentence, bound=Bound(sentence.text.replace(old, new), spans))
        assert problem in " ".join(complaints(run, false))

    @pytest.mark.parametrize(
        ("words", "problem"),
        [
            (" since November.", "the name 'November' rests on nothing"),
            (" in BTC.", "the name 'BTC' rests on nothing"),
            (" by Farside Investors.", "the name 'Farside Investors' rests on nothing"),
            (", they collapsed.", "the word 'collapsed' rests on nothing"),
            (" twice in 90 days.", "a bare number in"),
        ],
    )
    def test_words_that_rest_on_nothing(self, told, words, problem):
        run, sentence = told
        spoilt = Bound(sentence.text.removesuffix(".") + words, sentence.bound.spans)
        assert problem in " ".join(complaints(run, replace(sentence, bound=spoilt)))

    def test_a_fall_by_less_than_nothing(self):
        says = edited(FUNDS_LEFT, "lost {{ flow | size | usd }}", "lost {{ flow | usd }}")
        run = ask_with(facts(), funds_left=says)
        [sentence] = Writer(run).sentences("funds_left")
        assert "moves by less than nothing" in " ".join(complaints(run, sentence))
