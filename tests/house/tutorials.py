"""Pages of docs/ that are followed to the letter: their files written, their commands run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from engine.cli.main import main

DOCS = Path(__file__).resolve().parents[2] / "docs"


def text_of(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    return re.findall(rf"```{language}\n(.*?)```", text_of(page), re.DOTALL)


def lines(page: str) -> list[str]:
    """The commands a reader types, in order."""
    return [line for block in blocks(page, "sh") for line in block.splitlines()]


def typed(line: str) -> int:
    """Type a command that calls downdraft; its exit code."""
    with pytest.raises(SystemExit) as left:
        main(shlex.split(line)[1:])
    return int(left.value.code or 0)
