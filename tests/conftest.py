"""What tests of pages share: how a page error is looked at, its file, its line, what it says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.pages.errors import PageError

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
