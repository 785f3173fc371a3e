"""A document looked up: all of it, one paragraph, for programs, into a file."""

from __future__ import annotations

import json


def test_a_document_is_told_as_of_the_day_a_briefing_would_speak_of(desk):
    said = desk("document", "essay")
    assert (said.code, said.err) == (0, "")
    assert "as of 17 November 2025" in said.out
    assert "“The market stopped expecting a cut”: holds\n" in said.out


def test_a_paragraph_is_found_however_its_letter_is_written(desk):
    [found] = json.loads(desk("document", "essay", "--paragraph", "e15", "--json").out)[
        "paragraphs"
    ]
    assert (found["paragraph"], found["claims"][0]["claim"]) == ("E15", "coins_moved")


def test_a_paragraph_that_is_not_there_is_refused_with_those_that_are(desk):
    said = desk("document", "comment", "--paragraph", "E24")
    assert said.code == 2
    assert "there is no paragraph E24; they go from J1 to J15" in said.err


def test_a_file_takes_the_report(desk, tmp_path):
    desk("document", "essay", "--format", "md", "-o", "essay.md")
    assert (
        (tmp_path / "essay.md").read_text("utf-8").startswith("# The essay, paragraph by paragraph")
    )
