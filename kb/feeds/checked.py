"""The head of a page against what there is: its tree in; the head, its map, parser and credit line
out, or a refusal that names the line and what to write."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError

from kb.catalog import Catalog
from kb.feeds.entry import Head, Key, Request
from kb.feeds.feed import Parser
from kb.feeds.known import MODES
from kb.feeds.page import FeedError
from kb.feeds.parsers import PARSERS
from kb.feeds.templates import FIELDS, fields
from kb.maps.library import map_of, read_map, ready_maps
from kb.maps.model import Map
from kb.marked_yaml import Place
from kb.unfit import unfit
from kb.units import either

_FORMS: dict[Place, type[BaseModel]] = {(): Head, ("request",): Request, ("key",): Key}


def head_of(tree: Mapping[str, object], lines: Mapping[Place, int], where: str) -> Head:
    """The head as it is written; raises FeedError where it does not fit its form."""
    try:
        return Head.model_validate(tree)
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
    place = tuple(str(part) for part in found["loc"])
    form = _FORMS.get(place[:-1])
    said = unfit(found, tuple(form.model_fields) if form else ())
    raise FeedError(_told(where, place, lines, said))


def _told(where: str, place: Place, lines: Mapping[Place, int], said: str) -> str:
    written = place
    while written and written not in lines:
        written = written[:-1]
    field = ".".join(place)
    return f"{where} line {lines.get(written, 1)}: {field + ': ' if field else ''}{said}"


class CheckedHead:
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
