"""The files of a folder of pages: a folder in, the texts that belong to it and what was passed over
out, or a PageError for what cannot be one of them.

Pages are the `.md` files in it and in the folders of its chapters; beside these lie the files that
all pages share, by name. Nothing else is read, so nothing else is recorded or changes a run id:
not what editors and systems leave behind, no hidden folder, nothing outside, nothing that is not a
plain file of a plain size.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engine.pages.errors import PageError
from engine.pages.order import ORDER
from kb.feeds.model import FOLDER as FEEDS
from kb.own_catalog import CATALOG
from kb.plain_file import NotPlain, read_plain
from kb.shown import obeyed

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

ASSUMPTIONS, EXCUSES = "assumptions.yaml", "equivalent_mutants.yaml"
DOCUMENTS, PHRASES = "documents.yaml", "phrases.yaml"
SHARED = (ASSUMPTIONS, ORDER, CATALOG, EXCUSES, DOCUMENTS, PHRASES)
DROPPED = re.compile(
    r"[.#].*\.(md|ya?ml)#?|.*~|#.*#|.*\.(bak|orig|rej|sw[a-p]|tmp)|\.DS_Store|Thumbs\.db|"
    r"desktop\.ini|.* \(copy\)\.\w+|.*\.sync-conflict-.*",
    re.IGNORECASE,
)
"""What editors and systems leave behind."""
DEEPEST = 8
MOST = LINES = 10_000


@dataclass
class Found:
    """What a folder holds: texts by their path inside it, and one clause on each other file."""

    texts: dict[str, str] = field(default_factory=dict)
    passed_over: list[str] = field(default_factory=list)


def read_folder(root: Traversable) -> Found:
    """The pages and shared files under a folder; raises PageError for what it may not hold."""
    found = Found()
    inside = os.path.realpath(root) if isinstance(root, Path) else ""
    for name, entry in _entries(root, "", inside, 0):
        plain = name.rpartition("/")[2]
        if DROPPED.fullmatch(plain):
            found.passed_over.append(f"{name} (hidden, or left by an editor or the system)")
        elif plain.endswith(".md") or name in SHARED:
            _check(entry, name, inside)
            found.texts[name] = _text(entry, name)
        elif plain.lower().endswith((".yaml", ".yml", ".md", ".markdown")):
            found.passed_over.append(f"{name} ({_instead(plain)})")
        if len(found.texts) > MOST:
            raise PageError(f"rules/{name}", 1, f"a folder holds at most {MOST:,} pages; split it")
    return found


def _entries(
    folder: Traversable, prefix: str, inside: str, depth: int
) -> Iterator[tuple[str, Traversable]]:
    """Every file by its path, chapter by chapter; hidden folders are nobody's chapter."""
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        name = prefix + entry.name
        if not entry.is_dir():
            yield name, entry
        elif not entry.name.startswith(("_", ".")) and name != FEEDS:  # no chapter of claims
            _check_chapter(entry, name, depth)
            yield from _entries(entry, f"{name}/", inside, depth + 1)


def _check_chapter(entry: Traversable, name: str, depth: int) -> None:
    if isinstance(entry, Path) and entry.is_symlink():
        raise _refused(name, "this is a link to a folder; put the folder itself here")
    if entry.name.endswith(".md"):
        raise _refused(name, "this is a folder; a page is a file")
    if depth >= DEEPEST:
        raise _refused(name, f"folders stand more than {DEEPEST} deep here; write them flat")


def _check(entry: Traversable, name: str, inside: str) -> None:
    """Refuse what lies elsewhere, and names that a terminal would obey."""
    if odd := obeyed(name):
        raise _refused(name, f"its name holds {odd[0]!r}; rename it")
    if isinstance(entry, Path) and entry.is_symlink() and not _leads_inside(entry, inside):
        raise _refused(name, "this link leads out of the folder; put the file itself here")


def _leads_inside(link: Path, inside: str) -> bool:
    """Whether a link ends at something in the folder; one that goes round ends nowhere."""
    try:
        return os.path.realpath(link, strict=True).startswith(inside + os.sep)
    except OSError:
        return False


def _text(entry: Traversable, name: str) -> str:
    try:
        content = read_plain(entry).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise PageError(f"rules/{name}", line, "this is not UTF-8; save the file as it") from None
    except NotPlain as problem:
        raise _refused(name, str(problem)) from None
    if content.count("\n") > LINES:
        raise PageError(f"rules/{name}", LINES + 1, f"a file has at most {LINES:,} lines; split it")
    return content


def _refused(name: str, problem: str) -> PageError:
    return PageError(f"rules/{name}", 1, problem)


def _instead(name: str) -> str:
    """What to write for a name that is nearly known."""
    stem, _, ending = name.lower().rpartition(".")
    meant = f"{stem}.md" if ending in ("md", "markdown") else f"{stem}.yaml"
    known = meant in SHARED or ending in ("md", "markdown")
    return f"write {meant}" if known and meant != name else "no file of that name is read here"
