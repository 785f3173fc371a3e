"""YAML with line marks: every scalar stays as it was written, every error has its line."""

from __future__ import annotations

import pytest

from engine.pages.frontmatter import Listing, Mapping, Text, read_yaml


@pytest.mark.parametrize("text", ["no", "1.10", "2025-11-17", "0o17", "~", "1e5", "12:30:45"])
def test_a_scalar_is_the_text_as_written(text):
    assert read_yaml(f"a: {text}", "p.md").entries["a"] == Text("p.md", 1, text)


@pytest.mark.parametrize("text", ["> 5 %", ">5 %", "< 5 %", "> 1.5 USD bn"])
def test_a_number_that_something_exceeds_is_no_block_of_text(text):
    said = read_yaml(f"said:\n  yield: {text}\n  next: 1", "p.md").entries["said"]
    assert said.entries == {"yield": Text("p.md", 2, text), "next": Text("p.md", 3, "1")}


def test_a_real_block_of_text_is_folded():
    folded = read_yaml("a:\n  reason: >\n    one\n    two\n", "p.md").entries["a"]
    assert folded.entries["reason"].value == "one two"


def test_every_node_knows_its_line_in_the_file():
    tree = read_yaml("a:\n  b: 1\n  c: [x,\n      y]\n", "p.md", first_line=2)
    inner = tree.entries["a"]
    assert (tree.lines["a"], inner.lines["b"], inner.lines["c"]) == (2, 3, 4)
    assert [item.line for item in inner.entries["c"].own] == [4, 5]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: 1\nb: 2\na: 3", "p.md line 4: 'a' stands here twice"),
        ("a: 1\nb:\n  c: 1\n  c: 2", "p.md line 5: 'c' stands here twice"),
        ("- a\n- b", "p.md line 2: names and values are expected here; write `name: value`"),
        ("only words", "p.md line 2: names and values are expected here; write `name: value`"),
        ("", "p.md line 2: names and values are expected here; write `name: value`"),
        ("a: &x [*x]", "p.md line 2: '*x' is an alias; write the text out"),
        ("a: &x 1\nb: *x", "p.md line 3: '*x' is an alias; write the text out"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(refused, text, sentence):
    assert refused(read_yaml, text, "p.md", 2).startswith(sentence)


@pytest.mark.parametrize(("text", "line"), [("a: 1\nb: c: d", 3), ("a: 'open", 2), ("a: - b", 2)])
def test_bad_yaml_is_said_with_its_line_and_where_to_look(refused, text, line):
    sentence = refused(read_yaml, text, "p.md", 2)
    assert sentence.startswith(f"p.md line {line}: ")
    assert sentence.endswith("; check the indentation and colons")


def test_a_tab_is_called_one(refused):
    sentence = refused(read_yaml, "a: 1\n\tb: 2", "p.md", 2)
    assert sentence == "p.md line 3: a tab stands here; use spaces"


def test_a_product_and_a_number_to_exceed_stand_on_one_page():
    tree = read_yaml("said:\n  a: > 5 %\nlet:\n  b: a * 2", "p.md")
    assert tree.entries["let"].entries["b"].value == "a * 2"


def test_an_absent_or_empty_entry_is_an_empty_one():
    tree = read_yaml("a:", "p.md")
    for name in ("a", "absent"):
        assert tree.at(name).names("facts").entries == {}
        assert tree.at(name).items("when") == ()


def test_a_node_of_another_kind_is_refused(refused):
    text, listing = Text("p.md", 3, "x"), Listing("p.md", 4, ())
    mapping = Mapping("p.md", 5, {"a": text}, {"a": 5})
    sentence = refused(listing.text, "claim")
    assert sentence == "p.md line 4: claim must be one line of text; write `claim: text`"
    assert refused(text.names, "facts").startswith("p.md line 3: facts must be")
    sentence = refused(mapping.items, "when")
    assert sentence == "p.md line 5: when must be a list; write [one, other]"
