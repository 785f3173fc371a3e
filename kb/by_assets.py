"""All facts of a base up to a row, some assets at a time: assets in, their rows and names out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np

from kb.all_facts import Groups
from kb.kept_rows import Said, StrandRow, accepted_of
from kb.packed_rows import Rows
from kb.visible import STORED

NO_ROWS = np.empty(0, dtype=STORED)


class ByAssets:
    """Facts up to a row, what of them was taken back and when, and what somebody accepts."""

    def __init__(
        self, groups: Groups, said: Said, last: int, taken_back: list[tuple[int, int]]
    ) -> None:
        self.taken_back = taken_back
        self._groups, self._last = groups, last
        self._group = said.groups()
        self._names: dict[str, list[StrandRow]] = {}
        for row in said.series:
            self._names.setdefault(row[3], []).append(row)
        self._read: tuple[int, Rows] = -1, NO_ROWS

    @cached_property
    def accepted(self) -> list[int]:
        """The facts that somebody accepts, however they look."""
        return list(accepted_of(self._groups.notes, self._last))

    def in_order(self, assets: Collection[str]) -> list[str]:
        """The assets in the order in which reading them costs least."""
        return sorted(assets, key=lambda asset: (self._group.get(asset, -1), asset))

    def names(self, assets: Collection[str]) -> list[StrandRow]:
        """The source series of some assets."""
        return [row for asset in assets for row in self._names.get(asset, ())]

    def rows(self, assets: Sequence[str]) -> Rows:
        """The rows of some assets."""
        groups = sorted({self._group[asset] for asset in assets if asset in self._group})
        strands = [row[0] for row in self.names(assets)]
        found = []
        for group in groups:
            rows = self._of(group)
            among = np.isin(rows["source_series"], strands) & (rows["id"] <= self._last)
            found.append(rows if among.all() else rows[among])
        return np.concatenate(found) if len(found) > 1 else (*found, NO_ROWS)[0]

    def _of(self, group: int) -> Rows:
        if self._read[0] != group:
            self._read = -1, NO_ROWS  # two at once would be twice as much
            self._read = group, self._groups.of(group)
        return self._read[1]
