"""The Markdown of a page: title, reading, sections and the table of cases, each with its line."""

from __future__ import annotations

from engine.pages.body import read_body

BODY = """# The price fell

We read it from {{ price }}.

## Holds
It fell
by {{ fall | pct }}.

## Cases
| case    | `price`    | finding |
|---------|------------|---------|
| a fall  | 90 USD/coin | holds  |
| unsaid  |            | ?       |
"""


def test_a_page_is_split_at_its_headings():
    body = read_body(BODY, "p.md", 10)
    assert body.title == "The price fell"
    assert body.reading.text == "We read it from {{ price }}."
    assert [name for name, _ in body.sections] == ["Holds"]
    assert dict(body.sections)["Holds"].text == "It fell\nby {{ fall | pct }}."


def test_a_section_knows_the_line_of_the_file_under_its_heading():
    assert dict(read_body(BODY, "p.md", 10).sections)["Holds"].line == 15


def test_a_case_is_its_cells_by_column_with_its_line():
    fall, unsaid = read_body(BODY, "p.md", 10).cases
    assert (fall.title, fall.line) == ("a fall", 21)
    assert dict(fall.cells) == {"price": "90 USD/coin", "finding": "holds"}
    assert dict(unsaid.cells) == {"price": "", "finding": "?"}


def test_a_heading_in_a_block_of_code_is_none():
    fenced = read_body("# Title\n\n```\n## Holds\n```\n\n## Fails\nNo.\n", "p.md", 1)
    assert [name for name, _ in fenced.sections] == ["Fails"]


def test_a_page_without_cases_has_none():
    assert read_body("# Title\n", "p.md", 1).cases == ()


def test_a_page_without_a_title_is_refused(refused):
    for text in ("", "Only words.\n", "## Holds\nYes.\n"):
        assert refused(read_body, text, "p.md", 9) == (
            "p.md line 9: the page needs a title: a line that starts with '# '"
        )


def test_text_before_the_title_is_refused_and_not_dropped(refused):
    sentence = refused(read_body, "\nA word first.\n\n# Title\n", "p.md", 9)
    assert sentence == "p.md line 10: this stands before the title; move it under it"


def test_cases_without_a_table_are_refused_at_their_heading(refused):
    sentence = refused(read_body, "# Title\n\n## Cases\nNone yet.\n", "p.md", 1)
    assert sentence == "p.md line 4: under 'Cases' a table is expected: | case | ... |"


def test_the_first_column_of_the_cases_is_their_name(refused):
    table = "# Title\n\n## Cases\n| price |\n|---|\n| 1 |\n"
    sentence = refused(read_body, table, "p.md", 1)
    assert (
        sentence == "p.md line 4: the first column of the cases is 'case', not 'price'; rename it"
    )


def test_a_column_or_a_case_of_the_same_name_is_refused(refused):
    columns = "# Title\n\n## Cases\n| case | a | a |\n|---|---|---|\n| one | 1 | 2 |\n"
    titles = "# Title\n\n## Cases\n| case |\n|---|\n| one |\n| two |\n| one |\n"
    twice = "stands here twice; rename one or take it out"
    assert refused(read_body, columns, "p.md", 1) == f"p.md line 4: the column 'a' {twice}"
    assert refused(read_body, titles, "p.md", 1) == f"p.md line 8: the case 'one' {twice}"
