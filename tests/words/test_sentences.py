"""Sentences: rendered from a page, split, numbered, each with what it rests on."""

from __future__ import annotations

import pytest

from engine.pages.errors import PageError
from engine.words.cite import BareNumber, Ref, Refs
from engine.words.sentences import Writer, split_sentences
from tests.desk import (
    COINS_MOVED,
    FLOOR_FLOWS,
    FUNDS_LEFT,
    ODDS_FELL,
    POSITIONS_HEAVY,
    SLIDE,
    ask_with,
    edited,
    fact,
    facts,
    instead,
    without,
)
from tests.every import every


def texts(claim: str, given=None, **changed: str) -> list[str]:
    """The sentences of a claim under the desk's facts, or others, or changed pages."""
    run = ask_with(facts() if given is None else given, **changed)
    return [sentence.text for sentence in Writer(run).sentences(claim)]


def says(page: str, words: str) -> str:
    """The page with other words under '## Holds'."""
    head, _, rest = page.partition("## Holds\n")
    return f"{head}## Holds\n{words}\n\n## Fails{rest.partition('## Fails')[2]}"


@pytest.fixture
def unchecked(monkeypatch) -> None:
    """Pages whose texts are not checked at load: what the writer refuses by itself."""
    monkeypatch.setattr("engine.pages.build.check_texts", lambda *_: None)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three? Four.", 4),
        ("No stop at all", 1),
        ("A rise of e.g. three, i.e. more. Then nothing.", 2),
        ("It asks: “Why?” Nobody answers.", 1),
        ("One.\n\nTwo.", 2),
        ("“Quoted.” “Again.”", 1),
        ("", 0),
    ],
)
def test_a_text_is_split_at_the_end_of_its_sentences(text, count):
    assert len(split_sentences(text)) == count


def test_a_sentence_may_begin_with_a_number():
    refs = Refs()
    assert len(split_sentences(f"Odds fell. {refs.mark('44%', Ref('fact', 'x'))} is left.")) == 2


def test_a_stop_inside_a_cited_text_ends_no_sentence():
    """Reserve Bank of St. Louis, or the title of the essay, which asks a question first."""
    refs = Refs()
    name = refs.mark("Why is it crashing? Anatomy of a spiral. By St. Louis", Ref("fact", "x"))
    assert len(split_sentences(f"So says {name}. Nobody else does.")) == 2


def test_sentences_are_numbered_in_the_order_they_are_asked_for():
    writer = Writer(ask_with(facts()))
    assert [s.id for s in writer.sentences("odds_fell")] == ["S1", "S2"]
    assert [s.id for s in writer.sentences("funds_left")] == ["S3"]
    assert [s.id for s in writer.sentences("odds_fell")] == ["S1", "S2"]


def test_a_sentence_knows_its_claim_its_paragraphs_and_its_facts():
    [sentence] = Writer(ask_with(facts())).sentences("funds_left")
    assert (sentence.claim, sentence.paragraphs) == ("funds_left", ("E14",))
    assert [ref.name for ref in sentence.refs] == ["funds_left.flow"]
    assert all(ref.facts for ref in sentence.refs)


def test_what_holds_and_what_fails_is_said_in_its_own_words():
    assert texts("funds_left") == ["The funds lost $492m on 14 November 2025."]
    inflow = instead(fact("etf.net_flow", 59, "USD m", "2025-11-14", source="farside"))
    assert texts("funds_left", inflow) == [
        "The funds took in $59m; money on the way out is missed by $59m."
    ]


def test_the_unknown_and_the_not_judged_are_not_narrated():
    assert texts("funds_left", without("etf.net_flow")) == []
    assert texts("new_gold") == []
    assert texts("leverage_offered") == []


def test_a_range_of_assumptions_shows_in_the_sentence():
    assert texts("positions_heavy") == [
        "A fall would force out $6.8bn ($3.4bn to $13.6bn) of $68bn."
    ]


def test_line_breaks_of_the_page_do_not_matter():
    wrapped = says(FUNDS_LEFT, "The\nfunds   lost\n{{ flow | size | usd }}.")
    assert texts("funds_left", funds_left=wrapped) == ["The funds lost $492m."]


@every(
    ("words", "problem"),
    [
        ("The funds lost 492 million.", "a bare number stands in"),
        ("The funds lost {{ flow }}.", "printed without a filter"),
        ("The funds lost {{ flow.middle }}.", "printed without a filter"),
        ("The funds lost {{ flw | usd }}.", "'flw' is undefined; nearest: flow"),
        ("The funds lost {{ flow | dollars }}.", "No filter named 'dollars'"),
        ("{% if flow > 3 %}They lost.{% endif %}", "'>' not supported"),
        ("They {{ flow | word('mood') }}.", "'mood'"),
        ("The funds lost {{ flow | usd }.", "unexpected"),
        ("The funds lost {{ odds_fell.odds | pct }}.", "odds"),
    ],
)
def test_a_mistake_in_a_page_names_the_page_the_line_and_what_is_wrong(words, problem, unchecked):
    with pytest.raises(PageError) as caught:
        texts("funds_left", funds_left=says(FUNDS_LEFT, words))
    assert str(caught.value).startswith("rules/etf/funds_left.md line 15: in '## Holds': ")
    assert problem in str(caught.value)


def test_a_number_in_a_title_is_refused():
    """Titles are quoted by the claims that rest on them, and a title is bound to no fact."""
    titled = edited(FUNDS_LEFT, "# Money left the funds", "# Money left 11 funds")
    with pytest.raises(PageError, match=r"funds_left\.md line 10: a bare number stands"):
        texts("floor_flows", funds_left=titled)


def test_an_asset_may_have_a_digit_in_its_name():
    given = fact("price.close", 50_000, "USD/coin", asset="1inch")
    basis = fact("onchain.realised_price", 56_000, "USD/coin", asset="1inch")
    [sentence] = Writer(ask_with([given, basis], asset="1inch")).sentences("floor_value")
    assert sentence.text.startswith("1INCH trades at $50,000")


class TestTheEssaysWord:
    """A finding that would not stand without a document says so, and no other does."""

    ENDING = ", on the essay’s word alone."

    def test_a_claim_on_the_essays_fact_says_so(self):
        assert texts("coins_moved") == ["Old holders spent 815,000 coins" + self.ENDING]

    def test_a_claim_that_fails_on_the_essays_fact_says_so(self):
        """It would not fail either without the essay's word for it."""
        more = edited(COINS_MOVED, "500,000 coins", "900,000 coins")
        [said] = texts("coins_moved", coins_moved=more)
        assert said.startswith("Old holders spent 815,000 coins;")
        assert said.endswith(self.ENDING)

    def test_a_claim_that_fails_for_a_premise_on_the_essays_fact_says_so(self):
        more = edited(COINS_MOVED, "500,000 coins", "900,000 coins")
        leaning = edited(FLOOR_FLOWS, "- not claim funds_left", "- claim coins_moved")
        said = texts("floor_flows", coins_moved=more, floor_flows=leaning)
        assert said == ["The funds still sell; “Old coins moved” does not hold" + self.ENDING]

    def test_a_claim_on_a_measured_fact_does_not(self):
        assert self.ENDING not in texts("funds_left")[0]

    def test_a_better_source_takes_the_remark_away(self):
        measured = [*facts(), fact("holders.long_term_spent", 600_000, "coins", span=30)]
        assert texts("coins_moved", measured) == ["Old holders spent 600,000 coins."]

    def test_only_the_first_sentence_that_quotes_the_essay_says_so(self):
        longer = says(COINS_MOVED, "Old coins moved. There were {{ spent | coins }}. It is much.")
        said = texts("coins_moved", coins_moved=longer)
        assert said == ["Old coins moved.", "There were 815,000" + self.ENDING, "It is much."]

    def test_a_detail_that_quotes_measured_facts_alone_does_not_say_so(self):
        text = "Old coins moved.\n\n### In detail\nThe funds lost {{ flow | usd }}."
        both = edited(says(COINS_MOVED, text), "facts:\n", "facts:\n  flow: etf.net_flow\n")
        writer = Writer(ask_with(facts(), coins_moved=both))
        assert [s.text for s in writer.sentences("coins_moved")] == [
            "Old coins moved" + self.ENDING
        ]
        assert self.ENDING not in writer.details("coins_moved")[0].text

    def test_a_definition_on_the_essays_fact_says_so(self):
        given = [*facts(), fact("derivatives.max_leverage", 1000, "x", source="essay")]
        assert texts("leverage_offered", given) == [
            "A move of 0.1% is as large as the margin" + self.ENDING
        ]

    def test_a_claim_that_holds_on_others_does_not_repeat_it(self):
        leaning = edited(SLIDE, "  - claim odds_fell\n", "  - claim coins_moved\n")
        assert self.ENDING not in texts("slide", slide=leaning)[0]

    def test_a_failure_that_stands_without_the_essay_does_not_say_so(self):
        """Two conditions miss, and one of them is measured."""
        both = edited(
            COINS_MOVED,
            "  spent: holders.long_term_spent\nwhen:\n",
            "  spent: holders.long_term_spent\n  flow: etf.net_flow\nwhen:\n"
            "  - flow > 0 USD m: money on the way in\n",
        )
        both = edited(both, "500,000 coins", "900,000 coins")
        assert not texts("coins_moved", coins_moved=both)[-1].endswith(self.ENDING)

    def test_a_group_that_stands_without_the_essay_does_not_say_so(self):
        either = edited(POSITIONS_HEAVY, "let:\n", "  spent: holders.long_term_spent\nlet:\n")
        either = edited(
            either,
            "  - forced >= 2 USD bn: our reading of heavy\n",
            "  - any of:\n      - spent >= 500,000 coins: our reading of large\n"
            "      - interest >= 50 USD bn: our reading of heavy\n",
        )
        assert self.ENDING not in texts("positions_heavy", positions_heavy=either)[0]
        alone = edited(either, "interest >= 50 USD bn", "interest >= 90 USD bn")
        assert texts("positions_heavy", positions_heavy=alone)[0].endswith(self.ENDING)

    def test_a_headline_beside_a_premise_that_nobody_knows_does_not_say_so(self):
        """One condition of the premise's group misses, and the other is not known."""
        open_ = edited(
            edited(POSITIONS_HEAVY, "let:\n", "  spent: holders.long_term_spent\nlet:\n"),
            "  - forced >= 2 USD bn: our reading of heavy\n",
            "  - any of:\n      - spent >= 500,000 coins: our reading of large\n"
            "      - interest >= 90 USD bn: our reading of heavy\n",
        )
        either = edited(
            SLIDE,
            "  - claim odds_fell\n",
            "  - any of: [claim odds_fell, claim positions_heavy]\n",
        )
        known = without("holders.long_term_spent")
        [said] = texts("slide", known, slide=either, positions_heavy=open_)
        assert self.ENDING not in said


def test_every_sentence_of_the_desk_is_bound_and_belongs_to_a_claim():
    writer = Writer(ask_with(facts()))
    written = [s for page in writer.run.book.pages for s in writer.sentences(page.claim)]
    assert len(written) >= 8
    for sentence in written:
        assert sentence.text.strip() == sentence.text
        covered = {i for a, b, _ in sentence.bound.spans for i in range(a, b)}
        assert all(i in covered for i, sign in enumerate(sentence.text) if sign.isnumeric())


def test_a_planted_number_is_a_bare_number_wherever_it_comes_from(unchecked):
    """The one refusal that everything else relies on."""
    planted = edited(ODDS_FELL, "That lifts", "In 2 steps that lifts")
    with pytest.raises(PageError) as caught:
        texts("odds_fell", odds_fell=planted)
    assert isinstance(caught.value.__cause__, BareNumber)
