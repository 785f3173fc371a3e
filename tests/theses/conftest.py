"""The small desk."""

from __future__ import annotations

from tests.desk import book, kb

__all__ = ["book", "kb"]
