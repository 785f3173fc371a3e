"""How a rule book prints its numbers: what shows them elsewhere prints them alike."""

from __future__ import annotations

import pytest

from engine.pages.printing import first_style
from tests.desk import ODDS_FELL, ORDER, SLIDE, book_of, edited

NO_TABLE = edited(ORDER, "  Odds lost: odds_fell.odds_lost | pp\n", "")


def style(name: str, **changed: str) -> str | None:
    book = book_of(**changed)
    return first_style(book, book.page("odds_fell"), name)


def saying(more: str) -> str:
    """The page with a sentence that comes before the others."""
    return edited(ODDS_FELL, "## Holds\n", f"## Holds\n{more}\n")


@pytest.mark.parametrize("filters", ["bp", "size | bp", "middle | size | bp"])
def test_a_name_is_printed_as_its_page_prints_it_first(filters):
    first, later = f"By {{{{ odds_lost | {filters} }}}}.", "By {{ odds_lost | pct }}."
    assert style("odds_lost", odds_fell=saying(f"{first} {later}")) == "bp"


def test_the_desk_prints_a_shift_of_rates_in_basis_points():
    assert (style("rate_shift"), style("odds_now")) == ("bp", "pct")


def test_a_word_for_a_number_is_no_style_of_it():
    page = saying("It was {{ odds_lost | word('part') }} of it.")
    assert style("odds_lost", odds_fell=page, briefing=NO_TABLE) is None


def test_where_its_page_does_not_print_it_a_table_does_and_then_another_page():
    aside = edited(SLIDE, "## Holds\n", "## Holds\nBy {{ odds_fell.odds_lost | bp }}.\n")
    assert style("odds_lost", slide=aside) == "pp"
    assert style("odds_lost", slide=aside, briefing=NO_TABLE) == "bp"
    assert style("odds_lost", briefing=NO_TABLE) is None
