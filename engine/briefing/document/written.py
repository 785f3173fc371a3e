"""The report of a document as text, Markdown, or a tree for programs."""

from __future__ import annotations

import json
from typing import Any

from engine.briefing.document.report import ClaimPart, DocumentReport, ParagraphPart
from engine.briefing.marker import TableRow
from engine.briefing.render import WIDTH, laid_out
from engine.words.cite import unmarked
from engine.words.numbers import iso_date, iso_moment

TEMPLATES = {"text": "document.txt.j2", "md": "document.md.j2"}
SAID = ("what", "said", "measured", "verdict", "off_or_why_not", "paragraph")

Part = dict[str, Any]


def as_document(report: DocumentReport, form: str, width: int = WIDTH) -> str:
    """The report as text, md or json; raises BareNumber if a digit of it is bound to nothing.

    width  columns of a text
    """
    if form == "json":
        return json.dumps(as_tree(report), indent=2, ensure_ascii=False) + "\n"
    return laid_out(report.marker.writer.refs, TEMPLATES[form], report, width)


def as_tree(report: DocumentReport) -> Part:
    """The same for programs: texts without marks, the score by claim."""
    asked, scored = report.run.question, report.score
    score = scored and {
        name: getattr(scored, name)
        for name in (
            "scored", "confirmed", "weaker", "contradicted", "own_word", "unknown", "aside",
            "stated", "unstated", "opinions",
        )
    }  # fmt: skip
    return {
        "document": report.document,
        "asset": asked.asset,
        "as_of": iso_date(asked.as_of),
        "known_at": iso_moment(asked.known_at),
        "run": report.run.id,
        "judged_by": "one evaluator" if report.run.note else "two evaluators",
        "paragraphs": list(map(paragraph_tree, report.paragraphs)),
        "score": score,
    }


def paragraph_tree(part: ParagraphPart) -> Part:
    """A paragraph for programs."""
    claims = list(map(_claim, part.claims))
    return {"paragraph": unmarked(part.id), "says": unmarked(part.text), "claims": claims}


def _claim(part: ClaimPart) -> Part:
    return {
        "claim": part.claim,
        "title": part.title,
        "found": part.found,
        "weaker": part.weaker,
        "told_under": unmarked(part.elsewhere) or None,
        "lacks": unmarked(part.lacks),
        "sentences": [unmarked(each.text) for each in part.sentences],
        "said": list(map(_said, part.said)),
    }


def _said(row: TableRow) -> Part:
    cells = map(unmarked, (*row.cells, row.cite))
    return dict(zip(SAID, cells, strict=True))
