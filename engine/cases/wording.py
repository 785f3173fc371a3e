"""Words that a page's text may not choose: a page comes in, its typed claims too many go out.

How large a change was is said by the filter `word`, from the number itself. Typed by hand the word
would stay when the number moves. And a mechanism is a reading of what happened together: its text
says what coincides with what, and leaves causes to a record of what followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import Environment

from engine.pages.page import Page, Section

GRADED = (
    r"collaps\w+|slump\w*|eas(?:ed|es)|surg(?:e|es|ed|ing)|plung\w+|soar\w*|jump\w*|plummet\w*|"
    r"tumbl(?:e|es|ed|ing)|crash\w*|crater\w*|(?:sky)?rocket\w*|spik(?:e|es|ed|ing)|dropped|"
    r"slipped|climbed|edged (?:up|down)|balloon\w*|evaporat\w+|explod\w+|implod\w+|melted|"
    r"sharply|slightly|dramatically|massive(?:ly)?|huge(?:ly)?"
)
CAUSAL = (
    r"caus(?:e|es|ed|ing)|driv(?:es|en|ing)|drove|because|due to|owing to|thanks to|leads? to|"
    r"led to|results? in|resulted in|trigger\w*|brought about|therefore|hence"
)
_GRADED, _CAUSAL = (
    re.compile(r"\b(?:" + words + r")\b", re.IGNORECASE) for words in (GRADED, CAUSAL)
)


def wording(page: Page) -> Iterator[tuple[int, str]]:
    """The typed words of a page that are not its own to choose, with their lines."""
    for name, section in page.sections:
        for line, word in _typed(section, _GRADED):
            problem = f"{word!r} grades a change by hand"
            yield line, f'{problem}; print the change with the filter word("moved"), or leave it'
        if page.kind == "mechanism" and name.startswith("Holds"):
            for line, word in _typed(section, _CAUSAL):
                problem = f"{word!r} says that one thing caused another"
                yield line, f"{problem}; write what coincides, `why` shows what followed before"


def _typed(section: Section, words: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Every such word of a section's own text, none of what its tags print."""
    for first, kind, text in Environment().lex(section.text):
        if kind == "data":
            for found in words.finditer(text):
                yield section.line + first - 1 + text.count("\n", 0, found.start()), found.group()
