"""The two files all pages share: rules/assumptions.yaml and rules/briefing.yaml, read."""

from __future__ import annotations

from engine.pages.assumptions import Assumption
from engine.pages.errors import PageError
from engine.pages.expressions import Number
from engine.pages.frontmatter import Mapping, Node, items_of, mapping_of, read_yaml, text_of
from engine.pages.grammar import SyntaxProblem, parse
from engine.pages.order import Chapter, Order, Row, Thesis
from engine.pages.reader import PARAGRAPHS

ASSUMPTIONS = "assumptions.yaml"
ORDER = "briefing.yaml"
FIELDS = ("low", "middle", "high", "reason")
KEYS = ("why", "where", "headline", "conditions", "answer", "anchors", "fan", "causes", "theses")
THESIS = ("paragraphs", "share", "reading")
CEILING = ("ceiling", "ceiling_reading")


def read_assumptions(text: str, file: str) -> tuple[Assumption, ...]:
    """Read the file of assumptions; raises PageError naming the line."""
    return tuple(
        _assumption(name, mapping_of(node, file, name), file)
        for name, node in (read_yaml(text, file) if text.strip() else ())
    )


def _assumption(name: str, entries: Mapping, file: str) -> Assumption:
    if set(entries.entries) != set(FIELDS):
        raise PageError(file, entries.line, f"{name} needs {', '.join(FIELDS)} and nothing else")
    low, middle, high = (_number(entries, field, file) for field in FIELDS[:3])
    if not low.value <= middle.value <= high.value:
        raise PageError(file, entries.line, f"{name}: low, middle and high are not in order")
    if not low.dimension == middle.dimension == high.dimension:
        raise PageError(file, entries.line, f"{name}: the three values have different units")
    reason = text_of(entries.entries["reason"], file, "reason")
    if not reason:
        raise PageError(file, entries.lines["reason"], f"{name} needs a reason or a source")
    return Assumption(name, low, middle, high, reason)


def _number(entries: Mapping, field: str, file: str) -> Number:
    text = text_of(entries.entries[field], file, field)
    try:
        number = parse(text, "quoted")
    except SyntaxProblem as problem:
        raise PageError(file, entries.lines[field], str(problem)) from None
    assert isinstance(number, Number)
    return number


def read_order(text: str, file: str) -> Order:
    """Read the order; an empty text gives an empty order."""
    tree = read_yaml(text, file) if text.strip() else Mapping({}, 0)
    for key in tree.entries:
        if key not in KEYS:
            raise PageError(
                file, tree.lines[key], f"unknown entry {key!r}; known: {', '.join(KEYS)}"
            )

    return Order(
        _chapters(tree, "why", file),
        _chapters(tree, "where", file),
        _texts(tree.entries.get("headline"), file, "headline"),
        _texts(tree.entries.get("conditions"), file, "conditions"),
        _rows(tree, "answer", file),
        _rows(tree, "anchors", file),
        _rows(tree, "fan", file),
        _rows(tree, "causes", file),
        _theses(tree, file),
    )


def _texts(node: Node | None, file: str, what: str) -> tuple[str, ...]:
    return tuple(text_of(item, file, what) for item in items_of(node, file, what))


def _chapters(tree: Mapping, key: str, file: str) -> tuple[Chapter, ...]:
    chapters = []
    for name, node in mapping_of(tree.entries.get(key), file, key):
        titled = mapping_of(node, file, name)
        if len(titled.entries) != 1:
            raise PageError(file, node.line, f"write `{name}:` and under it `title: [claims]`")
        [(title, claims)] = titled.entries.items()
        chapters.append(Chapter(name, title, _texts(claims, file, title)))
    return tuple(chapters)


def _rows(tree: Mapping, key: str, file: str) -> tuple[Row, ...]:
    rows = []
    for label, node in mapping_of(tree.entries.get(key), file, key):
        named, _, style = text_of(node, file, label).partition("|")
        paths = [path.strip().partition(".") for path in named.split(",")]
        if not style.strip() or not all(quantity for _, _, quantity in paths):
            raise PageError(file, node.line, "write `label: claim.quantity | style`")
        quantities = tuple((claim, quantity) for claim, _, quantity in paths)
        rows.append(Row(label, quantities, style.strip()))
    return tuple(rows)


def _theses(tree: Mapping, file: str) -> tuple[Thesis, ...]:
    found: dict[str, Thesis] = {}
    for name, node in mapping_of(tree.entries.get("theses"), file, "theses"):
        thesis = _thesis(name, mapping_of(node, file, name), node.line, file)
        if thesis.paragraphs in found:
            other = found[thesis.paragraphs].name
            raise PageError(file, node.line, f"{name} and {other} are both {thesis.paragraphs}")
        found[thesis.paragraphs] = thesis
    return tuple(found.values())


def _thesis(name: str, entries: Mapping, line: int, file: str) -> Thesis:
    given = set(entries.entries)
    if given not in (set(THESIS), {*THESIS, *CEILING}):
        needs = f"{', '.join(THESIS)}, and may have both {' and '.join(CEILING)}"
        raise PageError(file, line, f"{name} needs {needs}, nothing else")
    texts = {key: text_of(node, file, key) for key, node in entries.entries.items()}
    for key, text in texts.items():
        if problem := _thesis_problem(key, text):
            raise PageError(file, entries.lines[key], f"{name}: {problem}")
    share, ceiling = (_path(texts.get(key, "")) for key in ("share", "ceiling"))
    assert share is not None
    reading, ceiling_reading = texts["reading"], texts.get("ceiling_reading", "")
    return Thesis(name, texts["paragraphs"], share, reading, ceiling, ceiling_reading)


def _thesis_problem(key: str, text: str) -> str:
    if key == "paragraphs":
        return "" if text in PARAGRAPHS else f"paragraphs is one of {', '.join(PARAGRAPHS)}"
    if key in ("share", "ceiling"):
        return "" if _path(text) else f"write `{key}: claim.quantity`"
    if any(sign.isnumeric() for sign in text):
        return f"a bare number stands in {text!r}; spell it"
    return "" if text else f"say in words what {key} is"


def _path(text: str) -> tuple[str, str] | None:
    claim, _, quantity = text.partition(".")
    return (claim, quantity) if claim and quantity else None
