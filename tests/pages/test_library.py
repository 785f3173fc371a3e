"""Where the rule base comes from: a folder or the built-in one, read once and kept by content."""

from __future__ import annotations

import pytest

from engine.pages import build, library
from engine.pages import page as page_module
from engine.pages.library import load_book
from kb import cache
from kb.built_in import catalog
from tests.pages.conftest import LOW


def another_process():
    """Forget what this one has read."""
    library._read_once.cache_clear()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A cache of one's own."""
    monkeypatch.setenv("DOWNDRAFT_CACHE", str(tmp_path / "cache"))
    cache.cache_folder.cache_clear()
    another_process()
    yield tmp_path / "cache"
    cache.cache_folder.cache_clear()


@pytest.fixture
def readings(monkeypatch):
    """How often the pages were read rather than taken from the cache."""
    counted = []

    def count(texts, known):
        counted.append(1)
        return truly(texts, known)

    truly = build.build_book
    monkeypatch.setattr(build, "build_book", count)
    return counted


def test_a_folder_of_one_s_own_becomes_a_book(rules, folder):
    assert [page.claim for page in load_book(rules).pages] == ["low"]


def test_the_same_pages_are_read_once(rules, folder, readings):
    first, again = load_book(rules), load_book(rules)
    another_process()
    second = load_book(rules)
    assert (len(readings), first, again) == (1, second, second)
    assert first.hash == second.hash


def test_the_built_in_book_is_kept_whole(folder, readings):
    first = load_book()
    another_process()
    assert load_book() == first
    assert len(readings) == 1


def test_the_cases_of_a_kept_book_are_read_when_a_page_is_asked_for_them(folder, monkeypatch):
    written = {page.claim: page.cases for page in load_book().pages}
    another_process()
    read, truly = [], page_module.from_bytes
    monkeypatch.setattr(page_module, "from_bytes", lambda *given: read.append(1) or truly(*given))
    pages = load_book().pages
    moved = [page.but(file="elsewhere") for page in pages]
    assert not read
    assert {page.claim: page.cases for page in moved} == written
    assert [page.cases for page in pages] == [page.cases for page in pages]
    assert len(read) == 2 * len(pages)


def test_a_changed_page_is_read_anew(rules, folder, readings):
    load_book(rules)
    (rules / "chapter" / "low.md").write_text(LOW.replace("100", "90"), encoding="utf-8")
    assert load_book(rules).page("low").when[0].text == "now < 90 USD/coin"
    assert len(readings) == 2


def test_changed_code_reads_anew(rules, folder, readings, monkeypatch):
    load_book(rules)
    monkeypatch.setattr(library, "code_digest", lambda _: "another engine")
    another_process()
    load_book(rules)
    assert len(readings) == 2


def test_a_spoilt_cache_is_read_over(rules, folder, readings):
    load_book(rules)
    [kept] = folder.glob("book-*.json")
    kept.write_bytes(b"spoilt")
    another_process()
    assert load_book(rules).page("low").claim == "low"
    assert len(readings) == 2


def test_a_broken_page_is_not_kept(rules, folder, refused):
    (rules / "chapter" / "low.md").write_text("nothing", encoding="utf-8")
    for _ in range(2):
        assert refused(load_book, rules).startswith(f"{rules}/chapter/low.md line 1: ")
    assert list(folder.glob("book-*")) == []


def test_nothing_is_kept_where_others_may_write(rules, folder, readings):
    """What is read must be the user's own."""
    folder.mkdir()
    folder.chmod(0o777)
    load_book(rules)
    load_book(rules)
    assert (len(readings), list(folder.iterdir())) == (2, [])


def test_nothing_is_kept_where_no_folder_can_be_made(rules, folder, readings):
    folder.write_text("a file stands in the way", encoding="utf-8")
    load_book(rules)
    load_book(rules)
    assert len(readings) == 2


def test_old_books_are_forgotten(folder):
    for number in range(12):
        cache.cached("book", [str(number)], lambda: "kept")
    cache.cached("template", ["a"], lambda: "kept")
    assert len(list(folder.glob("book-*.json"))) in (8, 9)
    assert len(list(folder.glob("template-*.json"))) == 1


def test_the_built_in_pages_make_a_book():
    built = load_book()
    assert len(built.pages) > 20
    assert set(built.series) <= set(catalog().series)
