"""The templates compute nothing and say no number of their own."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import pairwise

from jinja2 import Environment
from jinja2.nodes import Add, Call, Div, Mul, Pow, Sub

from engine.briefing.formats import FORMATS, FRONT, TEMPLATES, of_ending
from engine.words.filters import STYLES
from tests.every import every

TAG = re.compile("<[^<>]*>")
"""A tag of HTML, which nobody reads: h2 is no number of the market."""
NAMES = sorted(e.name for e in files("engine.templates").iterdir() if e.name.endswith(".j2"))


def source(name: str) -> str:
    return files("engine.templates").joinpath(name).read_text(encoding="utf-8")


def test_there_is_a_template_for_every_form():
    assert set(TEMPLATES.values()) <= set(NAMES)


def test_every_format_has_an_ending_of_its_own():
    endings = {form: each.ending for form, each in FORMATS.items() if form != FRONT}
    assert {form: of_ending(ending) for form, ending in endings.items()} == {
        form: form for form in endings
    }
    assert of_ending(".pdf") is None


@every("name", NAMES)
def test_no_template_holds_a_literal_number(name):
    """Neither between the tags nor in a text inside them; `cells[0]` prints no nought."""
    text = TAG.sub("", source(name)) if name.endswith(".html.j2") else source(name)
    lexed = Environment().lex(text)
    words = [text for _, kind, text in lexed if kind in ("data", "string")]
    assert words
    words = [text for text in words if text.strip("\"'") not in NAMES]
    assert [text for text in words if any(sign.isnumeric() for sign in text)] == []


@every("name", NAMES)
def test_no_template_computes(name):
    tree = Environment().parse(source(name))
    assert list(tree.find_all((Add, Sub, Mul, Div, Pow))) == []
    sentences, tables = {"said", "short", "paragraphs", "paragraph"}, {"table", "strips"}
    macros = {*sentences, *tables, "chapter", "cite", "facts"}
    called = {getattr(c.node, "name", getattr(c.node, "attr", "")) for c in tree.find_all(Call)}
    assert called <= macros


@every("name", NAMES)
def test_no_template_prints_a_number_in_a_style_of_its_own(name):
    """Every number comes marked from the marker; a template only lays it out."""
    lexed = list(Environment().lex(source(name)))
    piped = {
        text
        for (_, kind, mark), (_, _, text) in pairwise(lexed)
        if kind == "operator" and mark == "|"
    }
    assert not piped & set(STYLES)
