"""Panel files laid out: a base in, the content of a file of the facts of some assets each out.

How a file is made is said where it is read: `kb.panel_file`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.by_assets import ByAssets
from kb.kept_rows import TOGETHER, StrandRow
from kb.ordering import order_of
from kb.panel_file import ALIGNED, COLUMNS
from kb.store import KnowledgeBase
from kb.visible import COMMON, by_id

_ORDER = ("as_of", "known_at", "span")

Columns = dict[str, NDArray[Any]]


def panel_files(
    kb: KnowledgeBase, assets: Sequence[str], batch: int
) -> Iterator[tuple[tuple[str, ...], bytes]]:
    """The content of a file for what is told of no asset, and then for each few assets.

    On the facts up to a batch; with whose facts they are.
    """
    with kb.by_assets(batch) as facts:
        together = facts.in_order(assets)
        cuts = range(0, len(assets), TOGETHER)
        for few in ((COMMON,), *(tuple(together[cut : cut + TOGETHER]) for cut in cuts)):
            yield few, _content(facts, few)


def _content(facts: ByAssets, assets: Sequence[str]) -> bytes:
    """A file: its names numbered anew, in the order of assets, and its rows in their order."""
    names, rows = sorted(facts.names(assets), key=_by_asset), facts.rows(assets)
    anew = by_id([row[0] for row in names], range(len(names)))
    name = anew[rows["source_series"]].astype(np.min_scalar_type(len(names)))
    columns = _sorted(name, {key: np.ascontiguousarray(rows[key]) for key, _ in COLUMNS})
    ids = np.sort(columns["id"])
    head = {
        "assets": list(assets),
        "names": [row[1:] for row in names],
        "rows": np.bincount(name, minlength=len(names)).tolist(),
        "taken_back": [each for each in facts.taken_back if _among(ids, each[0])],
        "accepted": [each for each in facts.accepted if _among(ids, each)],
    }
    line = json.dumps(head, ensure_ascii=False).encode()
    line += b" " * (-(len(line) + 1) % ALIGNED) + b"\n"
    return b"".join([line, *(columns[key].data for key, _ in COLUMNS)])


def _sorted(name: NDArray[Any], columns: Columns) -> Columns:
    """Rows by name and in the order of a name's; they mostly come in that."""
    if (name[1:] < name[:-1]).any():
        by_name = np.argsort(name, kind="stable")
        name, columns = name[by_name], {key: column[by_name] for key, column in columns.items()}
    order = order_of([name, *(columns[key] for key in _ORDER)])
    return columns if order is None else {k: column[order] for k, column in columns.items()}


def _by_asset(row: StrandRow) -> tuple[str, str, str, int]:
    _, series, source, asset, target = row
    return asset, series, source, target


def _among(ids: NDArray[np.int64], one: int) -> bool:
    at = int(np.searchsorted(ids, one))
    return at < len(ids) and int(ids[at]) == one
