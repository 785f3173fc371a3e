"""Phrases: what several pages say in the same words, read once and put into their texts."""

from __future__ import annotations

import pytest

from engine.pages.errors import PageError
from engine.pages.phrases import included, read_phrases, with_phrases
from tests.desk import SLIDE, book_of

FILE = "rules/phrases.yaml"


def test_a_phrase_stands_in_one_line_so_that_the_page_keeps_its_lines():
    phrases = read_phrases("the_move: |\n  it fell\n  by {{ a.fall | pct }}\n", FILE)
    page = '# A\n\n## Holds\n{% include "the_move" %}.\nMore.\n'
    assert with_phrases(page, phrases, "a.md").split("\n")[3:5] == [
        "it fell by {{ a.fall | pct }}.",
        "More.",
    ]
    assert included(page) == {"the_move"}


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ('x\n{% include "the_mov" %}', "line 2: no phrase is named 'the_mov'; nearest: the_move"),
        ("{%- include 'other' -%}", "line 1: no phrase is named 'other'"),
    ],
)
def test_a_phrase_that_there_is_not_is_named_with_its_line(page, told, refused):
    assert told in refused(with_phrases, page, {"the_move": "it fell"}, "rules/a.md")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('a: x\nb: a {% include "a" %}', "line 2: a phrase includes no other"),
        ("The Move: x", "'The Move' is no name"),
        ("a: [x]", "line 1: "),
    ],
)
def test_what_is_no_phrase_is_refused(text, told, refused):
    assert told in refused(read_phrases, text, FILE)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{% include "odd" %}.', "^rules/phrases.yaml line 3: .*\\(rules/headline/slide.md line "),
        (
            'On 7 days {% include "odd" %}.',
            "^rules/headline/slide.md line .*; 'odd' is of rules/ph",
        ),
    ],
)
def test_a_fault_in_a_phrase_is_told_by_the_line_of_the_phrase(line, told):
    page = SLIDE.replace("## Holds\n", f"## Holds\n{line}\n")
    phrases = "fine: it fell\n# By how much.\nodd: it fell by {{ fal | pct }}\n"
    with pytest.raises(PageError, match=told):
        book_of(**{"slide": page, "phrases.yaml": phrases})
