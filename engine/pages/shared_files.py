"""The two files all pages share: rules/assumptions.yaml and rules/briefing.yaml, read."""

from __future__ import annotations

from engine.pages.assumptions import Assumption
from engine.pages.builder import parse_at
from engine.pages.errors import PageError, bare_number, nearest
from engine.pages.expressions import Number, in_unit
from engine.pages.frontmatter import Mapping, Node, items_of, mapping_of, read_yaml, text_of
from engine.pages.order import Chapter, Order, Places, Row
from engine.pages.theses_table import read_theses

FIELDS = ("low", "middle", "high", "reason")
KEYS = ("why", "where", "headline", "conditions", "answer", "anchors", "fan", "causes", "theses")


def read_assumptions(text: str, file: str) -> tuple[Assumption, ...]:
    """Read the file of assumptions; raises PageError naming the line."""
    tree = _tree(text, file)
    return tuple(
        _assumption(name, mapping_of(node, file, name), file, tree.lines[name])
        for name, node in tree
    )


def _assumption(name: str, entries: Mapping, file: str, line: int) -> Assumption:
    for key in entries.entries:
        if key not in FIELDS:
            problem = f"unknown entry {key!r}; {nearest(key, FIELDS)}"
            raise PageError(file, entries.lines[key], problem)
    if missing := [field for field in FIELDS if field not in entries.entries]:
        raise PageError(file, line, f"{name} needs {', '.join(missing)}")
    low, middle, high = values = [_number(entries, field, file) for field in FIELDS[:3]]
    _check_units(name, values, entries, file)
    if not low.value <= middle.value <= high.value:
        problem = f"{name}: low, middle and high are not in order; write the smallest as low"
        wrong = "low" if low.value > middle.value else "high"
        raise PageError(file, entries.lines[wrong], problem)
    reason = text_of(entries.entries["reason"], file, "reason")
    if not reason:
        raise PageError(file, entries.lines["reason"], f"{name} needs a reason or a source")
    return Assumption(name, low, middle, high, reason)


def _check_units(name: str, values: list[Number], entries: Mapping, file: str) -> None:
    """Refuse a value in another unit than the rest, or in none where the rest have one."""
    low, middle, high = values
    odd_middle = low.dimension == high.dimension
    for field, number in zip(FIELDS, values, strict=False):
        usual = low if odd_middle else middle
        if number.dimension != usual.dimension:
            problem = f"{name}: {field} is in another unit than the rest; write"
            example = in_unit(number, usual.dimension)
            raise PageError(file, entries.lines[field], f"{problem} {example}")
    unit = next((number.unit for number in values if number.unit), "")
    for field, number in zip(FIELDS, values, strict=False):
        if unit and number.value and not number.unit:
            text = text_of(entries.entries[field], file, field)
            problem = f"give {text} a unit, as in {text} {unit}"
            raise PageError(file, entries.lines[field], problem)


def _number(entries: Mapping, field: str, file: str) -> Number:
    text = text_of(entries.entries[field], file, field)
    number = parse_at(text, "quoted", file, entries.lines[field])
    assert isinstance(number, Number)
    return number


def read_order(text: str, file: str) -> Order:
    """Read the order; an empty text gives an empty order."""
    tree = _tree(text, file)
    for key in tree.entries:
        if key not in KEYS:
            raise PageError(
                file, tree.lines[key], f"unknown entry {key!r}; known: {', '.join(KEYS)}"
            )
    places: Places = {}
    return Order(
        _chapters(tree, "why", file, places),
        _chapters(tree, "where", file, places),
        _texts(tree.entries.get("headline"), file, ("headline",), places),
        _texts(tree.entries.get("conditions"), file, ("conditions",), places),
        _rows(tree, "answer", file, places),
        _rows(tree, "anchors", file, places),
        _rows(tree, "fan", file, places),
        _rows(tree, "causes", file, places),
        read_theses(tree, file, places),
        places,
    )


def _tree(text: str, file: str) -> Mapping:
    return read_yaml(text, file) if text.strip() else Mapping({}, 0)


def _texts(node: Node | None, file: str, where: tuple[str, ...], places: Places) -> tuple[str, ...]:
    found: list[str] = []
    for item in items_of(node, file, where[-1]):
        text = text_of(item, file, where[-1])
        if text in found:
            raise PageError(file, item.line, f"{where[-1]} lists {text} twice; take one out")
        places[(*where, text)] = item.line
        found.append(text)
    return tuple(found)


def _chapters(tree: Mapping, key: str, file: str, places: Places) -> tuple[Chapter, ...]:
    chapters = []
    entries = mapping_of(tree.entries.get(key), file, key)
    for name, node in entries:
        line, titled = entries.lines[name], mapping_of(node, file, name)
        if len(titled.entries) != 1:
            raise PageError(file, line, f"write `{name}:` and under it `title: [claims]`")
        if ("chapter", name) in places:
            raise PageError(file, line, f"the chapter {name} stands here twice; take one out")
        [(title, claims)] = titled.entries.items()
        if bare := bare_number(title):
            raise PageError(file, titled.lines[title], bare)
        places["chapter", name] = line
        places["list", name] = claims.line
        chapters.append(Chapter(name, title, _texts(claims, file, ("chapter", name), places)))
    return tuple(chapters)


def _rows(tree: Mapping, key: str, file: str, places: Places) -> tuple[Row, ...]:
    rows = []
    entries = mapping_of(tree.entries.get(key), file, key)
    for label, node in entries:
        places["row", label] = entries.lines[label]
        named, _, style = text_of(node, file, label).partition("|")
        paths = [path.strip().partition(".") for path in named.split(",")]
        if not style.strip() or not all(quantity for _, _, quantity in paths):
            raise PageError(file, node.line, "write `label: claim.quantity | style`")
        quantities = tuple((claim, quantity) for claim, _, quantity in paths)
        rows.append(Row(label, quantities, style.strip()))
    return tuple(rows)
