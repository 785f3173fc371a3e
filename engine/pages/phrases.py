"""rules/phrases.yaml: what several pages say in the same words, put into their texts.

A phrase stands in one line where it is included, so that every line of the page keeps its number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.pages.errors import PageError, nearest
from engine.pages.frontmatter import read_shared
from engine.pages.head import NAME

_INCLUDE = re.compile(r"\{%-?\s*include\s+[\"']([^\"']*)[\"']\s*-?%\}")


_SAID = re.compile(r"[\w{]")


def read_phrases(text: str, file: str) -> dict[str, str]:
    """The phrases by name, each in one line; raises PageError naming the line."""
    tree = read_shared(text, file)
    found: dict[str, str] = {}
    for name, node in tree:
        if not NAME.match(name):
            raise tree.wrong_at(name, f"{name!r} is no name: use small letters, digits and _")
        found[name] = " ".join(node.text(name).split("\n")).strip()
        if _INCLUDE.search(found[name]):
            raise tree.wrong_at(name, "a phrase includes no other; write it out")
    return found


def blamed(error: PageError, texts: Mapping[str, str], file: str) -> PageError:
    """A fault on a line that includes a phrase, with the phrase that may be at fault.

    texts  of all pages and shared files by name, before anything was included
    file   the shared file of phrases, by its name among them
    """
    own, shared = error.file.removeprefix("rules/"), f"rules/{file}"
    line = "".join(texts.get(own, "").split("\n")[error.line - 1 : error.line])
    if own == file or not included(line):
        return error
    tree = read_shared(texts.get(file, ""), shared)
    for name in included(line) & {each for each, _ in tree}:
        if _SAID.search(_INCLUDE.sub("", line)):
            return PageError(error.file, error.line, f"{error.problem}; {name!r} is of {shared}")
        where = f"{error.file} line {error.line}"
        return tree.wrong_at(name, f"{error.problem} ({where} includes it)")
    return error


def included(text: str) -> frozenset[str]:
    """The phrases that a page includes."""
    return frozenset(_INCLUDE.findall(text))


def with_phrases(text: str, phrases: Mapping[str, str], file: str) -> str:
    """A page with every phrase that it includes; raises PageError for one there is not."""

    def phrase(found: re.Match[str]) -> str:
        name = found[1]
        if name in phrases:
            return phrases[name]
        line = text.count("\n", 0, found.start()) + 1
        near = nearest(name, phrases) if phrases else "write it in phrases.yaml"
        raise PageError(file, line, f"no phrase is named {name[:40]!r}; {near}")

    return _INCLUDE.sub(phrase, text)
