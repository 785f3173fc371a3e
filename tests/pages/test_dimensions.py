"""Units at load: every expression has a dimension, or a sentence about what does not fit."""

from __future__ import annotations

import pytest

from engine.formulas.register import formulas
from engine.pages.builder import parse
from engine.pages.dimensions import DimensionProblem, Scope
from kb.units import spell, unit
from tests.every import every


def scope():
    own = {"price": "USD/coin", "amount": "USD", "coins": "coins", "wait": "day", "share": "%"}
    upstream = {"cascade.fall": "%"}
    return Scope(
        {name: unit(text).dimension for name, text in own.items()},
        {name: unit(text).dimension for name, text in upstream.items()},
        formulas(),
    )


@every(
    ("text", "dimension"),
    [
        ("price * coins", "USD"),
        ("amount / price", "coin"),
        ("amount / wait", "USD/day"),
        ("1 / wait", "1/day"),
        ("amount / amount", "ratio"),
        ("price ^ 2", "USD^2/coin^2"),
        ("sqrt(amount * amount)", "USD"),
        ("share + 5 pp - cascade.fall", "ratio"),
        ("-amount", "USD"),
        ("max(amount, 0 USD, price * coins)", "USD"),
        ("abs(price)", "USD/coin"),
        ("ln(1 + share)", "ratio"),
        ("carry.cut_probability(share, 4 %, step = 25 bp)", "ratio"),
        ("carry.cut_probability(step = 25 bp, after = 1, before = share)", "ratio"),
        ("levels.round_number_below(price)", "USD/coin"),
    ],
)
def test_an_expression_has_a_dimension(text, dimension):
    assert spell(scope().of(parse(text, "sum"))) == dimension


@every(
    ("text", "sentence"),
    [
        ("pirce", "no fact or quantity is named 'pirce'; nearest: price"),
        (
            "cascade.fal",
            "no quantity of another claim is named 'cascade.fal'; nearest: cascade.fall",
        ),
        ("amount + 5 pp", "USD + ratio cannot be computed"),
        ("amount - coins", "USD - coin cannot be computed"),
        ("max(amount, coins)", "USD and coin do not go together"),
        ("ln(amount)", "a ratio is expected, not USD"),
        ("exp(wait)", "a ratio is expected, not day"),
        ("sqrt(amount)", "USD has no square root"),
        ("abs(amount, amount)", "abs takes one plain argument: a, without keywords"),
        ("min()", "min takes plain arguments: a, b, without keywords"),
        ("min(a = 1)", "min takes plain arguments: a, b, without keywords"),
        (
            "floor.ban(price, share)",
            "no formula is named 'floor.ban'; nearest: floor.band",
        ),
        (
            "floor.band(share, price)",
            "floor.band takes USD/coin for realised_price, not ratio",
        ),
        (
            "floor.band(price)",
            "floor.band(realised_price, confidence) is not given confidence",
        ),
        (
            "floor.band(price, share, share)",
            "floor.band(realised_price, confidence) is given 3 arguments",
        ),
        (
            "floor.band(price, confidense = share)",
            "floor.band(realised_price, confidence) has no argument 'confidense'; nearest: "
            "confidence",
        ),
        (
            "floor.band(price, share, realised_price = price)",
            "floor.band(realised_price, confidence) is given 'realised_price' twice",
        ),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(text, sentence):
    with pytest.raises(DimensionProblem) as caught:
        scope().of(parse(text, "sum"))
    assert sentence in str(caught.value)


def test_only_the_like_is_compared():
    assert scope().compared(parse("amount", "sum"), parse("5 USD bn", "sum")) == (("USD", 1),)
    with pytest.raises(DimensionProblem, match="USD cannot be compared with %; write 5 USD"):
        scope().compared(parse("amount", "sum"), parse("5 pp", "sum"))
