"""A document paragraph by paragraph: our words, its claims, said against measured, its score."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from engine.briefing.document.report import document_report
from engine.briefing.document.written import as_document
from engine.pages.library import load_book
from kb.built_in import catalog
from kb.packs.example import example_base
from kb.store import KnowledgeBase
from tests.briefing.theses.sides import BOTH, both, on_the_day
from tests.desk import COINS_MOVED, ask, edited

TOLD = (
    "essay:\n  E10: The bank turned.\n  E15: Old holders sold 815,000 coins.\n  E16: So they do.\n"
)
AGAIN = edited(COINS_MOVED, "source: [E15]\n", "source: [E15, E16]\n")
STATED = edited(AGAIN, "when:", "said:\n  spent: 815,000 coins (coins spent) E16\nwhen:")


SOURCES = Path(__file__).resolve().parents[2].parent / "shared" / "sources"
IN_A_ROW = 6


def paragraphs(file: Path) -> dict[str, str]:
    """The numbered paragraphs of a document."""
    return dict(re.findall(r"\*\*\[([EJ]\d+)\]\*\* (.*)", file.read_text(encoding="utf-8")))


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of so many words in a text."""
    words = re.findall(r"[a-z’']+", text.lower().replace("’", "'"))
    return {tuple(words[i : i + IN_A_ROW]) for i in range(len(words) - IN_A_ROW + 1)}


def flat(document: str) -> str:
    """A document with single spaces."""
    return " ".join(document.split())


def report(form: str, letter: str = "E", only: str | None = None, day: str = BOTH) -> str:
    """The report of one of the desk's two documents on a day, with single spaces."""
    book = both(coins_moved=STATED, **{"documents.yaml": TOLD})
    with KnowledgeBase.in_memory() as kb:
        kb.add(on_the_day())
        return flat(as_document(document_report(kb, ask(kb, book, day), letter, only), form))


@pytest.fixture(scope="module")
def essay() -> str:
    return report("text")


def test_a_paragraph_stands_in_our_words_with_what_became_of_its_claims(essay):
    assert "E10 The bank turned. “The market stopped expecting a cut”: holds, confirmed" in essay
    assert "E15 Old holders sold 815,000 coins. “Old coins moved”: holds, on its own word" in essay
    assert "Old holders spent 815,000 coins, on the essay’s word alone. [S" in essay


def test_what_it_states_stands_against_what_was_measured_under_its_own_paragraph(essay):
    said = "Said, coins spent: 815,000 coins; measured unknown; cannot be checked (no other source)"
    assert f"{said} [E16]" in essay


def test_a_claim_is_told_once_and_named_again(essay):
    assert "E16 So they do. “Old coins moved”: holds, on its own word alone; see E15" in essay


def test_the_score_of_the_document_stands_at_the_end(essay):
    assert "THE SCORE confirmed as stated" in essay
    assert "The essay 3 3 3 1 0 1 of 2 1 Confirmed is what" in essay


def test_one_paragraph_can_be_looked_up():
    alone = report("text", only="E16")
    assert "E16 So they do. “Old coins moved”" in alone
    assert "Old holders spent 815,000 coins" in alone
    assert "E15 Old" not in alone
    assert "THE SCORE" not in alone


def test_the_markdown_and_the_tree_hold_the_same():
    assert (
        "## E10 The bank turned. - **The market stopped expecting a cut** (holds, confirmed)"
        in report("md")
    )
    tree = json.loads(report("json"))
    [moved] = [p["claims"] for p in tree["paragraphs"] if p["paragraph"] == "E15"]
    assert (moved[0]["claim"], moved[0]["found"]) == ("coins_moved", "holds, on its own word alone")
    assert moved[0]["said"][0]["paragraph"] == "E16"
    assert tree["score"]["own_word"] == ["coins_moved"]


def test_a_document_of_a_later_day_is_put_to_the_facts_and_not_scored():
    early = report("text", "J", day="2025-11-17")
    assert "J11 “The yen is weak”: unknown" in early
    assert "The comment had not spoken by then and is not scored." in early


def test_every_paragraph_of_both_documents_is_restated():
    told = load_book().paragraphs
    assert list(told) == [f"E{n}" for n in range(1, 39)] + [f"J{n}" for n in range(1, 16)]
    assert [number for number, text in told.items() if not text.endswith(".")] == []


def test_pages_that_repeat_their_document_stand_in_it_on_every_day():
    """Two years before the essay a briefing leaves them out."""
    with example_base(catalog()) as kb:
        run = ask(kb, load_book(), "2023-11-17")
        told = as_document(document_report(kb, run, "E", "E18"), "text")
    assert "as of 17 November 2023" in flat(told)
    assert "“At a thousand times a tenth of a percent takes the margin”: stated" in flat(told)


@pytest.mark.parametrize("document", ["essay", "comment"])
def test_no_restatement_copies_its_paragraph(document):
    """Not six words in a row, figures apart."""
    if not (SOURCES / f"{document}.md").exists():
        pytest.skip("the documents are not beside this checkout")
    restated = load_book().paragraphs
    for number, source in paragraphs(SOURCES / f"{document}.md").items():
        ours, theirs = runs(restated[number]), runs(source)
        assert not ours & theirs, number
