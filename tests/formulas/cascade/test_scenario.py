"""The bundle of a page's cascade: documented once, checked once, registered by its eight names."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from engine.formulas.cascade import stop
from engine.formulas.cascade.scenario import Scenario, on_pages, scenario
from engine.formulas.register import formulas
from tests.formulas.cascade.worlds import parts

QUANTITIES = (stop.total_fall, stop.stops, stop.initial_fall, stop.amplification)


def test_the_bundle_documents_each_of_its_parts_once():
    named = [line.split()[0] for line in inspect.getdoc(Scenario).splitlines() if ", " in line]
    assert [name for name in named if name in Scenario._fields] == list(Scenario._fields)


@pytest.mark.parametrize("called", QUANTITIES)
def test_a_quantity_of_a_scenario_is_a_formula_of_its_parts(called):
    registered = formulas()[f"cascade.{called.__name__}"]
    assert registered.function is called
    assert tuple(registered.arguments) == Scenario._fields
    given = parts([1e8, 2e8], 2e10)
    by_name = called(**dict(zip(Scenario._fields, given, strict=True)))
    assert np.array_equal(by_name, called(*given))


def test_a_registered_quantity_keeps_its_name_room_and_words(monkeypatch):
    monkeypatch.setattr("engine.formulas.register._REGISTER", {})

    @on_pages("cascade.doubled_shock", returns="USD")
    def doubled_shock(of: Scenario) -> np.ndarray:
        """Twice the shock."""
        return 2.0 * of.shock

    assert (doubled_shock.__name__, doubled_shock.__doc__) == ("doubled_shock", "Twice the shock.")
    assert doubled_shock.__module__ == __name__
    assert doubled_shock(*parts([1.0, 3.0])).tolist() == [2.0, 6.0]


def test_a_scenario_is_checked_and_of_one_shape():
    of = scenario(*parts(np.full((3, 1), 1e8), [1e9, 2e9]))
    assert {part.shape for part in of} == {(3, 2)}
    with pytest.raises(ValueError, match=r"^withdrawal is 0: it must be above 0 and at most 1$"):
        scenario(*parts(1e8, w=0.0))
