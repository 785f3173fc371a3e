"""The section on two theses, in every form: rows, the warning, what would tell them apart."""

from __future__ import annotations

import json
import re

import pytest

from engine.briefing.compose import compose
from engine.briefing.export import as_json
from engine.briefing.render import render
from engine.pages.library import load_book
from kb.store import KnowledgeBase
from tests.briefing.theses.sides import BOTH, YEN_WEAK, both, but, on_the_day
from tests.contract.written_schema import hold_to_schema
from tests.desk import DAY, ask, edited, fact, facts, rendered
from tests.published import document

HEAD = {"text": "TWO THESES SIDE BY SIDE", "md": "## Two theses side by side"}
AFTER = {"text": "WHERE IT STOPS", "md": "## Where it stops"}


def documents(
    given: list, *forms: str, day: str = BOTH, asset: str = "btc", **changed: str
) -> list[str]:
    """The briefing of both documents' pages on a day, in these forms."""
    with KnowledgeBase.in_memory() as kb:
        kb.add(given)
        briefing = compose(ask(kb, both(**changed), day, asset=asset), kb)
        return [as_json(briefing) if form == "json" else render(briefing, form) for form in forms]


def section(document: str, form: str) -> str:
    """The section's text with single spaces."""
    _, found, rest = document.partition(HEAD[form])
    assert found
    return " ".join(rest.partition(AFTER[form])[0].split())


def text_of(given: list, **asked: str) -> str:
    return section(documents(given, "text", **asked)[0], "text")


def test_each_thesis_has_a_row_of_counts():
    told = text_of(but("fx.usdjpy"))
    assert "confirmed as stated contradicted own word unknown stated opinions" in told
    assert "The essay 3 3 3 1 0 1 of 2 1" in told
    assert "The comment 0 0 0 0 2 0 1" in told
    assert "Cannot be judged: of the comment’s claims two (1 missing, 1 upstream)." in told


def test_the_markdown_row_has_the_share_and_its_evidence():
    [document] = documents(on_the_day(), "md")
    told = section(document, "md")
    assert "| The essay | 3 | 3 | 3 | 1 | 0 | 1 of 2 | 1 | 51% | F" in told
    assert "| The comment | 2 | 2 | 0 | 0 | 0 | 0 | 1 | 4.46% | F" in told


def test_counts_are_said_to_be_no_weights():
    assert "These are counts, not weights of evidence, since claims rest on each other" in text_of(
        on_the_day()
    )


def test_a_share_that_is_known_is_printed_with_what_it_counts():
    assert "Share of the fall: the essay’s (the odds that were lost) is 51%; the comment’s" in (
        text_of(on_the_day())
    )


def test_a_share_that_is_unknown_names_what_is_missing_and_what_is_still_known():
    told = text_of(but("policy.cut_odds"))
    assert (
        "(the odds that were lost) cannot be said for want of odds of a cut, though what a bond "
        "pays is at most 3.3%; the comment’s (at most) is 4.46%."
    ) in told


def test_a_ceiling_that_is_unknown_too_is_not_printed():
    told = text_of(but("policy.cut_odds", "jgb.yield_30y"))
    assert "cannot be said for want of odds of a cut; the comment’s" in told


def test_a_share_of_a_fall_that_did_not_happen_has_no_value_and_nothing_is_missing():
    risen = edited(YEN_WEAK, "(rate - 150 JPY/USD) / rate", "10 % / max(-10 %, 0)")
    told = text_of(on_the_day(), **{"japan/yen_weak.md": risen})
    assert "the comment’s (at most) has no value on these facts." in told


def test_claims_that_rest_on_one_fact_are_not_so_many_witnesses():
    document = " ".join(documents(on_the_day(), "text")[0].split())
    said = re.search(
        r"Both of the comment’s confirmed claims rest on one fact, (F[0-9]+) \(fx\.usdjpy\), so "
        r"they are not two witnesses; the two rest on two facts\.",
        document,
    )
    assert said is not None
    assert f"{said.group(1)} fx.usdjpy 157 JPY/USD" in document


def test_the_fact_that_would_tell_them_apart_is_named_with_the_claims_it_decides():
    assert (
        "Best told apart by fx.usdjpy: with every day of it known, it could decide none of the "
        "essay, and "
        "“The yen is weak”, “Home bonds are worth having” of the comment, and move the essay’s "
        "balance (confirmed less contradicted) less the comment’s from 0 to between −2 and 2 at "
        "most."
    ) in text_of(but("fx.usdjpy"))


def test_where_nothing_is_lacking_the_nearest_known_fact_is_named():
    assert (
        "Nothing that is lacking would move their difference by itself; the known fact nearest to "
        "it is fx.usdjpy: “The yen is weak” turns if it goes from 157.00 JPY/USD to "
        "149.99 JPY/USD."
    ) in text_of(on_the_day())


def test_a_document_that_had_not_spoken_is_not_scored():
    told = text_of(facts(), day=DAY)
    assert "The comment had not spoken by then and is not scored." in told
    assert "The essay 3 3 3 1 0" in told
    assert "told apart" not in told


def test_on_another_asset_no_document_is_scored():
    given = [fact("price.close", 3_000, "USD/coin", BOTH, asset="eth")]
    told = text_of(given, asset="eth")
    assert told == (
        "The essay speaks of BTC, not of ETH, and is not scored. "
        "The comment speaks of BTC, not of ETH, and is not scored."
    )


def test_a_book_without_theses_has_no_such_section():
    assert HEAD["text"] not in rendered(facts(), "text")
    assert HEAD["md"] not in rendered(facts(), "md")


@pytest.mark.parametrize("given", [on_the_day(), but("fx.usdjpy"), but("price.close")])
def test_the_contract_has_the_comparison(given):
    [document] = documents(given, "json")
    hold_to_schema(json.loads(document))


def test_the_contract_names_both_sides_whether_scored_or_not():
    [document] = documents(facts(), "json", day=DAY)
    essay, comment = json.loads(document)["theses"]["sides"]
    assert (essay["document"], essay["scored"], len(essay["confirmed"])) == ("essay", "yes", 3)
    assert (comment["document"], comment["scored"], comment["confirmed"]) == (
        "comment", "not yet", [],
    )  # fmt: skip
    assert comment["share"] is None


def test_the_contract_has_what_tells_them_apart():
    [document] = documents(but("fx.usdjpy"), "json")
    told = json.loads(document)["theses"]
    assert told["telling"] == {
        "series": "fx.usdjpy", "measures": ["fx.usdjpy"], "now": 0, "low": -2, "high": 2,
        "decides": ["yen_weak", "home_bonds"], "exact": True,
    }  # fmt: skip
    assert told["flip"] is None


def test_the_contract_has_the_facts_that_several_claims_rest_on():
    [document] = documents(on_the_day(), "json")
    told = json.loads(document)["theses"]
    assert told["sides"][1]["shared"] == [
        {"series": "fx.usdjpy", "source": "desk", "as_of": BOTH,
         "claims": ["yen_weak", "home_bonds"]},
    ]  # fmt: skip
    assert (told["sides"][1]["facts"], told["common"]) == (2, [])
    assert told["flip"]["of"] == "yen_weak"


def test_on_the_essays_day_the_example_scores_the_essay_alone():
    told = section(document("2025-11-17", "text"), "text")
    assert "The comment had not spoken by then" in told
    assert "not seven witnesses" in told


def test_on_the_comments_day_the_example_scores_both():
    told = section(document("2025-11-21", "text"), "text")
    assert "Best told apart by price.close" in told
    assert "cannot be said for want of foreign bonds bought by Japan." in told
    sides = json.loads(document("2025-11-21", "json"))["theses"]["sides"]
    assert [side["scored"] for side in sides] == ["yes", "yes"]
    assert "<h2>Two theses side by side</h2>" in document("2025-11-21", "html")


def test_every_count_of_the_example_is_that_of_its_findings():
    told = json.loads(document("2025-11-21", "json"))
    status = {found["claim"]: found["status"] for found in told["findings"]}
    for side in told["theses"]["sides"]:
        for each in ("unknown", "stated"):
            assert {status[claim] for claim in side[each]} <= {each}
        for claim in (*side["confirmed"], *side["contradicted"]):
            as_said = status[claim] == load_book().page(claim).asserts
            assert as_said == (claim in side["confirmed"])
        assert sum(side["reasons"].values()) == len(side["unknown"])


@pytest.mark.parametrize("day", ["2025-11-17", "2025-11-21"])
def test_the_section_of_the_example_is_short(day):
    """The briefing has to stay within its three pages."""
    _, _, rest = document(day, "text").partition(HEAD["text"])
    lines = rest.partition(AFTER["text"])[0].strip().splitlines()
    assert len(lines) <= 20
    assert max(map(len, lines)) <= 96
