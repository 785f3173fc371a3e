"""Output for terminals that know few characters: cp1252 or ascii in, something readable out."""

from __future__ import annotations

import codecs
import sys
import unicodedata
from io import TextIOWrapper

NAME, ASCII = "downdraft.plain", "downdraft_ascii"
LOOKS_LIKE = str.maketrans({
    "−": "-", "–": "-", "—": "-", "‑": "-", "‐": "-", "’": "'", "‘": "'", "“": '"', "”": '"',
    "…": "...", "·": "-", "•": "*", "×": "x", "÷": "/", "≥": ">=", "≤": "<=", "≈": "~", "≠": "!=",
    "→": "->", "←": "<-", "↑": "^", "↓": "v", "√": "sqrt", "Σ": "sum", "∞": "inf", "§": "par. ",
    "─": "-", "│": "|", "├": "|", "└": "`", "┌": ",", "┐": ".", "┘": "'", "┤": "|", "┬": "-",
    "┴": "-", "┼": "+", "━": "=", "█": "#", "░": ".", "▒": ":", "▓": "%",
    "▁": "_", "▂": ".", "▃": ":", "▄": "-", "▅": "=", "▆": "+", "▇": "*",
})  # fmt: skip


def readable(error: UnicodeError) -> tuple[str, int]:
    """What stands for the characters that an encoding lacks; raises what is no such error."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return plain(error.object[error.start : error.end]), error.end


def plain(text: str) -> str:
    """A text in ascii: signs by what looks like them, letters without their marks, others as ?."""
    bare = unicodedata.normalize("NFKD", text.translate(LOOKS_LIKE))
    kept = "".join(each for each in bare if not unicodedata.combining(each))
    return kept.encode("ascii", "replace").decode()


def let_print() -> None:
    """Let no character that a terminal lacks end a command."""
    codecs.register_error(NAME, readable)
    codecs.register(_own_ascii)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            bare = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding=ASCII if bare else None, errors=NAME)


def _own_ascii(name: str) -> codecs.CodecInfo | None:
    """Ascii under another name: click takes it for a mistake, and would write UTF-8."""
    if name != ASCII:
        return None
    found = codecs.lookup("ascii")
    return codecs.CodecInfo(
        found.encode, found.decode, found.streamreader, found.streamwriter,
        found.incrementalencoder, found.incrementaldecoder, ASCII,
    )  # fmt: skip
