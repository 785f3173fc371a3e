"""Files that a command writes: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from engine.cli.session import in_words


def write_whole(path: Path, document: str) -> None:
    """Write a file whole or not at all; a device or a pipe is written to and not replaced."""
    try:
        if path.exists() and not path.is_file():
            path.write_text(document, encoding="utf-8")
        else:
            _replace(path.resolve(), document)
    except OSError as error:
        problem = f"{path} cannot be written ({in_words(error)}); name another file with -o"
        raise click.ClickException(problem) from error


def _replace(path: Path, document: str) -> None:
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
