"""Where feeds come from: the ready pages beside this module and those of a folder of one's own;
each checked against its own form, the catalogue and the parsers there are."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from kb.built_in import catalog as ours
from kb.catalog import Catalog
from kb.feeds.entry import Head
from kb.feeds.feed import Feed, Parser
from kb.feeds.known import MODES
from kb.feeds.page import FeedError, read_parts
from kb.feeds.parsers import PARSERS
from kb.feeds.templates import FIELDS, fields
from kb.maps.library import map_of, read_map, ready_maps
from kb.maps.model import Map
from kb.marked_yaml import Place, Unreadable, read_marked
from kb.plain_file import NotPlain, read_plain
from kb.units import either

SUFFIX = ".md"


def feeds(folder: Path | None = None, catalog: Catalog | None = None) -> dict[str, Feed]:
    """Every feed by its name: the ready ones and, over them, those of a folder.

    catalog  what their series, sources and units are held against; ours where none is given
    raises   FeedError naming file and line
    """
    known = catalog or ours()
    found = {
        name: read_feed(text, name, f"{name}{SUFFIX}", known)
        for name, text in ready_pages().items()
    }
    for file in sorted(folder.glob(f"*{SUFFIX}")) if folder else ():
        if file.stem in found:
            raise FeedError(f"{file} has the name of a ready feed; call it something else")
        found[file.stem] = read_file(file, known)
    return found


def read_file(file: Path, catalog: Catalog) -> Feed:
    """The feed of one page of one's own; raises FeedError naming file and line."""
    return read_feed(_text(file), file.stem, str(file), catalog)


def ready_pages() -> dict[str, str]:
    """The texts of the ready pages by their names."""
    folder = sorted(files("kb.feeds").joinpath("ready").iterdir(), key=lambda file: file.name)
    return {
        file.name.removesuffix(SUFFIX): file.read_text(encoding="utf-8")
        for file in folder
        if file.name.endswith(SUFFIX)
    }


def _text(file: Path) -> str:
    try:
        return read_plain(file).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise FeedError(f"{file} is not UTF-8; save it as that") from None
    except NotPlain as problem:
        raise FeedError(f"{file}: {problem}") from None


def read_feed(text: str, name: str, where: str, catalog: Catalog) -> Feed:
    """A feed from the text of its page.

    where   what errors call the page; raises FeedError or MapError
    """
    parts = read_parts(text, where)
    try:
        tree, lines = read_marked(parts.head)
    except Unreadable as problem:
        raise FeedError(f"{where} line {problem.line}: {problem}") from None
    head = _head(tree, lines, where)
    page = _Page(where, lines, head, catalog)
    page.check()
    return Feed(
        name, parts.title, parts.prose, head, page.map(), page.parser(), parts.samples, where,
        page.credit(),
    )  # fmt: skip


def _head(tree: Mapping[str, object], lines: Mapping[Place, int], where: str) -> Head:
    try:
        return Head.model_validate(tree)
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
    place = tuple(str(part) for part in found["loc"])
    said = found["msg"].removeprefix("Value error, ").replace("Input should be", "write")
    if found["type"] == "extra_forbidden":
        allowed = tuple(Head.model_fields) if len(place) == 1 else ()
        near = get_close_matches(place[-1], allowed, n=1)
        said = f"unknown entry; {'write ' + near[0] if near else 'take it out'}"
    if found["type"] == "missing":
        said = f"it is missing; write `{place[-1]}: ...`"
    raise FeedError(_told(where, place, lines, said))


def _told(where: str, place: Place, lines: Mapping[Place, int], said: str) -> str:
    written = place
    while written and written not in lines:
        written = written[:-1]
    field = ".".join(place)
    return f"{where} line {lines.get(written, 1)}: {field + ': ' if field else ''}{said}"


class _Page:
    """A head that fits its form, against what there is."""

    def __init__(
        self, where: str, lines: Mapping[Place, int], head: Head, catalog: Catalog
    ) -> None:
        self.where, self.lines, self.head, self.catalog = where, lines, head, catalog

    def check(self) -> None:
        """Refuse a source, a rule or a name in braces that there is not."""
        head, request = self.head, self.head.request
        if head.source not in self.catalog.sources:
            near = get_close_matches(head.source, self.catalog.sources, n=1)
            meant = f"did you mean {near[0]!r}?" if near else "declare it in a catalogue"
            raise self._wrong(("source",), f"source {head.source!r} is not known; {meant}")
        if head.known not in (*MODES, *self.catalog.publications):
            raise self._wrong(("known",), f"write {either(MODES)}, or a rule of the catalogue")
        for part in ("url", "body"):
            for name in sorted(fields(getattr(request, part)) - set(FIELDS)):
                raise self._wrong(
                    ("request", part), f"{{{name}}} is not known; write {either(FIELDS)}"
                )
        if "{symbol}" in request.url + request.body and not head.symbol:
            raise self._wrong(("request",), "it asks by symbol; write `symbol:` with a pattern")

    def credit(self) -> str:
        """The line to print: that of the page, or that of its source."""
        head = self.head
        credit = head.credit or self.catalog.sources[head.source].credit
        if head.terms in ("citation", "attribution") and not credit:
            raise self._wrong(("terms",), f"{head.terms} asks for a line; write `credit: ...`")
        return credit

    def map(self) -> Map:
        """The map, with the source of the page and, of a ready one, the columns that are asked
        for; raises MapError."""
        written = self.head.map
        if isinstance(written, str):
            ready = ready_maps()
            if written not in ready:
                raise self._wrong(
                    ("map",), f"there is no ready map {written!r}; {either(tuple(ready))}"
                )
            table = read_map(ready[written], f"map {written}", self.catalog)
        else:
            inside = {place[1:]: line for place, line in self.lines.items() if place[0] == "map"}
            table = map_of(written, inside, self.where, self.catalog)
        if (table.known_at is not None) != (self.head.known == "stated"):
            raise self._wrong(
                ("known",), "`known: stated` goes with `known_at` in the map; write both or neither"
            )
        asked = [c for c in table.columns if set(c.column) & set(self.head.request.ids)]
        columns = tuple(asked) or table.columns
        return table.model_copy(update={"source": self.head.source, "columns": columns})

    def parser(self) -> Parser | None:
        """The parser of that name; None where none is named."""
        name = self.head.parser
        if name and name not in PARSERS:
            raise self._wrong(
                ("parser",), f"there is no parser {name!r}; write {either(tuple(PARSERS))}"
            )
        return PARSERS[name] if name else None

    def _wrong(self, place: Place, said: str) -> FeedError:
        return FeedError(_told(self.where, place, self.lines, said))
