"""Formulas of others: looked for when a page names one, refused by name where they cannot be."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from engine.formulas import plugins, register
from engine.formulas.known import Known
from engine.formulas.plugins import PluginError, plugin_of
from engine.formulas.register import formula_named
from engine.pages.library import book_of
from tests.worlds import page_text

SOURCE = '''
from typing import Annotated
from engine.formulas.register import formula
from engine.numeric.arguments import Arg, Array, Out

@formula("{name}")
def twice(x: Annotated[Array, Arg("USD/coin")]) -> Annotated[Array, Out("USD/coin")]:
    """Twice as much."""
    return {code}
'''


class Shelf:
    """A folder of installed packages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self, name: str = "desk.twice", code: str = "2 * x", source: str = SOURCE) -> None:
        """A package with one module that registers one formula."""
        info = self.folder / "desk_formulas-0.1.dist-info"
        info.mkdir(exist_ok=True)
        (info / "METADATA").write_text("Name: desk-formulas\nVersion: 0.1\n", encoding="utf-8")
        entry = f"[{plugins.GROUP}]\ndesk = desk_twice\n"
        (info / "entry_points.txt").write_text(entry, encoding="utf-8")
        text = source.format(name=name, code=code)
        (self.folder / "desk_twice.py").write_text(text, encoding="utf-8")
        sys.modules.pop("desk_twice", None)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def shelf(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    """Such a folder, the register as it is without it, and a cache of one's own."""
    from engine import fingerprint

    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(plugins, "_MODULES", {})
    monkeypatch.setattr(plugins, "_REFUSED", {})
    monkeypatch.setattr("kb.cache.cache_folder", lambda: cache)
    monkeypatch.delitem(sys.modules, "desk_twice", raising=False)
    for kept in (fingerprint.code_under, fingerprint.code_digest, fingerprint.engine_version):
        kept.cache_clear()
    yield Shelf(tmp_path)
    forget_plugins()


def forget_plugins() -> None:
    """Take out of the register what plugins brought in."""
    for name, formula in list(register._REGISTER.items()):
        if not formula.function.__module__.startswith("engine."):
            del register._REGISTER[name]


def texts(formula: str = "desk.twice") -> dict[str, str]:
    """A book of one page that calls a formula."""
    page = page_text(
        "high", facts={"now": "price.close"}, let={"double": f"{formula}(now)"},
        when=["double > 100 USD/coin: ours"],
    )  # fmt: skip
    return {"chapter/high.md": page}


def test_a_formula_of_a_plugin_is_found_by_its_name(shelf):
    shelf.install()
    assert formula_named("desk.twice").function(3.0) == 6.0
    assert plugin_of("desk.twice") == "desk_twice"


def test_nobody_looks_for_plugins_while_every_formula_is_ours(shelf, monkeypatch):
    def looked(**_: object) -> None:
        raise AssertionError("somebody looked")

    monkeypatch.setattr(metadata, "entry_points", looked)
    known = Known()
    for name in ("levels.round_number_below", "levels.nothing", "min"):
        assert known.get(name) is None or not plugin_of(name)
    assert known.plugins == set()


def test_a_book_that_calls_one_names_its_module_and_is_judged_by_other_code(shelf):
    shelf.install()
    book = book_of(texts())
    assert list(book.plugins) == ["desk_twice"]
    assert book.engine.startswith(f"{book_of(texts('abs')).engine}.")


def test_other_code_of_a_plugin_makes_another_run_and_a_remark_does_not(shelf):
    from engine.fingerprint import code_digest, code_under

    digests = []
    for source, code in ((SOURCE, "2 * x"), (f"{SOURCE}# so be it\n", "2 * x"), (SOURCE, "x + x")):
        shelf.install(source=source, code=code)
        code_under.cache_clear()
        code_digest.cache_clear()
        digests.append(book_of(texts()).plugins["desk_twice"])
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize(
    ("name", "source", "why"),
    [
        ("levels.twice", SOURCE, "its formula levels.twice begins with levels, which is ours"),
        ("twice", SOURCE, "its formula 'twice' has no name like desk.spread"),
        ("desk.twice", "import nothing_of_the_kind\n", "ModuleNotFoundError: No module named"),
        ("desk.twice", "def broken(:\n", "SyntaxError: "),
    ],
)
def test_a_plugin_that_cannot_be_used_is_named_on_the_page_that_needs_it(
    shelf, refused, name, source, why
):
    shelf.install(name, source=source)
    said = refused(book_of, texts())
    assert said.startswith("rules/chapter/high.md line ")
    plugin = "the plugin 'desk' (module desk_twice, package desk-formulas 0.1)"
    assert f"{plugin} cannot be used: {why}" in said
    assert name not in register._REGISTER


def test_two_plugins_of_one_name_are_told(shelf):
    shelf.install()
    formula_named("desk.twice")
    info = shelf.folder / "desk_formulas-0.1.dist-info" / "entry_points.txt"
    info.write_text(f"[{plugins.GROUP}]\nother = desk_again\n", encoding="utf-8")
    text = SOURCE.format(name="desk.twice", code="3 * x")
    (shelf.folder / "desk_again.py").write_text(text, encoding="utf-8")
    with pytest.raises(PluginError, match=r"'other' .*two formulas are named desk\.twice"):
        formula_named("desk.thrice")


def test_a_formula_that_nobody_has_is_told_as_before(shelf, refused):
    assert "no formula is named 'desk.twice'" in refused(book_of, texts())


def test_a_plugin_that_ends_the_program_is_refused_like_any_other(shelf):
    shelf.install(source="raise SystemExit(0)")
    with pytest.raises(PluginError, match=r"the plugin 'desk' .*SystemExit: 0; mend it"):
        formula_named("desk.twice")


def test_a_plugin_may_open_a_room_of_ours(shelf):
    shelf.install(source="import engine.formulas.levels\n" + SOURCE)
    assert formula_named("desk.twice").function(2.0) == 4.0
    assert formula_named("levels.round_number_below")


def test_a_formula_of_a_good_plugin_is_refused_while_another_is_broken(shelf):
    shelf.install()
    assert formula_named("desk.twice")
    plugins._REFUSED["other"] = PluginError("the plugin 'other' cannot be used")
    with pytest.raises(PluginError, match="the plugin 'other' cannot be used"):
        formula_named("desk.twice")
