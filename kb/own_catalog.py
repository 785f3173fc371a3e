"""A catalogue of one's own over ours: its text in, one `Catalog` of both out.

It is written as catalog.yaml is: assets, sources, and series with unit, rhythm and sources. It may
add; an entry of ours it puts in its place only where it says `replaces: true`, and never so that
the facts already held would mean something else. Errors name the file, the line and what to write.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kb.built_in import catalog
from kb.catalog import Catalog, CatalogError
from kb.plain_file import NotPlain, read_plain

CATALOG = "catalog.yaml"
"""Its name beside the pages of a folder, and among the texts of a rule book."""


@cache
def catalog_with(text: str, where: str = CATALOG) -> Catalog:
    """Our catalogue with another one over it; ours alone where the text is empty.

    where   the name of the file in errors
    raises  CatalogError naming the file, the line and what to write
    """
    if not text.strip():
        return catalog()
    from kb.own_entries import OwnEntries  # most never have one of their own

    return OwnEntries(text, where).over(catalog())


def read_catalog(file: Path) -> str:
    """The text of such a catalogue; raises CatalogError where it cannot be read."""
    try:
        return read_plain(file).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise CatalogError(f"{file} is not UTF-8; save it as that") from None
    except NotPlain as problem:
        raise CatalogError(f"{file}: {problem}") from None
