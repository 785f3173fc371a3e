"""docs/language.md is the language that is read: every measure, filter, kind and entry there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from engine.evaluation.expressions import FUNCTIONS
from engine.formulas.register import formula_named
from engine.measures.kinds import MEASURES
from engine.pages.body import read_body
from engine.pages.builder import parse
from engine.pages.dimensions import BUILTINS
from engine.pages.grammar import Measured, request_of
from engine.pages.library import load_book
from engine.pages.page import SECTIONS
from engine.pages.reader import FRONT
from engine.words.cite import Refs
from engine.words.filters import GRADES, STYLES, make_environment
from kb.built_in import catalog
from tests.every import every

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")


def part(heading: str) -> str:
    """The text under a heading."""
    return PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def cells(heading: str) -> list[list[str]]:
    """What is written as code in the first cell of each row under a heading."""
    rows = re.findall(r"^\| (`.*?) \| ", part(heading), re.MULTILINE)
    return [re.findall(r"`([^`]+)`", row) for row in rows]


def test_every_entry_of_the_front_matter_is_told():
    assert [name for [name] in cells("Front matter")] == list(FRONT)


def test_every_kind_is_told_with_its_sections():
    told = {
        kind: tuple(re.findall(r"`## ([^`]+)`", row))
        for kind, row in re.findall(r"^\| `(\w+)` (.*)$", part("Kinds"), re.MULTILINE)
    }
    assert told == SECTIONS


MEASURED = [name for [name] in cells("Facts")]


def test_every_measure_is_told_once():
    named = [text.partition("(")[0] if "(" in text else "latest" for text in MEASURED]
    assert named == list(MEASURES)


@every("text", MEASURED)
def test_every_measure_is_written_as_a_page_may_write_it(text):
    measured = parse(text, "fact")
    assert isinstance(measured, Measured)
    request_of(measured, catalog())


@pytest.mark.parametrize("text", re.findall(r"`([^`]+)`", part("Said").partition(", each")[0]))
def test_every_stated_number_is_one(text):
    parse(text, "said")


def test_every_built_in_function_is_told():
    called = set(re.findall(r"`(\w+)\(", part("Let")))
    assert called == set(BUILTINS) == {*FUNCTIONS, "either"}


@pytest.mark.parametrize("text", [text for row in cells("When")[:2] for text in row])
def test_every_condition_is_written_as_a_page_may_write_it(text):
    parse(text.partition(":")[0], "line")


def test_every_filter_and_test_is_told():
    ours, plain = make_environment(Refs(), DictLoader({}), laid_out=False), Environment()
    filters = {name for name, does in ours.filters.items() if plain.filters.get(name) is not does}
    told = {name.partition("(")[0] for row in cells("Sections") for name in row}
    assert set(STYLES) <= filters <= told
    text = part("Sections")
    assert ours.tests.keys() - plain.tests.keys() == set(re.findall(r"`\w+ is (\w+)`", text))
    assert set(re.findall(r'word\("(\w+)"\)', text)) == set(GRADES)


def test_the_formulas_it_calls_are_registered_with_these_arguments():
    for name, given in re.findall(r"(\w+\.\w+)\(([^)]*)\)", part("Let")):
        own, keywords = list(formula_named(name).arguments), re.findall(r"(\w+) = ", given)
        assert given.count(",") + 1 == len(own)
        assert own[len(own) - len(keywords) :] == keywords


def block(language: str, heading: str) -> str:
    """The one fenced block of a language under a heading."""
    [found] = re.findall(rf"```{language}\n(.*?)```", part(heading), re.DOTALL)
    return found


CASES = PAGE[PAGE.index("```markdown\n") :].partition("```markdown\n")[2].partition("```")[0]


def test_the_world_it_gives_is_read_as_it_says():
    cases = read_body(f"# A page\n\n{CASES}", "page.md", 1).cases
    as_given, dearer, unquoted = (dict(case.cells) for case in cases)
    assert as_given == {
        "price_now": "92 USD/coin", "traded": "60 USD bn", "odds_now": "40 %",
        "finding": "holds", "split.joint": "2.4 %",
    }  # fmt: skip
    assert (dearer["price_now"], dearer["traded"]) == ("94 USD/coin", "?")
    assert (unquoted["odds_now"], unquoted["split.joint"]) == ("?", "")


def test_the_record_it_shows_stands_on_a_page():
    shown = block("yaml", "Let").splitlines()
    page = load_book().text(load_book().page("joined_central_banks"))
    assert shown[1] in page
    assert shown[-1] in page


def test_the_row_it_names_is_a_case():
    [(file, case)] = re.findall(r"`(rules/[\w/]+\.md)::([^`]+)`", PAGE)
    [page] = [page for page in load_book().pages if page.file == file]
    assert case in [each.title for each in page.cases]


def test_every_link_leads_somewhere():
    links = re.findall(r"\]\((?!https?:)([^)#]+)", PAGE)
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
