"""What every part of the contract for programs is: frozen, and without room for anything else."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

Channel = Literal["policy", "funds", "holders", "liquidation", "absent_buyers", "unexplained"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
"""The parts of a fall, in order."""


class Model(BaseModel):
    """Frozen, and without room for what is not in the contract."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Range(Model):
    """A number over the scenarios; all three are null when it is unknown."""

    low: float | None
    mid: float | None
    high: float | None
    unit: str
