"""`front:` of rules/briefing.yaml: the rows of the front page's table, and what may say why."""

from __future__ import annotations

from engine.pages.builder import parse_at
from engine.pages.errors import bare_number, nearest
from engine.pages.frontmatter import Mapping, Node
from engine.pages.grammar import SyntaxProblem, request_of
from engine.pages.order import SHARE_OF, Front, Gauge, Places
from engine.pages.printing import UNITS, styles_of
from kb.catalog import Catalog
from kb.units import either, spell

KEYS = ("rows", "drivers", "against")
HOW = "write `label: measure | style`, and where a change is told `| share` or a style"
FALLEN = "under its high"
MEASURES = ("latest", "sum")


def read_front(tree: Mapping, places: Places, catalog: Catalog) -> Front:
    """The front page as it is written; raises PageError naming the line."""
    front = tree.at("front").names("front")
    front.refuse_unknown(KEYS, f"known: {', '.join(KEYS)}")
    rows = front.at("rows").names("rows")
    gauges = []
    for label, node in rows:
        places["gauge", label] = rows.lines[label]
        gauges.append(_gauge(label, node, catalog))
    drivers = texts_of(front.at("drivers"), ("drivers",), places)
    return Front(tuple(gauges), drivers, texts_of(front.at("against"), ("against",), places))


def _gauge(label: str, node: Node, catalog: Catalog) -> Gauge:
    if bare := bare_number(label):
        raise node.wrong(bare)
    parts = [part.strip() for part in node.text(label).split("|")]
    fallen = parts[3:] == [FALLEN]
    if len(parts) < 2 or not all(parts) or len(parts) > 3 + fallen:
        raise node.wrong(HOW)
    measured = parse_at(parts[0], "fact", node.file, node.line)
    change, _, against = (parts[2] if len(parts) > 2 else "").partition(" of ")
    try:
        request = request_of(measured, catalog)
    except SyntaxProblem as problem:
        raise node.wrong(str(problem)) from None
    if request.measure not in MEASURES:
        raise node.wrong(f"a row shows a series or a sum of one; write {request.series}")
    if against and against not in catalog.series:
        raise node.wrong(f"no series is named {against!r}; {nearest(against, catalog.series)}")
    given = spell(catalog.get(request.series).measured_in.dimension)
    for style in filter(None, (parts[1], "" if change == SHARE_OF else change)):
        if style not in UNITS or UNITS[style] not in (None, given):
            raise node.wrong(f"{style} prints no {given}; write {either(styles_of(given))}")
    return Gauge(label, request, parts[1], change, against, fallen)


def texts_of(node: Node, where: tuple[str, ...], places: Places) -> tuple[str, ...]:
    """A list of texts, each once; notes the line of each."""
    found: list[str] = []
    for item in node.items(where[-1]):
        text = item.text(where[-1])
        if text in found:
            raise item.wrong(f"{where[-1]} lists {text} twice; take one out")
        places[(*where, text)] = item.line
        found.append(text)
    return tuple(found)
