"""The scores of forecasters on the cases of a market: quantiles in, records, skill and states out.

A forecast for today brings its whole record, which is the same for everyone who asks about the same
closes, so it is kept in the user's cache under the hash of the cases, the quantiles and this code.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

import numpy as np

from engine.fingerprint import code_digest
from engine.forecast.forecasters import LEADING, OURS
from engine.forecast.protocol import HORIZONS, Cases
from engine.forecast.track_record import InState, Scores, Skill, by_state, scores, skill
from engine.numeric.arguments import Array
from kb.cache import cached
from kb.frozen import dataclass

ByHorizon = tuple[Scores | None, ...]
SkillByHorizon = tuple[Skill | None, ...]


@dataclass(frozen=True)
class Scored:
    """What forecasters came to.

    record  scores by forecaster, one for each horizon, None where nothing could be scored
    skill   ours against each law by itself, the plain walk first
    states  ours against the plain walk in each state and year, by horizon
    """

    record: Mapping[str, ByHorizon]
    skill: Mapping[str, SkillByHorizon]
    states: tuple[tuple[InState, ...], ...]


def scored_once(asked: Cases, made: Mapping[str, Array]) -> Scored:
    """The scores of quantiles by forecaster, ours among them, each of shape (n, 3, 99)."""
    digest = sha256()
    for name, values in (*vars(asked).items(), *made.items()):
        digest.update(f"{name} {values.dtype} {values.shape}\n".encode())
        digest.update(np.ascontiguousarray(values).data)
    key = (digest.hexdigest(), np.__version__, code_digest((__name__,)))
    return cached("scores", key, lambda: _scored(asked, made), (Scored, Scores, Skill, InState))


def _scored(asked: Cases, made: Mapping[str, Array]) -> Scored:
    own, each = made[OURS], range(len(HORIZONS))
    return Scored(
        record={n: tuple(scores(asked, told, h) for h in each) for n, told in made.items()},
        skill={
            n: tuple(skill(asked, own, told, h) for h in each)
            for n, told in made.items() if n != OURS
        },
        states=tuple(by_state(asked, own, made[LEADING], h) for h in each),
    )  # fmt: skip
