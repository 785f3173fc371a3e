"""Numbers in the unit they are quoted in."""

from __future__ import annotations

import pytest

from engine.words.quoting import gap_style, unit_style


@pytest.mark.parametrize(
    ("unit", "value", "shown", "gap"),
    [
        ("%", 0.052, "5.2%", "5.2 pp"),
        ("% of par", 0.773, "77.3%", "77.3 pp"),
        ("USD/coin", 92_215.0, "$92,215", "$92,215"),
        ("USD bn", 26.4e9, "$26.4bn", "$26.4bn"),
    ],
)
def test_a_value_and_a_gap_are_written_in_their_unit(unit, value, shown, gap):
    assert unit_style(unit)(value) == shown
    assert gap_style(unit)(value) == gap
