"""All pictures of a briefing in their order; one whose facts are not known is left out."""

from __future__ import annotations

from engine.briefing.parts import Briefing
from engine.briefing.pictures.daily import Picture
from engine.briefing.pictures.falls import beside_earlier
from engine.briefing.pictures.judged import how_far_from_turning, split_of_the_fall
from engine.briefing.pictures.money import fund_flows, odds_and_yields, open_interest
from engine.briefing.pictures.price import priced

PICTURES = (
    priced, beside_earlier, fund_flows, open_interest, odds_and_yields, split_of_the_fall,
    how_far_from_turning,
)  # fmt: skip


def pictures(briefing: Briefing) -> tuple[Picture, ...]:
    """The pictures that can be drawn on the facts of a briefing."""
    return tuple(each for draw in PICTURES if (each := draw(briefing)) is not None)
