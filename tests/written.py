"""Pages under docs/ that the test run writes: compared, or written with `pytest --write-docs`."""

from __future__ import annotations

from pathlib import Path


def keep(path: Path, text: str, write: bool) -> None:
    """Write the page if asked to; then it must hold the text."""
    if write:
        path.write_text(text, encoding="utf-8")
    held = path.read_text(encoding="utf-8") if path.exists() else ""
    assert held == text, f"{path.name} is out of date: run pytest --write-docs"
