"""The colours of findings, told apart without red and green, and legible in grey."""

from __future__ import annotations

COLOURS: dict[str, tuple[str, str]] = {
    "holds": ("#0b5394", "#ffffff"),
    "fails": ("#f6b26b", "#3d2200"),
    "unknown": ("#eeeeee", "#555555"),
    "stated": ("#cfe2f3", "#0b3355"),
    "not_judged": ("#ffffff", "#777777"),
    "": ("#ffffff", "#333333"),
}
"""Fill and ink by finding."""
