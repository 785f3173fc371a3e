"""Formulas that no shipped page calls, each on a page as a user would write it, with its cases."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from engine.cases.table import run_cases
from engine.formulas.register import formulas
from engine.pages.book import RuleBook
from engine.pages.build import build_book
from engine.pages.folder import read_folder
from kb.built_in import catalog

PAGES = Path(__file__).with_name("example_pages")
RULES = Path(__file__).parents[2] / "rules"
NAMES = sorted(page.stem for page in PAGES.glob("*.md"))


@cache
def book() -> RuleBook:
    return build_book(
        {f"examples/{n}.md": (PAGES / f"{n}.md").read_text() for n in NAMES}, catalog()
    )


def called(texts: list[str]) -> set[str]:
    """The formulas named in these pages."""
    return {name for name in formulas() if any(re.search(rf"\b{name}\(", text) for text in texts)}


@pytest.mark.parametrize("name", NAMES)
def test_an_example_page_comes_to_what_its_cases_say(name):
    outcomes = run_cases(book(), book().page(name))
    assert outcomes
    assert [outcome.problems for outcome in outcomes] == [()] * len(outcomes)


def test_every_formula_stands_on_a_shipped_page_or_on_an_example():
    shipped = [text for name, text in read_folder(RULES).texts.items() if name.endswith(".md")]
    examples = [(PAGES / f"{name}.md").read_text() for name in NAMES]
    assert called(shipped) | called(examples) == set(formulas())
    assert not called(shipped) & called(examples)
