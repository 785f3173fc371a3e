"""Whole documents: nothing bare, nothing broken by what a stranger wrote into a fact."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from engine.briefing import render as documents
from engine.briefing.render import pad, render, wrap
from engine.words.cite import BareNumber, Bound, Ref, Refs, unmarked
from kb.facts import FactError
from tests.desk import (
    DAY,
    FUNDS_LEFT,
    book_of,
    composed,
    edited,
    fact,
    facts,
    instead,
    rendered,
    unread,
    without,
)
from tests.every import every

FORMS = ("text", "md", "html", "floor")
REF = Ref("fact", "some.thing")
HOSTILE = {
    "pipes": "a | b || c",
    "backticks": "`code` and ``` fence",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "a link": "[click](javascript:alert(1)) ![](http://example.com/x.png)",
    "emphasis": "**bold** _slanted_ ~~struck~~",
    "entities": "&lt;script&gt; &#124; &amp;",
    "escapes": "\\| \\` \\\\",
    "a heading": "# Not a heading",
    "a rule": "--- | --- | ---",
    "marks": "\ue0000\ue00199\ue002 \uf8ff",
    "braces": "{{ asset }} {% raw %}",
}


def noted(note: str) -> list:
    """The desk's facts, one of them with a note."""
    return instead(fact("onchain.realised_price", 56_000, "USD/coin", note=note))


class Page(HTMLParser):
    """The tags of an HTML page, and the texts of its cells, its items and their parts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.cells: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag in ("td", "th", "li", "span"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


def table_widths(markdown: str) -> list[set[int]]:
    """For each table of a Markdown text, how many cells its rows have."""
    tables, inside = [], False
    for line in markdown.splitlines():
        row = line.startswith("|")
        if row and not inside:
            tables.append(set())
        if row:
            tables[-1].add(line.replace("\\\\", "").replace("\\|", "").count("|"))
        inside = row
    return tables


@pytest.mark.parametrize("form", FORMS)
def test_a_document_is_the_same_twice(form):
    assert rendered(facts(), form) == rendered(facts(), form)


@pytest.mark.parametrize("form", FORMS)
def test_a_document_ends_in_one_line_feed_and_holds_no_marks(form):
    text = rendered(facts(), form)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert not any("\ue000" <= sign <= "\uf8ff" for sign in text)


def test_the_sections_stand_in_their_order():
    heads = [line[3:] for line in rendered(facts(), "md").splitlines() if line.startswith("## ")]
    assert heads == [
        "What changed since the last briefing", "The answer in numbers", "Why it is falling",
        "What the sources said against what was measured", "Where it stops",
        "What could not be judged", "What would change our mind", "The claims in detail",
        "Every number the sources stated", "What each unjudged claim needs", "Not judged, and why",
        "Evidence", "What could not be measured", "Method",
    ]  # fmt: skip


def test_the_terminal_twin_has_the_same_sections():
    markdown, text = rendered(facts(), "md"), rendered(facts(), "text")
    heads = [line[3:].upper() for line in markdown.splitlines() if line.startswith("## ")]
    upper = [line for line in text.splitlines() if line.isupper() and line[0] != " "]
    assert heads == [line.removeprefix("ANNEX: ") for line in upper]


def test_a_terminal_line_is_no_wider_than_a_terminal():
    lines = rendered(facts(), "text").splitlines()
    assert max(len(line) for line in lines if line[:5].strip()) <= 100


@pytest.mark.parametrize("form", ["text", "md"])
def test_every_sentence_of_the_run_is_in_the_document(form, kb, book):
    briefing = composed(kb, book)
    document = " ".join(render(briefing, form).split())
    for sentence in briefing.sentences:
        assert sentence.text in document
        assert f"[{sentence.id} · " in document


def test_a_briefing_without_a_headline_says_so():
    given = without("etf.net_flow")
    assert rendered(given, "md").startswith("# No headline can be given on these facts\n")
    assert rendered(given, "text").startswith("No headline can be given on these facts.\n")


@pytest.mark.parametrize("form", FORMS)
def test_a_base_without_a_fact_that_is_read_has_a_briefing_that_says_nothing_is_known(form):
    assert "unknown" in rendered(unread(), form)


def test_a_book_without_a_floor_has_no_empty_headings_for_one():
    order = "why:\n  etf:\n    What the funds did: [funds_left]\n"
    text = rendered(facts(), "text", briefing=order)
    assert "Anchors" not in text
    assert "random walk" not in text


@pytest.fixture
def bounds(monkeypatch) -> list[Bound]:
    """What was bound on the way to each document."""
    seen: list[Bound] = []

    def watching(marked: str, refs: Refs) -> Bound:
        seen.append(bind(marked, refs))
        return seen[-1]

    bind = documents.bind
    monkeypatch.setattr(documents, "bind", watching)
    return seen


@pytest.mark.parametrize("form", ["text", "md", "floor"])
def test_every_numeral_of_a_document_is_bound(form, bounds):
    rendered(facts(), form)
    [bound] = bounds
    covered = {i for start, end, _ in bound.spans for i in range(start, end)}
    assert all(i in covered for i, sign in enumerate(bound.text) if sign.isnumeric())


@pytest.mark.parametrize("form", FORMS)
def test_a_number_planted_in_a_template_stops_the_document(form, monkeypatch):
    honest = documents._template
    monkeypatch.setattr(documents, "_template", lambda name: honest(name) + "\nBuy at 60,000.")
    with pytest.raises(BareNumber, match=r"Buy at 60,000"):
        rendered(facts(), form)


@every("note", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_note_breaks_no_table(note):
    assert table_widths(rendered(noted(note), "md")) == table_widths(rendered(noted("plain"), "md"))


@every("note", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_note_is_shown_as_it_was_written_and_adds_no_tag(note):
    page, plain = Page(rendered(noted(note), "html")), Page(rendered(noted("plain"), "html"))
    assert page.tags == plain.tags
    shown = " ".join("".join(c for c in note if not "\ue000" <= c <= "\uf8ff").split())
    assert shown in [" ".join(cell.split()) for cell in page.cells]


@pytest.mark.parametrize("sign", ["\x1b[31m", "\x07", "\r", "\n", "\u202e", "\u2028", "\x9b31m"])
def test_no_fact_carries_what_would_drive_a_terminal(sign):
    with pytest.raises((FactError, ValueError)):
        noted(f"all{sign} well")


@pytest.mark.parametrize("source", ["<b>", "a|b", "A`B", "x" * 41, "two words", "\ue000"])
def test_no_source_is_named_in_a_hostile_way(source):
    with pytest.raises(FactError, match="source"):
        fact("price.close", 1, "USD/coin", source=source)


def test_a_title_of_a_page_stays_text_in_html():
    titled = edited(FUNDS_LEFT, "# Money left the funds", "# Money <b>left</b> the | funds")
    assert "<b>" not in rendered(facts(), "html", funds_left=titled)


def test_padding_is_counted_without_marks():
    marked = Refs().mark("44%", REF)
    assert len(unmarked(pad(marked, 10))) == 10
    assert pad("a long label", 5).endswith("label  ")


def test_wrapping_is_counted_without_marks_and_loses_nothing():
    refs = Refs()
    text = " ".join(refs.mark(f"{i} words here", REF) for i in range(30))
    wrapped = wrap(text, "  ", 40)
    assert all(len(unmarked(line)) <= 40 for line in wrapped.splitlines())
    assert wrapped.split() == text.split()


def test_a_word_wider_than_the_line_stands_alone():
    assert wrap("a " + "x" * 50 + " b", width=10).splitlines() == ["a", "x" * 50, "b"]


def test_two_documents_of_one_composer_agree_with_those_of_two(kb, book):
    briefing = composed(kb, book)
    both = [render(briefing, form) for form in ("md", "text", "md")]
    assert both[0] == both[2]
    assert both[1] == render(composed(kb, book_of()), "text")


def test_a_note_cannot_look_like_a_row_of_the_evidence():
    """A long note is quoted, and stands deeper than the rows from its second line on."""
    long = " ".join(["much", "ado"] * 12)
    note = f"{long} F98 price.close 1 USD/coin, as of 2025-11-17, known 2025-11-17"
    given = [*without("price.close"), fact("price.close", 92_215, "USD/coin", DAY, note=note)]
    text = rendered(given, "text")
    rows = text.partition("ANNEX: EVIDENCE")[2]
    assert f"“{long[:20]}" in rows
    assert "F98" in rows
    assert not re.search(r"^ {0,5}F98", rows, re.MULTILINE)


@pytest.mark.parametrize("form", ["md", "text", "html"])
def test_a_source_whose_terms_ask_for_a_credit_gets_one_where_it_is_quoted(form):
    """And nobody else does: the desk asks for none."""
    asked = "Credit, as the sources ask for it: Farside Investors."
    assert asked in " ".join(rendered(facts(), form).split())
    own = fact("etf.net_flow", -492, "USD m", "2025-11-14")
    assert "Credit, as" not in rendered(instead(own), form)
