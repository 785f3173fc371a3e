"""The files of a site: every link leads somewhere, every page is JSON too, every text is text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from engine.briefing.compose import composed
from engine.briefing.render import render
from engine.ledger.trace import LINKS
from engine.pages.library import load_book
from engine.site.claims import claim_page
from engine.site.desk import desk_at, desk_of
from engine.site.kept import Kept, counts_of
from engine.site.look import policy
from engine.site.pages import PAGES
from kb import ledger
from kb.store import KnowledgeBase
from tests.desk import book_of, fact
from tests.site.desk import open_desk

LOADING = {"src", "href", "action", "data", "poster", "srcset"}


class Read(HTMLParser):
    """The links, the anchors, the tags and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.tags: list[str] = []
        self.said: list[str] = []
        self.policy = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.links += [told[name] for name in LOADING & told.keys()]
        assert not [name for name in told if name.startswith("on") or name == "style"]
        if told.get("http-equiv"):
            self.policy = told["content"]
        if "id" in told:
            assert told["id"] not in self.anchors
            self.anchors.add(told["id"])

    def handle_data(self, data: str) -> None:
        self.said.append(data)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Read]:
    return {file: Read(file.read_text(encoding="utf-8")) for file in site.rglob("*.html")}


def test_every_link_is_relative_and_leads_to_a_page_and_an_anchor(pages, site):
    lost = []
    for file, read in pages.items():
        for link in read.links:
            parts = urlsplit(link)
            assert not parts.scheme
            assert not parts.netloc
            assert not parts.query
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            assert target.is_relative_to(site.resolve())
            there = target in pages or (target.suffix == ".json" and target.is_file())
            if not there or (parts.fragment and parts.fragment not in pages[target].anchors):
                lost.append((file.name, link))
    assert lost == []
    assert len(pages) > 50


def test_every_kind_of_page_is_there_and_can_be_reached_from_the_first(pages, site):
    found, waiting = set(), [site / "index.html"]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            paths = (unquote(urlsplit(link).path) for link in pages[file].links)
            waiting += [(file.parent / path).resolve() for path in paths if path.endswith(".html")]
    assert {file.relative_to(site) for file in pages} - {
        f.relative_to(site) for f in found
    } == set()
    kinds = {
        re.sub(r"/[^/]+", "/*", str(file.relative_to(site)).removesuffix(".html")) for file in pages
    }
    live_alone = "run/*/*"
    assert {re.sub(r"/\{[^/]+", "/*", address) for address in PAGES} - kinds <= {live_alone}
    assert list(site.glob("run/*/briefing.html"))


def test_every_page_is_a_record_as_json_and_the_manifest_names_its_bytes(site):
    told = json.loads((site / "manifest.json").read_text())
    for address, page in told["pages"].items():
        for ending, known in page["files"].items():
            content = (site / f"{address}{ending}").read_bytes()
            assert sha256(content).hexdigest() == known, address
        if not address.endswith("/briefing"):
            record = json.loads((site / f"{address}.json").read_text())
            assert record["address"] == address
            model = _model(address)
            assert model.model_validate(record).address == address
    there = {str(file.relative_to(site)) for file in site.rglob("*") if file.is_file()}
    named = {f"{name}{ending}" for name, page in told["pages"].items() for ending in page["files"]}
    assert there == named | {"manifest.json"}


def _model(address: str):
    [model] = [
        model for pattern, (model, _) in PAGES.items()
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), address)
    ]  # fmt: skip
    return model


def test_a_page_may_ask_nothing_of_anybody_and_runs_our_script_alone(pages):
    for file, read in pages.items():
        assert read.policy.startswith("default-src 'none'; ")
        if file.name != "briefing.html":
            assert read.policy == policy()
        assert read.tags.count("script") == (file.name == "search.html"), file
        assert not {"iframe", "img", "object", "embed", "link", "base"} & set(read.tags)


def test_what_others_wrote_comes_out_as_text(pages, site):
    """As a label, as a note of a fact, and in the address that a feed asked."""
    told = [(file, "".join(read.said)) for file, read in pages.items()]
    with_it = {file.relative_to(site).parts[0] for file, text in told if "alert(1)" in text}
    assert {"batch", "series"} <= with_it
    assert not [file for file, text in told if "\u202e" in text]
    assert any("https://prices.invalid/?q=<script>" in text for _, text in told)
    assert all("{{ 7*7 }}" in text for _, text in told if "alert(1)" in text)


def test_the_whole_briefing_leads_to_claims_and_facts_and_is_known_without_these_links(
    base, pages, site
):
    [file] = site.glob("run/*/briefing.html")
    links = [link for link in pages[file].links if link.startswith("../../")]
    assert "../../day/2025-11-17.html" in links
    assert {link.split("/")[2] for link in links} == {"claim", "series", "day"}
    with KnowledgeBase.open(base, to_read=True) as opened:
        [run] = [run for run in ledger.runs(opened) if run.id == file.parent.name]
        own = desk_at(open_desk(opened), run)
        written = render(composed(own.kb, replace(own.run, id=run.id)), "html").encode()
    assert LINKS.sub(rb"\1", file.read_bytes()) == written
    forged = b' <a class="out" href="../../claim/x.html">the price is $1m</a>'
    assert LINKS.sub(rb"\1", forged) == forged
    link = LINKS.search(file.read_bytes())
    amid = b"$7" + link[0].removeprefix(link[1]) + b"1,708"
    assert LINKS.sub(rb"\1", amid) == amid


def test_numbers_and_counts_are_those_of_the_front_page(pages, site):
    told = json.loads((site / "index.json").read_text())["counts"]
    assert told["judged"] == told["holds"] + told["fails"] + told["unknown"]
    odd = {"odds_fell": ("unknown", "absent"), "funds_left": ("unknown", "stale")}
    assert counts_of(book_of(), odd) == {"holds": 0, "fails": 0, "unknown": 1, "judged": 2}
    for file in (*site.glob("run/*.html"), *site.glob("day/*.html")):
        assert not re.search(r"[0-9]e[+-][0-9]", "".join(pages[file].said))


def test_a_sentence_leads_to_its_claim_to_a_fact_and_to_the_answer_it_came_from(pages, site):
    def linked(file: Path, wanted: str) -> Path:
        links = (link for link in pages[file].links if re.search(wanted, link))
        return (file.parent / unquote(urlsplit(next(links)).path)).resolve()

    day = linked(site / "index.html", "^day/2025-11-17")
    claim = linked(day, "claim/odds_fell")
    one = linked(claim, "fact/")
    assert "known since" in "".join(pages[one].said)
    batch = linked(site / "index.html", "^batch/2")
    assert "sha256 of its bytes" in "".join(pages[batch].said)


def test_every_claim_has_a_page_on_an_asset_of_which_documents_say_nothing():
    closes = [fact("price.close", 100 - n, "USD/coin", f"2025-11-{n:02}", asset="abc")
              for n in range(10, 18)]  # fmt: skip
    with KnowledgeBase.in_memory() as base:
        base.add(closes)
        book = load_book()
        desk = desk_of(base, Kept(book), "abc")
        pages = [claim_page(desk, page.claim) for page in book.pages]
    assert {page.status for page in pages} <= {"holds", "fails", "unknown", "stated", "not_judged"}
