"""Where the files lie that are shipped with a package: its name in, its folder out.

`importlib.resources` says the same, and takes with it what unpacks archives and makes temporary
files, which no command needs to find a page.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path


def shipped(package: str) -> Path:
    """The folder of a package."""
    return Path(next(iter(import_module(package).__path__)))
