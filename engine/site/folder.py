"""A folder that holds a site: what its manifest says lies there, and files put in place whole.

Nothing that the manifest does not name is ever replaced or removed, and a folder that holds other
things is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from kb.drafts import draft_of, remove

MANIFEST, MADE_BY, VERSION = "manifest.json", "downdraft site", 1


class NotOurs(Exception):
    """A folder, or a file in it, that no site may be written over; says which, and what to do."""


@dataclass
class Written:
    """A page as it was written: the digest of what is under it, and its files by ending."""

    inputs: str
    files: dict[str, str] = field(default_factory=dict)


class Folder:
    """The folder of a site."""

    def __init__(self, path: Path) -> None:
        """Read what lies there.

        raises  NotOurs for a file, a folder with other things in it, a manifest of a later version
        """
        self.path = path
        self.today = ""
        self.pages: dict[str, Written] = {}
        self._ours: set[str] = set()
        self._inside: set[Path] = set()
        manifest = path / MANIFEST
        if path.exists() and not path.is_dir():
            raise NotOurs(f"{path} is a file; name a folder")
        if manifest.is_file():
            self._read(manifest)
        elif any(each.is_symlink() or not each.is_dir() for each in path.rglob("*")):
            raise NotOurs(f"{path} holds other things than a site; name an empty or a new folder")

    def _read(self, manifest: Path) -> None:
        try:
            told: Mapping[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
            if told["made_by"] != MADE_BY or told["version"] != VERSION:
                raise ValueError("another kind")
            self.today = str(told["today"])
            self.pages = {
                str(name): Written(str(page["inputs"]), dict(page["files"]))
                for name, page in told["pages"].items()
            }
            self._ours = set(map(str, told["writing"])) | {
                f"{name}{ending}" for name, page in self.pages.items() for ending in page.files
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            problem = f"{manifest} is no manifest of a site of this version"
            raise NotOurs(f"{problem}; name another folder, or remove this one") from None

    def holds(self, address: str, inputs: str) -> bool:
        """Whether a page lies there as it was written by the same inputs."""
        page = self.pages.get(address)
        return page is not None and page.inputs == inputs and self.intact(address)

    def intact(self, address: str) -> bool:
        """Whether the files of a page are as they were written."""
        files = self.pages[address].files
        return all(self._sha256(f"{address}{end}") == known for end, known in files.items())

    def begin(self, addresses: Iterable[str]) -> None:
        """Note what is going to be written, so that it is ours though the work should break off."""
        self.path.mkdir(parents=True, exist_ok=True)
        writing = {f"{name}{ending}" for name in addresses for ending in (".html", ".json")}
        foreign = next((n for n in sorted(writing - self._ours) if (self.path / n).exists()), None)
        if foreign:
            raise NotOurs(f"{self.path / foreign} is no page of this site; move it away")
        self._ours |= writing
        self._write_manifest(sorted(self._ours))

    def put(self, address: str, inputs: str, files: Mapping[str, str]) -> bool:
        """A page by the endings of its files; whether any file was written."""
        written, hashes = False, {}
        known = self.pages[address].files if address in self.pages else {}
        for ending, text in files.items():
            content = text.encode("utf-8", "backslashreplace")
            hashes[ending] = sha256(content).hexdigest()
            if (
                known.get(ending) != hashes[ending]
                or self._sha256(f"{address}{ending}") != known[ending]
            ):
                self._place(f"{address}{ending}", content)
                written = True
        self.pages[address] = Written(inputs, hashes)
        return written

    def keep_only(self, addresses: Iterable[str], today: str) -> int:
        """Remove the pages of ours that are none any more, and write the manifest; how many."""
        wanted = set(addresses)
        stale = [name for name in self.pages if name not in wanted]
        for name in stale:
            del self.pages[name]
        named = {f"{name}{end}" for name, page in self.pages.items() for end in page.files}
        for file in self._ours - named:
            self._remove(self.path / file)
        self._ours, self.today = named, today
        self._write_manifest([])
        return len(stale)

    def _remove(self, file: Path) -> None:
        self._check_inside(file)
        file.unlink(missing_ok=True)
        for folder in file.relative_to(self.path).parents:
            if folder != Path():
                with suppress(OSError):  # it holds something yet
                    (self.path / folder).rmdir()

    def _write_manifest(self, writing: list[str]) -> None:
        told = {"made_by": MADE_BY, "version": VERSION, "today": self.today, "writing": writing}
        pages = (
            f"{json.dumps(name)}: {json.dumps(vars(page))}"
            for name, page in sorted(self.pages.items())
        )
        head, lines = json.dumps(told)[:-1], ",\n".join(pages)  # a page a line
        self._place(MANIFEST, f'{head}, "pages": {{\n{lines}\n}}}}\n'.encode())

    def _place(self, name: str, content: bytes) -> None:
        file = self.path / name
        if file.parent not in self._inside:
            file.parent.mkdir(parents=True, exist_ok=True)
        self._check_inside(file)
        draft = draft_of(file)
        try:
            draft.write_bytes(content)
            draft.replace(file)
        except BaseException:
            remove(draft)
            raise

    def _check_inside(self, file: Path) -> None:
        """Refuse a place that a link leads out of the folder."""
        if file.parent in self._inside:
            return
        if not file.parent.resolve().is_relative_to(self.path.resolve()):
            raise NotOurs(f"{file.parent} leads out of {self.path}; remove that link")
        self._inside.add(file.parent)

    def _sha256(self, name: str) -> str:
        try:
            return sha256((self.path / name).read_bytes()).hexdigest()
        except OSError:
            return ""
