"""The files all pages share, read: rules/assumptions.yaml, briefing.yaml and documents.yaml."""

from __future__ import annotations

from engine.pages.assumptions import Assumption
from engine.pages.builder import parse_at
from engine.pages.errors import bare_number
from engine.pages.expressions import Number, in_unit
from engine.pages.front_rows import read_front, texts_of
from engine.pages.frontmatter import Mapping, Text, read_shared
from engine.pages.head import PARAGRAPHS, paragraph_of
from engine.pages.order import Chapter, Front, Order, Places, Row, Thesis
from engine.pages.page import DOCUMENTS
from kb.catalog import Catalog

FIELDS = ("low", "middle", "high", "reason")
KEYS = (
    "why",
    "where",
    "headline",
    "conditions",
    "answer",
    "anchors",
    "fan",
    "causes",
    "theses",
    "front",
)
THESIS = ("paragraphs", "share", "reading")
CEILING = ("ceiling", "ceiling_reading")


def read_assumptions(text: str, file: str) -> tuple[Assumption, ...]:
    """Read the file of assumptions; raises PageError naming the line."""
    tree = read_shared(text, file)
    return tuple(_assumption(name, node.names(name), tree) for name, node in tree)


def _assumption(name: str, entries: Mapping, tree: Mapping) -> Assumption:
    entries.refuse_unknown(FIELDS)
    if missing := [field for field in FIELDS if field not in entries.entries]:
        raise tree.wrong_at(name, f"{name} needs {', '.join(missing)}")
    low, middle, high = values = [_number(entries, field) for field in FIELDS[:3]]
    _check_units(name, values, entries)
    if not low.value <= middle.value <= high.value:
        problem = f"{name}: low, middle and high are not in order; write the smallest as low"
        raise entries.wrong_at("low" if low.value > middle.value else "high", problem)
    reason = entries.at("reason").text("reason")
    if not reason:
        raise entries.wrong_at("reason", f"{name} needs a reason or a source")
    return Assumption(name, low, middle, high, reason)


def _check_units(name: str, values: list[Number], entries: Mapping) -> None:
    """Refuse a value in another unit than the rest, or in none where the rest have one."""
    low, middle, high = values
    usual = low if low.dimension == high.dimension else middle
    for field, number in zip(FIELDS, values, strict=False):
        if number.dimension != usual.dimension:
            problem = f"{name}: {field} is in another unit than the rest; write"
            raise entries.wrong_at(field, f"{problem} {in_unit(number, usual.dimension)}")
    unit = next((number.unit for number in values if number.unit), "")
    for field, number in zip(FIELDS, values, strict=False):
        if unit and number.value and not number.unit:
            text = entries.at(field).text(field)
            raise entries.wrong_at(field, f"give {text} a unit, as in {text} {unit}")


def _number(entries: Mapping, field: str) -> Number:
    text = entries.at(field).text(field)
    number = parse_at(text, "quoted", entries.file, entries.lines[field])
    assert isinstance(number, Number)
    return number


def read_paragraphs(text: str, file: str) -> dict[str, str]:
    """What the paragraphs of the documents say, by number; raises PageError naming the line."""
    tree = read_shared(text, file)
    tree.refuse_unknown(tuple(DOCUMENTS.values()))
    found: dict[str, str] = {}
    for letter, document in DOCUMENTS.items():
        own = tree.at(document).names(document)
        for name, node in own:
            number = paragraph_of(Text(file, own.lines[name], name))
            if not number.startswith(letter):
                raise own.wrong_at(name, f"{name} is not of the {document}; write {letter}1")
            found[number] = node.text(name)
    return found


def read_order(text: str, file: str, catalog: Catalog | None = None) -> Order:
    """Read the order; an empty text gives an empty order.

    catalog  what the rows of the front page may measure; without one they are left out
    """
    tree = read_shared(text, file)
    tree.refuse_unknown(KEYS, f"known: {', '.join(KEYS)}")
    places: Places = {}
    return Order(
        _chapters(tree, "why", places),
        _chapters(tree, "where", places),
        texts_of(tree.at("headline"), ("headline",), places),
        texts_of(tree.at("conditions"), ("conditions",), places),
        _rows(tree, "answer", places),
        _rows(tree, "anchors", places),
        _rows(tree, "fan", places),
        _rows(tree, "causes", places),
        read_theses(tree, places),
        read_front(tree, places, catalog) if catalog else Front(),
        places,
    )


def _chapters(tree: Mapping, key: str, places: Places) -> tuple[Chapter, ...]:
    chapters = []
    entries = tree.at(key).names(key)
    for name, node in entries:
        titled = node.names(name)
        if len(titled.entries) != 1:
            raise entries.wrong_at(name, f"write `{name}:` and under it `title: [claims]`")
        if ("chapter", name) in places:
            raise entries.wrong_at(name, f"the chapter {name} stands here twice; take one out")
        [(title, claims)] = titled
        if bare := bare_number(title):
            raise titled.wrong_at(title, bare)
        places["chapter", name], places["list", name] = entries.lines[name], claims.line
        chapters.append(Chapter(name, title, texts_of(claims, ("chapter", name), places)))
    return tuple(chapters)


def _rows(tree: Mapping, key: str, places: Places) -> tuple[Row, ...]:
    rows = []
    entries = tree.at(key).names(key)
    for label, node in entries:
        places["row", label] = entries.lines[label]
        named, style, *lacks = [*map(str.strip, node.text(label).split("|")), ""]
        paths = [path.strip().partition(".") for path in named.split(",")]
        if not style or len(lacks) > 2 or not all(quantity for _, _, quantity in paths):
            raise node.wrong("write `label: claim.quantity | style`")
        quantities = tuple((claim, quantity) for claim, _, quantity in paths)
        rows.append(Row(label, quantities, style, *filter(None, lacks)))
    return tuple(rows)


def read_theses(tree: Mapping, places: Places) -> tuple[Thesis, ...]:
    """The documents that are scored side by side; raises PageError naming the line."""
    found: dict[str, Thesis] = {}
    entries = tree.at("theses").names("theses")
    for name, node in entries:
        places["row", name] = entries.lines[name]
        thesis = _thesis(name, node.names(name), entries)
        if thesis.paragraphs in found:
            both = f"{name} and {found[thesis.paragraphs].name} are both {thesis.paragraphs}"
            raise entries.wrong_at(name, f"{both}; leave one out")
        found[thesis.paragraphs] = thesis
    return tuple(found.values())


def _thesis(name: str, entries: Mapping, table: Mapping) -> Thesis:
    given = set(entries.entries)
    if given not in (set(THESIS), {*THESIS, *CEILING}):
        needs = f"{', '.join(THESIS)}, and may have both {' and '.join(CEILING)}"
        raise table.wrong_at(name, f"{name} needs {needs}, nothing else")
    texts = {key: node.text(key) for key, node in entries}
    for key, text in texts.items():
        if problem := _thesis_problem(key, text):
            raise entries.wrong_at(key, f"{name}: {problem}")
    share, ceiling = (_path(texts.get(key, "")) for key in ("share", "ceiling"))
    assert share is not None
    reading, ceiling_reading = texts["reading"], texts.get("ceiling_reading", "")
    return Thesis(name, texts["paragraphs"], share, reading, ceiling, ceiling_reading)


def _thesis_problem(key: str, text: str) -> str:
    if key == "paragraphs":
        letters = ", ".join(PARAGRAPHS)
        return "" if text in PARAGRAPHS else f"write `paragraphs:` and one of {letters}"
    if key in ("share", "ceiling"):
        return "" if _path(text) else f"write `{key}: claim.quantity`"
    return bare_number(text) if text else f"say in words what {key} is"


def _path(text: str) -> tuple[str, str] | None:
    claim, _, quantity = text.partition(".")
    return (claim, quantity) if claim and quantity else None
