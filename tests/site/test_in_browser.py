"""Site and server in Chromium: wide, on a phone, in the dark; by clicks down to the raw source."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import pytest

from engine.site.kept import Kept
from kb.store import KnowledgeBase
from tests.browser import CHROMIUM, LOOKS, WIDE, looking
from tests.desk import book_of
from tests.site.desk import MONDAY

LACKING = not CHROMIUM or not find_spec("uvicorn")
pytestmark = pytest.mark.skipif(LACKING, reason="there is no chromium or no uvicorn here")

SHOWN = (
    "index.html", f"day/{MONDAY}.html", "claim/odds_fell.html", "series/price.close.html",
    "series/price.close/2025.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def server(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server at a port of its own, and the base that it reads."""
    import uvicorn

    from engine.web.app import Server
    from engine.web.replies import Replies

    path = Path(shutil.copy(base, tmp_path_factory.mktemp("served") / "desk.db"))
    replies = Replies(lambda: KnowledgeBase.open(path, to_read=True), Kept(book_of()), "btc")
    settings = uvicorn.Config(Server(replies).app(), port=0, log_level="error", ws="none")
    running = uvicorn.Server(settings)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    port = running.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}", path
    running.should_exit = True
    thread.join(5)


@pytest.fixture
def look(browser: object) -> Iterator[Callable[..., tuple[object, list[str]]]]:
    """Opens pages of a place in one of their looks; nothing but documents of it is asked for."""
    with looking(browser) as opened:

        def there(name: str, home: str) -> tuple[object, list[str]]:
            def let(asked: object) -> bool:
                return asked.url.startswith(home) and asked.resource_type == "document"

            found = opened(name, let)
            return found.page, found.complaints

        yield there


@pytest.mark.parametrize("name", LOOKS)
def test_no_complaint_no_request_and_nothing_wider_than_the_screen(look, site, name):
    page, complaints = look(name, site.as_uri())
    for shown in SHOWN:
        page.goto(f"{site.as_uri()}/{shown}")
        wide, screen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= screen, shown
    assert complaints == []


def test_axe_finds_nothing_serious_in_light_and_dark(browser, site, server):
    """By the slow rule of contrast in the dark alone: light colours are held to it by hand."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = []
    for look, shown in (
        ("wide", f"{site.as_uri()}/claim/odds_fell.html"),
        ("dark", f"{site.as_uri()}/batch/2.html"),
        ("wide", f"{server[0]}/what-if.html"),
    ):
        page = browser.new_page(**LOOKS[look])
        page.goto(shown)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        rules = {"color-contrast": {"enabled": look == "dark"}}
        options = {"resultTypes": ["violations"], "rules": rules}
        told = axe.Axe().run(page, options=options).response["violations"]
        grave = [each for each in told if each["impact"] in ("serious", "critical")]
        found += [(shown, each["id"], each["nodes"][0]["html"][:120]) for each in grave]
        page.close()
    assert found == []


def test_by_clicks_from_a_sentence_to_the_raw_source(look, site):
    page, complaints = look("wide", site.as_uri())
    page.goto(site.as_uri() + "/index.html")
    page.locator(f"a[href='day/{MONDAY}.html']").first.click()
    page.locator(".said a[href$='odds_fell.html']").first.click()
    fact = page.locator(".tree a.to[href*='fact/']:visible")
    for _ in range(6):
        if not fact.count():
            page.locator(".tree details:not([open]) > summary:visible").first.click()
    fact.first.click()
    assert "known since" in page.locator("main").inner_text()
    page.locator("a[href*='batch/']").first.click()
    assert page.locator("h1").inner_text().startswith("Batch")
    page.goto(site.as_uri() + "/batch/2.html")
    assert "prices.invalid" in page.locator("main").inner_text()
    assert complaints == []


def test_the_search_finds_what_is_typed(look, site):
    page, complaints = look("phone", site.as_uri())
    page.goto(site.as_uri() + "/search.html")
    every = page.locator("#found li:visible").count()
    page.locator("#q").fill("odds fell")
    found = page.locator("#found li:visible")
    assert 0 < found.count() < every
    assert "odds_fell" in found.first.locator("a").get_attribute("href")
    assert complaints == []


def test_a_slider_moves_what_is_said_and_nothing_is_written(look, server):
    home, path = server
    before = sha256(path.read_bytes()).hexdigest()
    page, complaints = look("wide", home)
    page.goto(f"{home}/what-if.html")
    slider = page.locator("input[name='policy.cut_odds']")
    slider.evaluate("each => each.value = each.max")
    page.locator("button", has_text="What would change?").click()
    assert "odds_fell" in page.locator("#changed + p ~ ul a").first.get_attribute("href")
    assert complaints == []
    assert sha256(path.read_bytes()).hexdigest() == before
    assert WIDE["width"] == page.evaluate("innerWidth")
