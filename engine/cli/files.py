"""Files that a command writes: whole or not at all, several of them together or none."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import click

from engine.cli.session import in_words
from kb.guarded import what_is_there

ELSEWHERE = "name another file"


class Unwritable(Exception):
    """Files that could not be written together; nothing was changed. Says which, and why."""


def write_whole(path: Path, document: str) -> None:
    """Write a file whole or not at all; a device or a pipe is written to and not replaced.

    raises  ClickException where it cannot be written, or holds what no output may replace
    """
    lost = what_is_there(path)
    if lost:
        raise click.ClickException(f"{path} is {lost} and is left as it is; {ELSEWHERE}")
    try:
        if path.exists() and not path.is_file():
            path.write_text(document, encoding="utf-8")
        else:
            _replace(path.resolve(), document)
    except OSError as error:
        problem = f"{path} cannot be written ({in_words(error)}); {ELSEWHERE}"
        raise click.ClickException(problem) from error


def write_together(documents: Mapping[Path, str]) -> None:
    """Write several files, and the folders they need, or leave everything as it was.

    raises  Unwritable
    """
    before = {path: path.read_bytes() if path.exists() else None for path in documents}
    made: list[Path] = []
    written: list[Path] = []
    try:
        for path, document in documents.items():
            _make_folder(path.parent, made)
            _replace(path.resolve(), document)
            written.append(path)
    except BaseException as error:
        _take_back({path: before[path] for path in written}, made)
        if isinstance(error, OSError):
            raise Unwritable(f"{path} cannot be written ({in_words(error)})") from error
        raise


def _make_folder(folder: Path, made: list[Path]) -> None:
    """Make a folder with all above it, and note those that were not there, the deepest last."""
    if not folder.is_dir():
        _make_folder(folder.parent, made)
        folder.mkdir()
        made.append(folder)


def _take_back(before: Mapping[Path, bytes | None], made: list[Path]) -> None:
    """Bring files back to what they held, and remove the folders that were made."""
    for path, content in before.items():
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(content)
    for folder in reversed(made):
        folder.rmdir()


def _replace(path: Path, document: str) -> None:
    import tempfile  # slow to import, and most commands write no file

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(document)
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
