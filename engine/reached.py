"""The code that a few modules reach by their imports, and what each file of it says.

In: the names of modules. Out: for every module reached, and every data file that lies beside one,
the digest of what it says: of a module its normal form (`engine.normal_form`), of YAML the tree, of
a grammar the lines that are no remarks.

Reading a module takes a hundred times longer than asking the disk for its size and times, so what
each file says is kept in the user's cache under those.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from engine.normal_form import what_is_said
from kb.cache import keep, kept

DATA = (".lark", ".yaml", ".j2")

Entry = tuple[str, list[int], str, list[str]]
"""A file, its size and times, the digest of what it says, the modules it names."""

_KNOWN: dict[str, dict[str, Entry]] = {}
"""What was read before in this process, by the name that it is kept under."""


class Code:
    """The modules under a few top names: packages, or modules that stand alone.

    Each file is looked at once: as it was then, it is for whoever asks later.
    """

    def __init__(self, tops: Sequence[str]) -> None:
        self.places = {top: place for top in tops if (place := _place(top))}
        own = f"{[str(place) for place in self.places.values()]} {_reader()}"
        self.name = f"code-{hashlib.sha256(own.encode()).hexdigest()[:40]}.json"
        if self.name not in _KNOWN:
            _KNOWN[self.name] = json.loads(kept(self.name) or b"{}")
        self.entries = _KNOWN[self.name]
        self.found: dict[str, Path | None] = {}
        self.seen: dict[str, Entry] = {}
        self.data: dict[str, list[Path]] = {}
        self.new = False

    def keep(self) -> None:
        """Keep what was read anew."""
        if self.new:
            keep(self.name, json.dumps(self.entries).encode())
            self.new = False

    def reached(
        self, roots: Iterable[str], folders: Iterable[str] = (), leaf: str = ""
    ) -> dict[str, str]:
        """What every module that is reached says, and every data file beside one, by name.

        leaf    a module that names others without importing them
        raises  LookupError when a root is not there
        """
        found: dict[str, str] = {}
        waiting, packages = list(roots), set(map(str, folders))
        in_folders = {top for top, place in self.places.items() if place.is_dir()}
        while waiting:
            module = waiting.pop()
            if module not in found:
                file, _, found[module], named = self._entry(module)
                if module.partition(".")[0] in in_folders:
                    packages.add(file.rpartition(os.sep)[0])
                waiting += named if module != leaf else ()
        for each in packages:
            folder = Path(each)
            if each not in self.data:
                self.data[each] = list(_data(folder))
            for data in self.data[each]:
                name = f"{folder.name}/{data.relative_to(folder).as_posix()}"
                found[name] = self._entry(str(data), data)[2]
        return found

    def _entry(self, name: str, file: Path | None = None) -> Entry:
        """What is known of a module or a data file, read anew where it has changed."""
        if name in self.seen:
            return self.seen[name]
        known = self.entries.get(name)
        if known is None or known[1] != _mark(known[0]):
            there = file or self._file(name)
            known = self.entries[name] = (str(there), _mark(there), *self._read(there, name))
            self.new = True
        self.seen[name] = known
        return known

    def _read(self, file: Path, module: str) -> tuple[str, list[str]]:
        content = file.read_bytes()
        if file.suffix != ".py":
            return hashlib.sha256(_unremarked(content, file.suffix)).hexdigest(), []
        package = module if file.name == "__init__.py" else module.rpartition(".")[0]
        said = what_is_said(content.decode(), package)
        return said.digest, sorted(name for name in {*said.named, package} if self._there(name))

    def _file(self, module: str) -> Path:
        if found := self._there(module):
            return found
        raise LookupError(f"there is no module {module}")

    def _there(self, module: str) -> Path | None:
        """The file of a module under one of the tops; None for what is no module there."""
        if module not in self.found:
            self.found[module] = self._find(module)
        return self.found[module]

    def _find(self, module: str) -> Path | None:
        package, _, name = module.rpartition(".")
        if not package:
            place = self.places.get(module)
            return place / "__init__.py" if place and place.is_dir() else place
        above = self._there(package) if name.isidentifier() else None
        if above is None or above.name != "__init__.py":
            return None
        files = (above.parent / name / "__init__.py", above.parent / f"{name}.py")
        return next((file for file in files if file.is_file()), None)


def _mark(file: str | Path) -> list[int]:
    """The size and times of a file, which say whether it has changed; none where it is gone."""
    try:
        stat = os.stat(file)  # noqa: PTH116  hundreds are asked, and a `Path` of each costs more
    except OSError:
        return []
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns]


def _place(top: str) -> Path | None:
    """The folder of a package, or the file of a module that stands alone."""
    found = find_spec(top)
    origin = Path(found.origin) if found and found.origin else None
    return origin.parent if origin and origin.name == "__init__.py" else origin


def _data(folder: Path) -> Iterator[Path]:
    """The data files of a package: in its folder and in those under it that are no packages."""
    with os.scandir(folder) as entries:
        for entry in entries:
            place = folder / entry.name
            if entry.name.endswith(DATA):
                yield place
            elif "." in entry.name or entry.name == "__pycache__" or not entry.is_dir():
                continue
            elif not (place / "__init__.py").exists():
                yield from _data(place)


def _unremarked(content: bytes, ending: str) -> bytes:
    """A data file without what changes nothing: the tree of YAML, the lines of a grammar."""
    if ending == ".yaml":
        import yaml  # only a file that has changed is read

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        return json.dumps(yaml.load(content, Loader=loader), default=str).encode()
    if ending == ".lark":
        lines = (line.strip() for line in content.splitlines())
        return b"\n".join(line for line in lines if line and not line.startswith(b"//"))
    return content


@cache
def _reader() -> str:
    """The hash of what reads files: what another reader found is not used."""
    from engine import normal_form

    here = [Path(__file__), Path(normal_form.__file__)]
    return hashlib.sha256(b"".join(file.read_bytes() for file in here)).hexdigest()
