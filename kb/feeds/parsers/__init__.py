"""Answers that no map reads: an answer in, the names of columns and rows of cells out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kb.feeds.model import Answer
from kb.maps.tables import RawTable

PARSERS: Mapping[str, Callable[[Answer], RawTable]] = {}
"""By the name that a page calls each by."""
