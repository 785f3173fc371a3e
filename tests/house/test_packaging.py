"""The house in order: what pyproject.toml and constraints.txt say is what the folders hold."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def project() -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def folder(package: str) -> Path:
    """Where a package lies."""
    mapped = project()["tool"]["setuptools"]["package-dir"].get(package)
    return ROOT / (mapped or package.replace(".", "/"))


def listed() -> list[str]:
    """The packages pyproject.toml lists."""
    packages: list[str] = project()["tool"]["setuptools"]["packages"]
    return packages


def key(requirement: str) -> str:
    """The name of a requirement as the index compares it."""
    name = re.split(r"[<>=!~\[; ]", requirement)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_folder_with_python_in_it_is_a_listed_package() -> None:
    holders = {file.parent for room in ("kb", "engine") for file in (ROOT / room).rglob("*.py")}
    assert sorted(holders - {folder(package) for package in listed()}) == []


def test_every_listed_package_is_there_and_says_what_it_is() -> None:
    for package in listed():
        first = (folder(package) / "__init__.py").read_text(encoding="utf-8")
        assert first.startswith('"""'), package


def test_the_pages_and_the_documents_are_one_line_packages() -> None:
    for package in ("engine.rules", "engine.templates"):
        first = (folder(package) / "__init__.py").read_text(encoding="utf-8")
        assert len(first.splitlines()) == 1


def test_the_version_stands_in_one_place_which_imports_nothing() -> None:
    """Nothing but the version of that module is needed to build a wheel."""
    assert "version" not in project()["project"]
    assert project()["tool"]["setuptools"]["dynamic"] == {"version": {"attr": "engine.VERSION"}}
    tree = ast.parse((ROOT / "engine" / "__init__.py").read_text(encoding="utf-8"))
    kinds = {type(statement) for statement in tree.body}
    assert kinds == {ast.Expr, ast.Assign}


def test_every_requirement_is_pinned() -> None:
    own = project()["project"]
    needed = [
        *own["dependencies"],
        *(it for extra in own["optional-dependencies"].values() for it in extra),
    ]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {key(line) for line in lines if re.fullmatch(r"[\w.-]+==[\w.]+", line)}
    assert {key(it) for it in needed} - pinned == set()


def test_a_constraint_is_a_plain_pin() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    odd = [
        it for it in lines if not it.startswith("#") and not re.fullmatch(r"[\w.-]+==[\w.]+", it)
    ]
    assert odd == []


def test_a_container_is_built_from_what_is_here_and_runs_without_rights() -> None:
    """There is no container tool in the tests: what can be read of it is held."""
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    copied = [word for line in lines if (found := re.fullmatch(r"COPY (?!--)(.*) \S+", line))
              for word in found[1].split()]  # fmt: skip
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = [line[1:] for line in ignored if line.startswith("!")]
    assert sorted(name.rstrip("/") for name in copied) == sorted(let_in)
    assert [name for name in copied if not (ROOT / name).exists()] == []
    tops = {folder(package).relative_to(ROOT).parts[0] for package in listed()}
    assert tops <= set(let_in)
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users == ["10001"]
    assert lines.index("USER 10001") < lines.index('ENTRYPOINT ["downdraft"]')
    assert not re.search(r"sudo|--privileged|latest\b", text)


def test_a_container_and_a_wheelhouse_compile_as_the_makefile_does_with_extras_there_are() -> None:
    container = (ROOT / "Containerfile").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    [flags] = re.findall(r"^export CPPFLAGS := (.*)$", makefile, re.MULTILINE)
    assert f'CPPFLAGS="{flags}"' in container
    extras = project()["project"]["optional-dependencies"]
    [default] = re.findall(r"^EXTRAS \?= (.*)$", makefile, re.MULTILINE)
    named = {*re.findall(r"\[([a-z,]+)\]'", container), default}
    assert named == {default}
    assert set(default.split(",")) <= extras.keys() - {"dev"}
