"""Bundles: the files of a folder in, one file with their hashes out; and back, every byte checked.

A bundle is a zip without compression: a manifest with the size and the sha256 of each file, a
signature of that manifest where there is one, and the files by name. The same files make the same
bytes, so whoever reads a bundle makes it again of what it holds, and not a byte may differ.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from kb.bundle_names import check_names, is_plain
from kb.chain import canonical
from kb.errors import AlteredError, StoreError

MANIFEST, SIGNATURE = "manifest.json", "signature.json"
MOST_FILES, LARGEST_FILE, LARGEST = 5_000, 1 << 24, 1 << 26
"""What a bundle holds at most: so many files, so many bytes each, and so many together."""
_THEN = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip knows
_ROOM = 1 << 20  # for the manifest, the signature and what the zip itself takes


@dataclass(frozen=True)
class Bundle:
    """Files by name, and the signature of their manifest; "" where nobody signed it."""

    name: str
    files: Mapping[str, bytes]
    signature: str = ""

    @property
    def manifest(self) -> bytes:
        """The hashes of the files, which is what is signed."""
        listed = {
            name: {"sha256": sha256(content).hexdigest(), "size": len(content)}
            for name, content in self.files.items()
        }
        said = {"downdraft": "bundle", "version": 1, "name": self.name, "files": listed}
        return canonical(said).encode() + b"\n"

    def packed(self) -> bytes:
        """The bytes of the bundle."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for name, content in self._members():
                entry = zipfile.ZipInfo(name, _THEN)
                entry.create_system, entry.external_attr = 3, 0o644 << 16
                archive.writestr(entry, content)
        return packed.getvalue()

    def _members(self) -> Iterator[tuple[str, bytes]]:
        yield MANIFEST, self.manifest
        if self.signature:
            yield SIGNATURE, self.signature.encode()
        for name, content in sorted(self.files.items()):
            yield f"files/{name}", content


def bundle_of(folder: Path) -> Bundle:
    """All files of a folder but hidden ones; StoreError for what a bundle cannot hold."""
    if not folder.is_dir():
        raise StoreError(f"{folder} is not a folder; name one with the files to bundle")
    files: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith(".") or part == "__pycache__" for part in name.split("/")):
            continue
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise StoreError(f"{path} is a link, a pipe or a device; put a plain file there")
        if path.is_file():
            if path.stat().st_size > LARGEST_FILE:
                raise StoreError(f"{path} has more than {LARGEST_FILE:,} bytes; leave it out")
            files[name] = path.read_bytes()
    check_names(files)
    _check_sizes([len(content) for content in files.values()])
    if not files:
        raise StoreError(f"there is no file in {folder}; name the folder with the pages or tables")
    name = folder.resolve().name
    return Bundle(name if is_plain(name) else "files", files)


def read_bundle(path: Path) -> Bundle:
    """The bundle in a file; AlteredError naming the file in it of which a byte differs."""
    if not path.is_file():
        raise StoreError(f"{path} is not a file; name a bundle, as `downdraft bundle` writes it")
    if path.stat().st_size > LARGEST + _ROOM:
        raise StoreError(f"{path} is larger than a bundle may be ({LARGEST:,} bytes)")
    packed = path.read_bytes()
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            bundle = _read(archive, path)
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, EOFError, NotImplementedError,
            RuntimeError, OSError) as error:  # fmt: skip
        raise AlteredError(f"{path} is no bundle, or one that was altered or cut off") from error
    if bundle.packed() != packed:
        raise AlteredError(f"{path}: something between its files was altered; have it sent again")
    return bundle


def _read(archive: zipfile.ZipFile, path: Path) -> Bundle:
    entries = {entry.filename: entry for entry in archive.infolist()}
    _check_sizes([entry.file_size for entry in entries.values()])
    for entry in entries.values():  # what is packed may unfold into any size
        if entry.compress_type != zipfile.ZIP_STORED or entry.compress_size != entry.file_size:
            raise AlteredError(f"{path}: a file in it is compressed, which no bundle is")
    said = json.loads(archive.read(entries[MANIFEST]))
    if (said["downdraft"], said["version"]) != ("bundle", 1):
        raise StoreError(f"{path} is a bundle of a later downdraft; upgrade downdraft")
    listed: Mapping[str, Mapping[str, object]] = said["files"]
    check_names(listed)
    signed = {SIGNATURE} & entries.keys()
    odd = entries.keys() ^ {MANIFEST, *signed, *(f"files/{name}" for name in listed)}
    if odd or len(entries) != len(archive.infolist()):
        named = min(odd, default="a name twice").removeprefix("files/")
        raise AlteredError(f"{path}: {named} is missing from it or from its manifest")
    files = {name: _content(archive, path, name, listed[name]) for name in sorted(listed)}
    signature = archive.read(entries[SIGNATURE]).decode() if signed else ""
    name = str(said["name"])
    if not is_plain(name):
        raise StoreError(f"{path}: {name[:40]!r} is no name for a bundle; use letters, digits, -._")
    return Bundle(name, files, signature)


def _content(archive: zipfile.ZipFile, path: Path, name: str, said: Mapping[str, object]) -> bytes:
    """A file of a bundle, which is what the manifest says it is."""
    try:
        content = archive.read(f"files/{name}")
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise AlteredError(f"{path}: {name} was altered; have it sent again") from error
    if (len(content), sha256(content).hexdigest()) != (said["size"], said["sha256"]):
        raise AlteredError(f"{path}: {name} is not the file of its hash; have it sent again")
    return content


def _check_sizes(sizes: list[int]) -> None:
    if len(sizes) > MOST_FILES or sum(sizes) > LARGEST or max(sizes, default=0) > LARGEST_FILE:
        raise StoreError(
            f"a bundle holds at most {MOST_FILES:,} files of {LARGEST_FILE:,} bytes each, and "
            f"{LARGEST:,} together; leave some out"
        )


def unpack_bundle(bundle: Bundle, draft: Path) -> None:
    """Write the files of a bundle under a new folder."""
    for name, content in bundle.files.items():
        file = draft / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
