"""The parts of a fall by name, apart from the models, which a briefing in words does not need."""

from __future__ import annotations

from typing import Literal, get_args

Channel = Literal["policy", "funds", "holders", "liquidation", "absent_buyers", "unexplained"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
"""The parts of a fall, in order."""
