"""Braces that do not go together: a section Jinja refuses comes in, its line and why go out."""

from __future__ import annotations

import re

from jinja2 import TemplateSyntaxError

_BRANCH = re.compile(r"\{%[-+]?\s*(if|elif|else|endif)\b")


def unmatched(text: str, error: TemplateSyntaxError) -> tuple[int, str]:
    """Where braces do not go together, and how: an {% if %} without its end, or else."""
    opened: list[int] = []
    for row, line in enumerate(text.split("\n"), start=1):
        for word in _BRANCH.findall(line):
            if word == "if":
                opened.append(row)
            elif word == "endif" and opened:
                opened.pop()
            elif not opened:
                return row, f"this {{% {word} %}} belongs to no {{% if %}}; take it out"
    if opened:
        return opened[-1], "an {% if %} is not closed; write {% endif %} where it ends"
    return error.lineno, f"{error.message}; check the braces"
