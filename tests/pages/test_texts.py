"""The texts of a page: a misspelling is refused at load, also in a section that seldom speaks."""

from __future__ import annotations

import pytest

from engine.pages.printing import FILTERS
from engine.pages.texts import TESTS
from engine.words.cite import Refs
from engine.words.filters import make_environment
from tests.every import every
from tests.worlds import assumed, book, page_text

FELL = page_text(
    facts={"now": "price.close"}, said={"now": "90 USD/coin"}, when=["now < 100 USD/coin: ours"]
)


def with_fails(sentence: str) -> str:
    """The page with this text where it fails."""
    return FELL.replace("## Fails\nText.", f"## Fails\n{sentence}")


@pytest.mark.parametrize(
    "sentence",
    [
        "At {{ now | price }}, not {{ said.now }}; {{ misses }}.",
        "{{ asset }} on {{ now.as_of | day }}, by {{ now.source }}.",
        "{% if now is known %}{{ now | middle | price }}{% endif %} {{ assume.depth | pct }}",
        "{% if fell is holding %}It is {{ fell.now | price }}.{% endif %}",
    ],
)
def test_a_text_may_name_what_the_page_has(sentence):
    assert book(with_fails(sentence), assumptions=assumed("depth", "1 %", "2 %", "3 %"))


@every(
    ("sentence", "problem"),
    [
        ("It is {{ nwo | price }}.", "the text names 'nwo'; nearest: now"),
        ("It is {{ now | prices }}.", "no filter is named 'prices'; nearest: price"),
        ("{% if now is knwon %}x{% endif %}", "no test is named 'knwon'; nearest: known"),
        ("It is {{ now.cover | day }}.", "now has no 'cover'; nearest: coverage"),
        ("It is {{ said.then }}.", "said has no 'then'"),
        ("It is {{ assume.depht | pct }}.", "assume has no 'depht'"),
        ("It is {{ fell.nwo | price }}.", "fell has no 'nwo'; nearest: now"),
        ("It fell by 25 per cent.", "a bare number stands in 'It fell by 25 per cent.'"),
        ("It fell by ½.", "a bare number stands"),
        ("It is {{ now | price }.", "check the braces"),
    ],
)
def test_a_mistake_in_a_text_is_refused_at_load(sentence, problem, refused):
    assert problem in refused(book, with_fails(sentence))


def test_a_mistake_is_found_on_its_own_line(refused):
    page = with_fails("One line.\nAnother.\nAnd 25 here.")
    line = page.split("\n").index("And 25 here.") + 1
    assert f" line {line}: " in refused(book, page)


def test_the_briefing_has_every_filter_and_test_that_a_text_may_use():
    environment = make_environment(Refs(), None, laid_out=False)
    assert set(FILTERS) <= set(environment.filters)
    assert set(TESTS) <= set(environment.tests)
