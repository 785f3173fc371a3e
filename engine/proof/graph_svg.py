"""The causal graph as an SVG picture: premises to the left, what rests on them to the right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.sax.saxutils import escape

from engine.proof.causal import COLOURS, Graph

BOX, HEIGHT, GAP, BETWEEN, MARGIN = 190, 24, 12, 90, 20
DASHES = {"holds": "", "fails": ' stroke-dasharray="6 3"', "feeds": ' stroke-dasharray="1 4"'}
LEGEND = "solid: rests on · dashed: rests on its failing · dotted: reads a number of"


Places = dict[str, tuple[int, int]]
"""The upper left corner of each claim's box, in pixels."""


def svg(graph: Graph) -> str:
    """A standalone SVG document, a box a claim, coloured by its finding."""
    places = _places(graph)
    width = max((x for x, _ in places.values()), default=0) + BOX + MARGIN
    height = max((y for _, y in places.values()), default=0) + 2 * HEIGHT + 2 * MARGIN
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11" role="img">'
    )
    parts = [head, "<title>What rests on what</title>", *_lines(graph, places)]
    parts += [*_boxes(graph, places), *_legend(graph, height), "</svg>", ""]
    return "\n".join(parts)


def _places(graph: Graph) -> Places:
    """Each claim in its column, in the order of the book."""
    rows: Counter[int] = Counter()
    places = {}
    for name, column in graph.columns().items():
        x, y = column * (BOX + BETWEEN), rows[column] * (HEIGHT + GAP)
        places[name] = MARGIN + x, MARGIN + y
        rows[column] += 1
    return places


def _lines(graph: Graph, places: Places) -> Iterator[str]:
    for edge in graph.edges:
        (x0, y0), (x1, y1) = places[edge.premise], places[edge.conclusion]
        x0, y0, y1 = x0 + BOX, y0 + HEIGHT // 2, y1 + HEIGHT // 2
        bend = (x0 + x1) // 2
        path = f"M{x0} {y0} C{bend} {y0} {bend} {y1} {x1} {y1}"
        yield f'<path d="{path}" fill="none" stroke="#888888"{DASHES[edge.how]}/>'


def _boxes(graph: Graph, places: Places) -> Iterator[str]:
    for claim in graph.claims:
        (x, y), (fill, ink) = places[claim.name], COLOURS[claim.status]
        status = claim.status.replace("_", " ") or "not asked"
        yield f"<g><title>{escape(claim.name)}: {status}</title>"
        yield (
            f'<rect x="{x}" y="{y}" width="{BOX}" height="{HEIGHT}" rx="4" fill="{fill}" '
            f'stroke="#888888"/>'
        )
        label = escape(claim.name.replace("_", " "))
        yield f'<text x="{x + 8}" y="{y + 16}" fill="{ink}">{label}</text></g>'


def _legend(graph: Graph, height: int) -> Iterator[str]:
    y = height - MARGIN
    yield f'<text x="{MARGIN}" y="{y}" fill="#555555">{LEGEND}</text>'
    x = MARGIN + 7 * len(LEGEND)
    for status in dict.fromkeys(claim.status for claim in graph.claims if claim.status):
        yield f'<rect x="{x}" y="{y - 10}" width="12" height="12" fill="{COLOURS[status][0]}"/>'
        word = status.replace("_", " ")
        yield f'<text x="{x + 18}" y="{y}" fill="#555555">{word}</text>'
        x += 30 + 7 * len(word)
