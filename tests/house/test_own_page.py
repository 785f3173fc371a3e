"""The tutorial on one's own series, page and formula is true: three files, then every command."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.formulas import plugins
from tests.formulas.test_plugins import forget_plugins
from tests.house.tutorials import blocks, lines, text_of, typed

PAGE = "own.md"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder, and the register and modules as they were after it."""
    monkeypatch.chdir(tmp_path)
    for name in ("DOWNDRAFT_DB", "DOWNDRAFT_CATALOG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(plugins, "_MODULES", {})
    monkeypatch.setattr(plugins, "_REFUSED", {})
    monkeypatch.delitem(sys.modules, "desk_formulas", raising=False)
    yield tmp_path
    forget_plugins()


def installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The module with what pip makes of its pyproject.toml."""
    [project] = blocks(PAGE, "toml")
    told = tomllib.loads(project)
    [(group, entries)] = told["project"]["entry-points"].items()
    info = folder / "site" / "desk_formulas-0.1.dist-info"
    info.mkdir(parents=True)
    names = "".join(f"{name} = {module}\n" for name, module in entries.items())
    (info / "entry_points.txt").write_text(f"[{group}]\n{names}", encoding="utf-8")
    (info / "METADATA").write_text("Name: desk-formulas\nVersion: 0.1\n", encoding="utf-8")
    [module] = told["tool"]["setuptools"]["py-modules"]
    [source] = blocks(PAGE, "python")
    (folder / "site" / f"{module}.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder / "site"))


def test_three_files_are_a_series_a_formula_and_a_page(folder, monkeypatch, capsys):
    start, export, *rest = lines(PAGE)
    assert typed(start) == 0
    [page, feed], [facts] = (blocks(PAGE, kind) for kind in ("markdown", "csv"))
    catalogue = "".join(blocks(PAGE, "yaml"))  # its series and, further down, an asset
    (folder / "my-rules" / "catalog.yaml").write_text(catalogue, encoding="utf-8")
    (folder / "my-rules" / "desk" / "basis_gone.md").write_text(page, encoding="utf-8")
    (folder / "my-rules" / "feeds").mkdir()
    (folder / "my-rules" / "feeds" / "desk-basis.md").write_text(feed, encoding="utf-8")
    (folder / "basis.csv").write_text(facts, encoding="utf-8")
    installed(folder, monkeypatch)
    name, _, value = export.removeprefix("export ").partition("=")
    monkeypatch.setenv(name, value)
    codes = {line: typed(line) for line in rest}
    said = capsys.readouterr()
    # a briefing of one claim has no headline: 3 is for that
    assert {line: code for line, code in codes.items() if code not in (0, 3)} == {}, said.err
    assert [line for line, code in codes.items() if code] == [rest[5]]
    quoted = next(line[2:] for line in text_of(PAGE).splitlines() if line.startswith("> "))
    assert quoted in " ".join(said.out.split())
