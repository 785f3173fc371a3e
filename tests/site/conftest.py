"""The base and the site of the desk, made once for each module that looks at them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.site.desk import make_base, write_site


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The base; nobody writes to it."""
    return make_base(tmp_path_factory.mktemp("base") / "desk.db")


@pytest.fixture(scope="session")
def site(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its site; nobody writes to it."""
    out = tmp_path_factory.mktemp("site") / "out"
    write_site(base, out)
    return out
