"""What every part of the contract for programs is: frozen, and without room for anything else."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict


def _iso(day: object) -> object:
    counted = date.fromordinal(_EPOCH + day) if isinstance(day, int) else day
    return counted.isoformat() if isinstance(counted, date) else counted


_EPOCH = date(1970, 1, 1).toordinal()
Day = Annotated[str, BeforeValidator(_iso)]
"""A day in ISO form; made of a date, or of a number of days since 1970-01-01."""


class Model(BaseModel):
    """Frozen, and without room for what is not in the contract; read from attributes too."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True, defer_build=True)


class Range(Model):
    """A number over the scenarios; all three are null when it is unknown."""

    low: float | None
    mid: float | None
    high: float | None
    unit: str
