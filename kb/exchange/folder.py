"""A folder of batches: a base in, plain files under their hashes and an index out; and back.

The folder may lie on any server that gives files: it is read there and written only where it lies.
Files are put in their place whole, the index last, so that a folder is sound at any moment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from kb.drafts import ENDING, draft_of, remove, tidy
from kb.errors import AlteredError, StoreError
from kb.exchange.content import LARGEST
from kb.exchange.frames import index_of, offers_in
from kb.exchange.held_folder import LOCK, held
from kb.exchange.kept_contents import is_whole
from kb.exchange.offers import Offer, Source

INDEX, CONTENTS = "index.json", "contents"
MISSING = "pulling over http needs httpx, which is not installed: pip install 'downdraft[feeds]'"
_LEFT = re.compile(
    rf"{CONTENTS}(/[0-9a-f]{{64}}|/\.[0-9a-f]{{64}}\.\d+\.{ENDING})?"
    rf"|\.{re.escape(INDEX)}\.\d+\.{ENDING}|{re.escape(LOCK)}"
)
SECONDS = 60.0
"""How long a server may be silent, and a tenth of how long a file may take."""


class FolderSource:
    """A folder as a source.

    read  gives the bytes of a file of it; StoreError where there is none
    """

    def __init__(self, name: str, read: Callable[[str], bytes]) -> None:
        self.name = name
        self._read = read

    def offers(self) -> Iterator[Offer]:
        """What its index lists."""
        return offers_in(self._read(INDEX), self.name)

    def contents(self, wanted: Sequence[str]) -> Iterator[bytes]:
        """Its files, each known by its hash."""
        return (self._read(f"{CONTENTS}/{name}") for name in wanted)


def local_folder(folder: Path) -> FolderSource:
    """A folder of this machine as a source."""

    def read(name: str) -> bytes:
        file = folder / name
        if not file.is_file():
            what = f"{file} is not there; `downdraft push {folder}/` writes such a folder"
            raise StoreError(what)
        if file.stat().st_size > LARGEST:
            raise StoreError(f"{file} has more than {LARGEST:,} bytes, which no batch has")
        return file.read_bytes()

    return FolderSource(str(folder), read)


def web_folder(address: str) -> FolderSource:
    """A folder of a server as a source; nothing is followed elsewhere."""
    try:
        import httpx  # an extra: most exchange files
    except ImportError:
        raise StoreError(MISSING) from None
    base = address.rstrip("/")
    client = httpx.Client(follow_redirects=False, timeout=SECONDS)

    def read(name: str) -> bytes:
        return _answer(httpx, client, f"{base}/{name}")

    return FolderSource(address, read)


def _answer(httpx: Any, client: Any, address: str) -> bytes:
    from kb.feeds.streaming import Bounds, whole
    from kb.feeds.unanswered import Unanswered
    from kb.feeds.wire import in_words, quiet

    try:
        with quiet(), in_words(httpx, SECONDS), client.stream("GET", address) as response:
            if response.status_code != 200:
                raise Unanswered(f"it answers with status {response.status_code}")
            bounds = Bounds(LARGEST, monotonic, monotonic() + 10 * SECONDS)
            encoding = response.headers.get("content-encoding", "")
            return whole(response.iter_raw(), encoding, bounds)
    except Unanswered as error:
        raise StoreError(f"{address}: {error}") from None


def holds_others(folder: Path) -> bool:
    """Whether a folder without an index holds more than a push that broke off may have left."""
    if (folder / INDEX).exists():
        return False
    names = (each.relative_to(folder).as_posix() for each in folder.rglob("*"))
    return not all(map(_LEFT.fullmatch, names))


class Written(NamedTuple):
    """What a push put into a folder.

    new     how many batches, runs and documents it had not got
    mended  the names of contents that lay there damaged, or were gone, and are whole again
    """

    new: int
    mended: tuple[str, ...]


def write_folder(folder: Path, source: Source) -> Written:
    """Put into a folder what it has not of a source, or has damaged.

    What others put there stays. Several may push at once: what each adds to the index is added to
    what stands there by then.

    raises  AlteredError where what the source has is not what its own hash says
    """
    before = {offer.link for offer in _indexed(folder)}
    (folder / CONTENTS).mkdir(parents=True, exist_ok=True)
    offers = list(source.offers())
    named = {name: offer for offer in offers for name in offer.contents}
    wanted = [name for name, offer in named.items() if not _lies_whole(folder, name, offer)]
    promised = {name for offer in offers if offer.link in before for name in offer.contents}
    mended = [n for n in wanted if n in promised or (folder / CONTENTS / n).exists()]
    for name, content in zip(wanted, source.contents(wanted), strict=True):
        if not is_whole(named[name], name, content):
            what = f"{named[name].kind} {name[:12]} of {source.name} is not as it was written"
            raise AlteredError(
                f"{what}, and is not pushed; `downdraft verify` names what is altered"
            )
        _put(folder / CONTENTS / name, content)
    with held(folder):
        there = _indexed(folder)
        links = {offer.link for offer in there}
        new = [offer for offer in offers if offer.link not in links]
        if new:
            _put(folder / INDEX, index_of(chain(there, new)))
    return Written(len(new), tuple(mended))


def _indexed(folder: Path) -> list[Offer]:
    return list(local_folder(folder).offers()) if (folder / INDEX).exists() else []


def _lies_whole(folder: Path, name: str, offer: Offer) -> bool:
    file = folder / CONTENTS / name
    if not file.is_file() or file.stat().st_size > LARGEST:
        return False
    return is_whole(offer, name, file.read_bytes())


def _put(path: Path, content: bytes) -> None:
    tidy(path)
    draft = draft_of(path)
    try:
        draft.write_bytes(content)
        draft.replace(path)
    finally:
        remove(draft)
