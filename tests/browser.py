"""Chromium for the tests that look at pages: a browser for a file of them, in three looks.

Every request that a test does not let through is refused and told.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") if find_spec("playwright") else None
LACKING = "there is no playwright with a chromium here"

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 812}
LOOKS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": WIDE},
    "phone": {"viewport": PHONE, "has_touch": True},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
}


@dataclass
class Opened:
    """A page as it is looked at, with what went wrong on the way."""

    page: Any
    complaints: list[str]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The browser, for a file: while it is there, nothing else of its process can use asyncio."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


Let = Callable[[Any], bool]
"""Which requests are let through."""


@contextmanager
def looking(browser: Any) -> Iterator[Callable[[str, Let], Opened]]:
    """Opens empty pages in one of the looks, for the length of a block."""
    contexts = []

    def opened(name: str, let: Let) -> Opened:
        context = browser.new_context(**LOOKS[name])
        contexts.append(context)
        page, complaints = context.new_page(), list[str]()
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))

        def route(asked: Any) -> None:
            if let(asked.request):
                asked.continue_()
            else:
                complaints.append(f"asked for {asked.request.url}")
                asked.abort()

        page.route("**/*", route)
        return Opened(page, complaints)

    yield opened
    for context in contexts:
        context.close()
