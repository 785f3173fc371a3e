"""What tests share: the small desk, and how a page error is looked at: file, line, what it says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.pages.errors import PageError
from tests.browser import browser
from tests.desk import book, kb

__all__ = ["book", "browser", "kb"]

Refused = Callable[..., str]


@pytest.fixture
def refused() -> Refused:
    """Call something that must raise a PageError; back comes its whole sentence."""

    def call(function: Callable[..., object], *arguments: object, **named: object) -> str:
        with pytest.raises(PageError) as caught:
            function(*arguments, **named)
        assert f"{caught.value.file} line {caught.value.line}: " in str(caught.value)
        assert "\n" not in str(caught.value)
        return str(caught.value)

    return call
