"""The documents that are scored side by side: the table `theses` of rules/briefing.yaml, read."""

from __future__ import annotations

from engine.pages.errors import PageError, bare_number
from engine.pages.frontmatter import Mapping, mapping_of, text_of
from engine.pages.order import Places, Thesis
from engine.pages.reader import PARAGRAPHS

THESIS = ("paragraphs", "share", "reading")
CEILING = ("ceiling", "ceiling_reading")


def read_theses(tree: Mapping, file: str, places: Places) -> tuple[Thesis, ...]:
    """The documents that are scored side by side; raises PageError naming the line."""
    found: dict[str, Thesis] = {}
    entries = mapping_of(tree.entries.get("theses"), file, "theses")
    for name, node in entries:
        line = places["row", name] = entries.lines[name]
        thesis = _thesis(name, mapping_of(node, file, name), line, file)
        if thesis.paragraphs in found:
            both = f"{name} and {found[thesis.paragraphs].name} are both {thesis.paragraphs}"
            raise PageError(file, line, f"{both}; leave one out")
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
        letters = ", ".join(PARAGRAPHS)
        return "" if text in PARAGRAPHS else f"write `paragraphs:` and one of {letters}"
    if key in ("share", "ceiling"):
        return "" if _path(text) else f"write `{key}: claim.quantity`"
    return bare_number(text) if text else f"say in words what {key} is"


def _path(text: str) -> tuple[str, str] | None:
    claim, _, quantity = text.partition(".")
    return (claim, quantity) if claim and quantity else None
