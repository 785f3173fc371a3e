"""What others wrote in a message: bounded, and nothing that a terminal would obey."""

from __future__ import annotations

import pytest

from kb.shown import LONGEST, QUOTED, by_code_point, harmless, obeyed, shown


@pytest.mark.parametrize("text", ["a\tb\nc", "5 % − 3 × 2 ≥ 1", "Zoë’s", "日本", ""])
def test_what_only_prints_is_left_as_it_is(text):
    assert (harmless(text), shown(text), obeyed(text)) == (text, text, None)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\x1b[31m", r"\x1b[31m"),
        ("\x9b31m", r"\x9b31m"),
        ("a\rb", r"a\rb"),
        ("\u202e", r"\u202e"),
        ("\udce9", r"\udce9"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_what_a_terminal_would_obey_is_written_out(text, written):
    assert harmless(text) == written
    assert obeyed(text)


@pytest.mark.parametrize("quote", ["'", '"', "`"])
def test_a_long_quote_loses_its_middle_and_the_advice_stays(quote):
    said = shown(f"low.md line 3: in {quote}{'now + ' * 5_000}{quote} it ends; write a name")
    assert len(said) < QUOTED + 60
    assert "…" in said
    assert said.endswith(f"{quote} it ends; write a name")


def test_a_long_name_loses_its_middle():
    assert shown(f"{'a' * 5_000} is there") == f"{'a' * 100}…{'a' * 99} is there"


def test_no_message_is_a_book():
    assert len(shown("so it is " * 10_000)) == LONGEST


def test_an_apostrophe_opens_no_quote():
    said = f"the page's words {'are many and ' * 15} the world's"
    assert shown(said) == said


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\u202eb", "a‹U+202E›b"), ("f\u0435ll, Zoë", "f‹U+0435›ll, Zoë"),
        ("a\u3164b", "a‹U+3164›b"),
        ("цена и спрос", "цена и спрос"), ("a\u00a0b", "a‹U+00A0›b"), ("a\x07", "a‹U+0007›"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_by_eye_is_told_by_its_number(text, written):
    assert by_code_point(text) == written
