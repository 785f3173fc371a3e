"""Runs the cases on the claim pages: each row of a table under rules/ is one test item."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from engine.cases.table import Outcome, run_cases
from engine.pages.book import RuleBook
from engine.pages.library import load_book

settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")  # the same examples everywhere: a run can be repeated

RULES = Path(__file__).parent / "rules"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--write-docs`: the pages under docs/ that tests keep are written as they came out."""
    parser.addoption("--write-docs", action="store_true", help="write the pages that tests keep")


@pytest.fixture(scope="session")
def write_docs(request: pytest.FixtureRequest) -> bool:
    """Whether pages under docs/ are to be written rather than compared."""
    return bool(request.config.getoption("--write-docs"))


@cache
def _book() -> RuleBook:
    return load_book(RULES)


@cache
def _outcomes(claim: str) -> dict[int, Outcome]:
    page = _book().page(claim)
    return {outcome.case.line: outcome for outcome in run_cases(_book(), page)}


class CaseItem(pytest.Item):
    """One row of a cases table."""

    def __init__(self, *, claim: str, line: int, **given: object) -> None:
        super().__init__(**given)  # type: ignore[arg-type]
        self.claim, self.line = claim, line

    def runtest(self) -> None:
        """Evaluate the page's cases and look at this row's."""
        problems = _outcomes(self.claim)[self.line].problems
        assert not problems, "; ".join(problems)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the row stands."""
        return self.path, self.line - 1, self.name


class PageFile(pytest.File):
    """One claim page."""

    def collect(self) -> Iterator[CaseItem]:
        """An item for each case."""
        for case in _book().page(self.path.stem).cases:
            yield CaseItem.from_parent(self, name=case.title, claim=self.path.stem, line=case.line)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> PageFile | None:
    """Collect the Markdown pages under rules/."""
    if file_path.suffix == ".md" and RULES in file_path.parents:
        return PageFile.from_parent(parent, path=file_path)
    return None
