"""The contract's account of what changed since an earlier run."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.contract.model import Model, Range


class ChangeOut(Model):
    """Something that a run says otherwise than the earlier one; null where it says nothing.

    claim   of which it is said; null for the headline, whose values are claims
    name    that of a quantity
    causes  what did it and how (alone, needed, alone and needed, a share); empty where causes were
            not asked for with --since, or where several things did it together
    """

    kind: Literal["headline", "finding", "quantity"]
    claim: str | None
    name: str | None
    from_: str | Range | None = Field(alias="from")
    to: str | Range | None
    causes: dict[str, str]


class ChangedFactOut(Model):
    """A fact that is new, revised or no longer seen; canonical values, null where there is none."""

    change: Literal["new", "revised", "gone"]
    series: str
    source: str
    as_of: str
    target: str | None
    from_: float | None = Field(alias="from")
    to: float | None


class ChangedOut(Model):
    """What is not as it was in an earlier run of the same asset.

    sentences  the ids of those that were not there; gone: the texts no longer there
    """

    since: str
    as_of: str
    known_at: str
    changes: list[ChangeOut]
    facts: list[ChangedFactOut]
    sentences: list[str]
    gone: list[str]
