"""A folder of pages, as small as one can be."""

from __future__ import annotations

import pytest

from tests.worlds import page_text

LOW = page_text("low", facts={"now": "price.close"}, when=["now < 100 USD/coin: ours"])


@pytest.fixture
def rules(tmp_path):
    """A folder with one chapter of one page."""
    folder = tmp_path / "rules"
    (folder / "chapter").mkdir(parents=True)
    (folder / "chapter" / "low.md").write_text(LOW, encoding="utf-8")
    return folder
