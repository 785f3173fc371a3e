"""rules/briefing.yaml: the order of the chapters, what each section of the briefing draws on."""

from __future__ import annotations

from dataclasses import dataclass

from engine.pages.errors import PageError
from engine.pages.frontmatter import Mapping, Node, items_of, mapping_of, read_yaml, text_of

KEYS = ("why", "where", "headline", "conditions", "answer", "anchors", "fan")


@dataclass(frozen=True)
class Row:
    """One row of a table of the briefing: a label and the quantities it shows, in one style."""

    label: str
    quantities: tuple[tuple[str, str], ...]
    style: str


@dataclass(frozen=True)
class Chapter:
    """A chapter folder under rules/, its title in the briefing and its claims in reading order."""

    name: str
    title: str
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Order:
    """Chapters that tell why it falls and where it stops, the headlines to try, and the tables."""

    why: tuple[Chapter, ...]
    where: tuple[Chapter, ...]
    headline: tuple[str, ...]
    conditions: tuple[str, ...]
    answer: tuple[Row, ...]
    anchors: tuple[Row, ...]
    fan: tuple[Row, ...]

    @property
    def chapters(self) -> tuple[str, ...]:
        """All chapters in the order of the briefing."""
        return tuple(chapter.name for chapter in (*self.why, *self.where))

    def place(self, chapter: str) -> int:
        """Where a chapter stands; those not named come last."""
        return self.chapters.index(chapter) if chapter in self.chapters else len(self.chapters)


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
