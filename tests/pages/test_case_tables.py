"""A case says only what it changes: the world is given once, what differs is named."""

from __future__ import annotations

from tests.worlds import page, page_text

GIVEN = "| given | value |\n|---|---|\n| now | 80 USD/coin |\n| peak | 100 USD/coin |\n"


def cases(tables: str) -> dict[str, dict[str, str]]:
    facts = {"now": "price.close", "peak": "peak(price.close, 9d)"}
    text = page_text(facts=facts, let={"fall": "1 - now / peak"}, when=["fall > 0 %: ours"])
    return {case.title: dict(case.cells) for case in page(f"{text}\n{tables}\n").cases}


def test_a_blank_cell_is_as_given_and_a_question_mark_is_unknown():
    rows = (
        "## Cases\n| case | now | fall |\n|---|---|---|\n| as given | | 20 % |\n| none | ? | ? |\n"
    )
    found = cases(f"## Given\n{GIVEN}\n{rows}")
    assert found["as given"] == {"now": "80 USD/coin", "peak": "100 USD/coin", "fall": "20 %"}
    assert found["none"]["now"] == "?"


def test_what_few_cases_change_or_expect_is_named():
    rows = (
        "| one | now = 90 USD/coin; peak = 100 in 3d; ?; 90 USD/coin | fall = 10 % |\n| all | | |"
    )
    found = cases(f"## Given\n{GIVEN}\n## Cases\n| case | but | gives |\n|---|---|---|\n{rows}")
    assert found["one"] == {
        "now": "90 USD/coin", "peak": "100 in 3d; ?; 90 USD/coin", "fall": "10 %",
    }  # fmt: skip
    assert found["all"] == {"now": "80 USD/coin", "peak": "100 USD/coin", "fall": ""}


def test_another_world_begins_with_its_own_given():
    first = "## Cases\n| case | but |\n|---|---|\n| one | |\n"
    other = f"## Given a rise\n{GIVEN.replace('80', '120')}\n{first.replace('one', 'two')}"
    found = cases(f"{first}\n{other}")
    assert found["one"] == {"now": "", "peak": ""}
    assert found["two"] == {"now": "120 USD/coin", "peak": "100 USD/coin"}


def test_a_cell_knows_the_line_it_was_written_on():
    facts = {"now": "price.close"}
    head = page_text(facts=facts, when=["now > 0 USD/coin: sign"])
    given = "## Given\n| given | value |\n|---|---|\n| now | 80 USD/coin |\n\n"
    tables = f"{given}## Cases\n| case | finding |\n|---|---|\n| one | holds |\n"
    text = f"{head}\n{tables}"
    [case] = page(text).cases
    lines = text.split("\n")
    assert lines[case.line_of("now") - 1] == "| now | 80 USD/coin |"
    assert lines[case.line_of("finding") - 1] == "| one | holds |"
    assert lines[(case.line_naming("finding") or 0) - 1] == "| case | finding |"
