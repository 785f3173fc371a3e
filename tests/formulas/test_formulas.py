"""Every registered formula: documented, of known units, and broadcasting days with scenarios."""

from __future__ import annotations

import inspect
import subprocess
import sys

import numpy as np
import pytest

from engine.formulas.register import Formula, formulas
from kb.units import unit
from tests.every import every

# A value inside the domain of each argument that does not take one half.
TYPICAL = {
    "amount": 1e8, "volume": 1e10, "depth": 7e8, "shock": 1e8, "fuel": 1e9, "forced_slope": 1e9,
    "absorption_slope": 7e10, "start": 9e10, "end": 7e10, "start_price": 1.2e5, "end_price": 1e5,
    "leverage": 10.0, "maintenance": 0.005, "duration": 3_650.0, "days": 30.0, "horizon": 90.0,
    "inner_depth": 3e6, "inner_at": 0.001, "outer_depth": 2e7, "outer_at": 0.01,
    "price": 9e4, "level": 8e4, "lowest": 8e4, "notional": 1e9, "supply": 2e7, "realised_cap": 1e12,
    "realised_price": 5.6e4, "price_before": 1e5, "price_after": 9e4, "multiplier": 4.0,
    "growth": 0.02, "max_leverage": 40.0,
    "life": 3_650.0, "days_in_month": 30.0, "rise": 0.1, "rise_days": 30.0, "fall": 0.02,
    "fall_days": 30.0, "tail_share": 0.1, "further": 0.01, "typical_leverage": 10.0,
    "began_at": 5.1e4,
}  # fmt: skip

ALL = list(formulas().values())
every_formula = every("formula", ALL, ids=[f.name for f in ALL])


DAYS = 400
WALK = np.exp(np.cumsum(0.02 * np.random.default_rng(1).standard_normal(DAYS)))
SCALE = {"USD/coin[]": 5e4, "coin[]": 7e5, "USD[]": 1e9, "ratio[]": 0.05}


def typical(formula: Formula, name: str, shape: tuple[int, ...]) -> np.ndarray:
    """An argument inside its domain; a path gets a last axis of days."""
    if formula.arguments[name].is_path:
        days = SCALE[formula.arguments[name].unit] * WALK
        return np.broadcast_to(days, (*shape, DAYS)).copy()
    return np.full(shape, TYPICAL.get(name, 0.5))


def every_argument(formula: Formula, shape: tuple[int, ...]) -> dict[str, np.ndarray]:
    return {name: typical(formula, name, shape) for name in formula.arguments}


def results(formula: Formula, values: dict[str, np.ndarray]) -> list[np.ndarray]:
    """Every field of what a formula gives."""
    given = formula.function(**values)
    return [formula.field(given, name) for name in formula.results]


def call(formula: Formula, *shapes: tuple[int, ...]) -> list[np.ndarray]:
    names = list(formula.arguments)
    values = {name: typical(formula, name, shapes[i % len(shapes)]) for i, name in enumerate(names)}
    return results(formula, values)


@every_formula
def test_a_formula_says_what_it_is_what_it_takes_and_gives_and_its_source(formula):
    text = inspect.getdoc(formula.function) or ""
    assert text.partition("\n")[0].endswith(".")
    assert any(line.startswith("source") for line in text.splitlines())
    assert all(each.means for each in (*formula.arguments.values(), *formula.results.values()))


@every_formula
def test_the_units_of_a_formula_are_known(formula):
    for each in formula.arguments.values():
        unit(each.unit_of_a_day)
    for each in formula.results.values():
        unit(each.unit)


@every_formula
def test_a_formula_broadcasts_one_assumption_with_days_and_scenarios(formula):
    expected = (3, 5) if len(formula.arguments) > 1 else (1, 1)
    narrow, wide = call(formula, (1, 1), (3, 5)), call(formula, (3, 5), (1, 1))
    for one, other in zip(narrow, wide, strict=True):
        assert np.broadcast_shapes(one.shape, expected) == expected
        assert np.broadcast_shapes(other.shape, (3, 5)) == (3, 5)
        assert one.dtype == np.float64
        np.testing.assert_array_equal(one, np.full_like(one, one.flat[0]))
        assert np.isfinite(one).all()


@every_formula
def test_a_formula_takes_days_and_scenarios_on_different_arguments(formula):
    if len(formula.arguments) > 1:
        shapes = [each.shape for each in call(formula, (3, 1), (1, 5))]
        assert np.broadcast_shapes(*shapes) == (3, 5)


@every_formula
def test_a_formula_leaves_its_inputs_alone_and_gives_a_result_of_its_own(formula):
    values = every_argument(formula, (2, 2))
    before = {name: value.copy() for name, value in values.items()}
    found = results(formula, values)
    assert all((values[name] == before[name]).all() for name in values)
    assert not any(np.shares_memory(each, value) for each in found for value in values.values())


@every_formula
@every("bad", [np.nan, np.inf, -np.inf])
def test_every_argument_that_is_not_finite_is_named_with_its_index(formula, bad):
    for name in formula.arguments:
        values, days = every_argument(formula, (2, 2)), ""
        if formula.arguments[name].is_path:
            if np.isnan(bad):
                continue  # a day without a fact
            values[name][1, 0, 7], days = bad, ", 7"
        else:
            values[name][1, 0] = bad
        with pytest.raises(ValueError, match=rf"^{name}\[1, 0{days}\] is -?(nan|inf)"):
            formula.function(**values)


@every_formula
def test_every_shape_that_does_not_broadcast_is_named(formula):
    for name in list(formula.arguments)[1:]:
        values = every_argument(formula, (2, 2))
        values[name] = typical(formula, name, (2, 3))
        with pytest.raises(ValueError, match=rf"^{name} has shape \(2, 3.*\), which does"):
            formula.function(**values)


def test_the_name_of_a_formula_says_which_room_registers_it():
    for formula in ALL:
        room = formula.name.partition(".")[0]
        home = "engine.forecast" if room == "floor" else f"engine.formulas.{room}"
        assert formula.function.__module__.startswith(home), formula.name


def test_a_formula_is_found_without_opening_the_other_rooms():
    script = (
        "import sys; from engine.formulas.register import formula_named;"
        "formula_named('levels.round_number_below');"
        "print(*[m for m in sys.modules if m.startswith('engine.formulas.')])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    opened = {module.removeprefix("engine.formulas.") for module in run.stdout.split()}
    assert opened == {"levels", "register"}


def test_the_rooms_import_numpy_and_nothing_heavy():
    """What a page never needs, a cold start does not load."""
    script = (
        "import sys, numpy; before = set(sys.modules);"
        "from engine.formulas import register; register.formulas();"
        "print(*sorted({m.partition('.')[0] for m in set(sys.modules) - before}))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    third_party = set(run.stdout.split()) - set(sys.stdlib_module_names) - {"engine"}
    assert third_party == set()
