"""What others wrote, as it may stand in a message: bounded, and with nothing that acts on a screen.

In: a text that quotes names, values and files. Out: the same with long runs cut in their middle and
every character that a terminal would obey written out.
"""

from __future__ import annotations

import re
import unicodedata

QUOTED = 200
"""How many characters of what was given a message quotes."""
LONGEST = 1_000
"""How long a line of a message is at most."""

UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f"
)
"""Control characters, line separators, byte-order marks, lone surrogates, tags and the marks that
turn the direction of text, for a class of a pattern."""
_OBEYED = re.compile(f"[{UNSEEN}]")
_QUOTE = re.compile(rf"(?<!\w)(['\"`])((?:\\.|(?!\1)[^\\]){{{QUOTED + 1},}})\1")
_WORD = re.compile(r"[^ ]+")
_BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters and marks that leave a gap or nothing on a page."""
_RUN = re.compile(rf"\S{{{QUOTED + 1},}}")


def harmless(text: str) -> str:
    """A text whose control characters, marks of direction and surrogates are written out."""
    return text if text.isprintable() else _OBEYED.sub(_written_out, text)


def obeyed(text: str) -> re.Match[str] | None:
    """The first character in a text that has no place on a page or in a name."""
    return None if text.isprintable() else _OBEYED.search(text)


def by_code_point(text: str) -> str:
    """A text in which what cannot be seen, or looks like another letter, stands as its number.

    A letter looks like another where it is none of Latin in a word with plain ones.
    """
    if text.isascii() and text.isprintable():
        return text
    return _WORD.sub(lambda word: "".join(_numbered(sign, word[0]) for sign in word[0]), text)


def code_point(sign: str) -> str:
    """The number of a character, as U+202E."""
    return f"U+{ord(sign):04X}"


def _numbered(sign: str, word: str) -> str:
    unseen = (not sign.isprintable() or sign in _BLANK) and sign != " "
    foreign = sign.isalpha() and not sign.isascii() and "LATIN" not in unicodedata.name(sign, "")
    like = foreign and any(each.isascii() and each.isalpha() for each in word)
    return f"‹{code_point(sign)}›" if unseen or like else sign


def shown(text: str) -> str:
    """A message that quotes at most 200 characters in a row, and is itself no book."""
    if len(text) > QUOTED:
        text = _QUOTE.sub(lambda found: found[1] + _cut(found[2], QUOTED) + found[1], text)
        text = _RUN.sub(lambda found: _cut(found[0], QUOTED), text)
    return "\n".join(harmless(_cut(line, LONGEST)) for line in text.split("\n"))


def _written_out(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def _cut(text: str, longest: int) -> str:
    """A text, its middle left out where it is too long."""
    half = longest // 2
    return text if len(text) <= longest else f"{text[:half]}…{text[1 - half :]}"
