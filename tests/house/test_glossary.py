"""docs/glossary.md says where each word lives, and there it is."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from tests.every import every

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")
WORDS = re.findall(r"^\| ([\w ]+) \| .* \| `([\w.]+)` \|$", PAGE, re.MULTILINE)


@every(("word", "place"), WORDS)
def test_a_word_lives_where_it_says(word, place):
    module, _, name = place.rpartition(".")
    try:
        import_module(place)
    except ImportError:
        assert hasattr(import_module(module), name), word


def test_no_word_stands_there_twice():
    words = [word for word, _ in WORDS]
    assert len(words) > 40
    assert sorted(words) == sorted(set(words))
