"""What a batch did, told to whoever gave it."""

from __future__ import annotations

from kb.frozen import dataclass
from kb.late_facts import LateHistory, LongKnown


@dataclass(frozen=True)
class Receipt:
    """What a batch did. `batch` is None when every row was already there.

    digest    of the rows added; of the rows given where none was new
    late_for  ids of the recorded runs that would have seen an added fact
    late_histories  the recorded histories that would have, with the days that do
    long_known  the series with facts added long after they are assumed or scheduled to be known
    rounded   how many of those skipped are there with more digits, or fewer
    """

    batch: int | None
    added: int
    skipped: int
    digest: str
    late_for: tuple[str, ...]
    late_histories: tuple[LateHistory, ...]
    long_known: tuple[LongKnown, ...]
    rounded: int = 0
