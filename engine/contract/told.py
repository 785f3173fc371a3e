"""The contract's sentences: each with its id and, number by number, what it rests on."""

from __future__ import annotations

from typing import Literal

from engine.contract.model import Model


class BoundOut(Model):
    """A number, name or word of a sentence, as printed, and what it is bound to.

    kind  what `name` is: a fact or a quantity of a page (claim.name, or claim#n for its n-th
          condition), a paragraph that states it, an assumed parameter, or this run itself
    """

    text: str
    kind: Literal["fact", "quantity", "said", "assume", "run"]
    name: str


class SentenceOut(Model):
    """A sentence of the briefing, in the order of the document; `why` takes its id."""

    id: str
    claim: str
    paragraphs: tuple[str, ...]
    text: str
    bound: list[BoundOut]
