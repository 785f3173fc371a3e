"""The page in Chromium: wide, on a phone, in the dark and on paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.briefing.render import render
from kb.store import KnowledgeBase
from tests import published
from tests.briefing.past import past
from tests.browser import CHROMIUM, LACKING, LOOKS, PHONE, WIDE, Opened, looking
from tests.desk import book_of, composed

pytestmark = pytest.mark.skipif(not CHROMIUM, reason=LACKING)


@pytest.fixture(scope="module")
def document(tmp_path_factory) -> Path:
    """The page of a desk with a past, as a file."""
    file = tmp_path_factory.mktemp("page") / "briefing.html"
    with KnowledgeBase.in_memory() as base:
        base.add(past())
        file.write_text(render(composed(base, book_of()), "html"), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def example(tmp_path_factory) -> Path:
    """The page of the example, which has a front page."""
    file = tmp_path_factory.mktemp("example") / "briefing.html"
    file.write_text(render(published.with_past("2025-11-17"), "html"), encoding="utf-8")
    return file


@pytest.fixture
def look(browser, document):
    """Opens the page in one of its looks; every request but the one for the file is refused."""
    with looking(browser) as opened:

        def there(name: str) -> Opened:
            found = opened(name, lambda asked: asked.url == document.as_uri())
            found.page.goto(document.as_uri())
            return found

        yield there


@pytest.mark.parametrize("name", LOOKS)
def test_no_complaint_no_request_and_nothing_wider_than_the_screen(look, name):
    opened = look(name)
    assert opened.complaints == []
    wide, screen = opened.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= screen
    assert opened.page.locator("figure svg.chart[role=img]").count() == 6
    assert opened.page.locator("figure svg.strip[role=img]:visible").count() > 1


def test_the_table_of_the_front_page_is_read_on_a_phone_without_moving_it(browser, example):
    """Value, place and sparkline of each row lie on the screen, and a citation can be touched."""
    page = browser.new_page(viewport=PHONE, has_touch=True)
    page.goto(example.as_uri())
    table = page.locator("#front .wide")
    assert table.evaluate("each => each.scrollWidth <= each.clientWidth")
    rows = page.locator(".gauges tbody tr")
    shown = rows.evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('th, td:not(:empty), svg')]"
        ".map(each => each.getBoundingClientRect()).filter(box => box.width)"
        ".map(box => [box.left, box.right]))"
    )
    assert len(shown) > 10
    assert all(0 <= left < right <= PHONE["width"] for row in shown for left, right in row)
    assert page.locator(".gauges svg.spark:visible").count() > 5
    small = page.locator("#front .cited .cite a:visible").evaluate_all(
        "all => all.filter(a => Math.min(a.getBoundingClientRect().height,"
        " a.getBoundingClientRect().width) < 24).length"
    )
    assert small == 0


@pytest.mark.parametrize(("which", "where"), [("document", None), ("example", "#front")])
def test_axe_finds_nothing_serious(browser, request, which, where):
    """By all its rules but the slowest, that of contrast: the colours are held to it by hand.

    Of the example its front page, which the other has not: what is behind it is alike in both.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = browser.new_page(viewport=WIDE)
    page.goto(request.getfixturevalue(which).as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": False}}}
    found = axe.Axe().run(page, where, options).response["violations"]
    grave = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in grave] == []


@pytest.mark.parametrize("name", ["wide", "phone"])
def test_a_click_on_a_number_ends_at_its_fact(look, name):
    page = look(name).page
    number = page.locator("main a.n:visible").first
    target = number.get_attribute("href")
    number.click()
    entry = page.locator(target)
    assert page.url.endswith(target)
    assert entry.locator("strong.no").inner_text() == target[1:]
    assert "known" in entry.inner_text()


def test_a_fact_stands_beside_the_text_when_its_citation_is_reached_by_keyboard(look):
    page = look("wide").page
    citation = page.locator("main .cite a[href^='#F']:visible").first
    entry = page.locator(citation.get_attribute("href"))
    assert entry.evaluate("each => getComputedStyle(each).position") != "fixed"
    citation.focus()
    assert entry.evaluate("each => getComputedStyle(each).position") == "fixed"
    beside, text = entry.bounding_box(), page.locator("main").bounding_box()
    assert beside["x"] >= text["x"] + text["width"]
    assert beside["x"] + beside["width"] <= WIDE["width"]


def test_a_link_to_what_is_folded_opens_it(look, document):
    page = look("wide").page
    folded = page.locator("details:not([open]) span[id^='S']").first.get_attribute("id")
    page.locator(f"#evidence a[href='#{folded}']").first.click()
    assert page.locator(f"#{folded}").is_visible()


def test_no_two_names_of_a_chart_stand_on_each_other(look):
    """Measured in the letters the browser has, as wide as they are there."""
    for name in ("wide", "phone"):
        boxes = look(name).page.evaluate(
            """() => [...document.querySelectorAll('figure svg')].map(svg =>
              [...svg.querySelectorAll('text')].map(text => {
                const b = text.getBoundingClientRect();
                const part = b.height * 0.25;
                return [b.left, b.top + part, b.right, b.bottom - part, text.textContent];
              }))"""
        )
        screen = LOOKS[name]["viewport"]["width"]
        for texts in boxes:
            assert all(left >= 0 and right <= screen for left, _, right, *_ in texts)
            for n, one in enumerate(texts):
                for other in texts[n + 1 :]:
                    apart = (
                        one[2] <= other[0] or other[2] <= one[0]
                        or one[3] <= other[1] or other[3] <= one[1]
                    )  # fmt: skip
                    assert apart, (name, one[4], other[4])


def test_the_front_page_prints_on_one_page_of_a4_and_what_is_folded_is_printed(browser, example):
    page = browser.new_page(bypass_csp=True)
    page.goto(example.as_uri())
    assert page.locator("#front table.gauges").count() == 1
    whole = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="print")
    assert page.locator("#whole h3").first.is_visible()
    page.add_style_tag(content="#front ~ *, footer { display: none !important }")
    front = page.pdf(prefer_css_page_size=True)
    assert _pages(front) == 1 < _pages(whole)


def _pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))
