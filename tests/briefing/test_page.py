"""The page of HTML: every link leads somewhere, every number to its fact, strangers stay text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files

import pytest

from engine.briefing.html.bound import bind_page
from engine.briefing.html.links import cited_sentences, facts_in
from engine.briefing.pictures import gallery
from engine.briefing.pictures.gallery import pictures
from engine.briefing.render import render
from engine.words.cite import BareNumber, Ref, Refs, unmarked
from kb.store import KnowledgeBase
from tests.briefing.past import past
from tests.desk import book_of, composed, fact, facts, rendered

FACT = Ref("fact", "price.close", ((7,),))


class Anchors(HTMLParser):
    """The ids of a page, where its links lead, and whatever else it would load."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        if "id" in of:
            self.ids.append(of["id"] or "")
        if tag == "a":
            self.links.append(of["href"] or "")
        self.loads += [of[name] or "" for name in ("src", "srcset", "action") if name in of]
        if tag in ("link", "script", "iframe", "object", "img"):
            self.loads.append(tag)


@pytest.fixture(scope="module")
def briefing():
    with KnowledgeBase.in_memory() as base:
        base.add(past())
        yield composed(base, book_of())


@pytest.fixture(scope="module")
def page(briefing) -> str:
    return render(briefing, "html")


def test_every_link_leads_to_a_place_on_the_page(page):
    found = Anchors(page)
    assert len(found.links) > 100
    assert all(link.startswith("#") for link in found.links)
    assert {link[1:] for link in found.links} <= set(found.ids)


def test_no_place_is_named_twice(page):
    assert [name for name, times in Counter(Anchors(page).ids).items() if times > 1] == []


def test_every_sentence_every_fact_and_every_paragraph_cited_is_a_place(page, briefing):
    ids = set(Anchors(page).ids)
    assert {sentence.id for sentence in briefing.sentences} <= ids
    assert {unmarked(row.cells[0]) for row in briefing.evidence} <= ids
    cited = {number for s in briefing.sentences for number in s.paragraphs}
    assert cited <= ids


def test_a_fact_leads_back_to_every_sentence_that_rests_on_it(page, briefing):
    for sentence in cited_sentences(briefing):
        for name in facts_in(sentence.cite):
            entry = re.search(f'<li id="{name}">.*?</li>', page, re.DOTALL).group()
            assert f'href="#{sentence.id}"' in entry


def test_an_entry_of_the_evidence_says_value_day_knowledge_source_and_batch(page):
    entry = re.search(r'<li id="F\d+">.*?94,?000.*?</li>|<li id="F1">.*?</li>', page).group()
    assert all(word in entry for word in ("as of", "known", "Binance", "batch"))


def test_the_page_asks_nothing_of_any_host(page):
    assert Anchors(page).loads == []
    assert "url(" not in page
    assert "@import" not in page
    assert "default-src &#39;none&#39;" in page


def test_a_desk_with_a_past_is_drawn(briefing):
    assert [each.key for each in pictures(briefing)] == [
        "price", "falls", "flows", "interest", "odds", "turning",
    ]  # fmt: skip


def test_a_desk_without_a_past_has_no_empty_picture():
    page = rendered(facts(), "html")
    assert "In pictures" not in page or "<figure" in page
    assert "picture-price" not in page


def test_a_picture_proves_its_sentence_from_the_facts(briefing):
    """The depth of the fall, recomputed from the facts that the desk was given."""
    closes = {each.as_of: each.value for each in past() if each.series == "price.close"}
    days = sorted(closes)
    year = [closes[day] for day in days[-365:]]
    under = 1 - year[-1] / max(year)
    [price] = [each for each in pictures(briefing) if each.key == "price"]
    assert f"{100 * under:.1f}% under the highest close of the past year" in unmarked(price.title)
    [flow] = [each for each in pictures(briefing) if each.key == "flows"]
    sessions = sorted((e.as_of, e.value) for e in past() if e.series == "etf.net_flow")
    week = sum(value for _, value in sessions[-5:])
    assert f"{abs(week) / 1e6:,.0f}m net" in unmarked(flow.title)


def test_a_bare_number_in_a_picture_stops_the_page(briefing, monkeypatch):
    def drawn(_):
        made = gallery.priced(briefing)
        return replace(made, svg=made.svg.replace("</svg>", "<text>60,000</text></svg>"))

    monkeypatch.setattr(gallery, "PICTURES", (drawn,))
    with pytest.raises(BareNumber, match=r"60,000"):
        render(briefing, "html")


def test_a_number_is_a_link_to_the_first_of_its_facts():
    refs = Refs()
    marked = f"<p>It closed at {refs.mark('$85,129', FACT)}.</p>"
    found = bind_page(marked, refs, lambda ref: ("F3",))
    assert '<a class="n" tabindex="-1" href="#F3">$85,129</a>' in found


@pytest.mark.parametrize("tag", ["svg", "a", "title", "summary"])
def test_a_number_within_what_holds_no_link_is_none(tag):
    refs = Refs()
    found = bind_page(f"<{tag}>{refs.mark('9', FACT)}</{tag}>", refs, lambda ref: ("F3",))
    assert found == f"<{tag}>9</{tag}>"


def test_the_mark_of_a_scale_needs_no_fact_and_any_other_text_does():
    tick = '<text class="tick" x="1">100</text>'
    assert bind_page(tick, Refs(), lambda ref: ()) == tick
    with pytest.raises(BareNumber):
        bind_page(tick.replace("tick", "grey"), Refs(), lambda ref: ())


def test_what_is_escaped_stays_escaped():
    refs = Refs()
    marked = f"<p>{refs.mark('&lt;b&gt; &amp; it&#39;s 9', FACT)}</p>"
    assert bind_page(marked, refs, lambda ref: ()) == "<p>&lt;b&gt; &amp; it&#39;s 9</p>"


def test_a_hostile_note_stays_text_where_facts_stand_beside_the_text():
    note = '"><script>alert(1)</script><a href="//evil.example">x</a>'
    page = rendered([*facts(), fact("holders.long_term_spent", 9, "coins", note=note)], "html")
    assert "<script" not in page
    assert 'href="//' not in page


def _luminance(colour: str) -> float:
    digits = "".join(2 * c for c in colour) if len(colour) == 3 else colour
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_text_stands_out_from_the_page_by_seven_to_one():
    """In light, in the dark and in print, by the formula of the WCAG."""
    style = files("engine.templates").joinpath("briefing.css").read_text(encoding="utf-8")
    themes = [dict(re.findall(r"--(\w+):#([0-9a-f]{3,6})", rule)) for rule in style.split(":root{")]
    themes = [theme for theme in themes if "paper" in theme]
    assert len(themes) == 3
    for theme in themes:
        for ink in ("ink", "grey", "accent", "warn"):
            dark, light = sorted((_luminance(theme[ink]), _luminance(theme["paper"])))
            assert (light + 0.05) / (dark + 0.05) >= 7.0, (ink, theme)
