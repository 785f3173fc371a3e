"""A composed briefing as a document of a format; what a briefing of a run says changed."""

from __future__ import annotations

from engine.briefing.compose import Composer
from engine.briefing.documents import render
from engine.briefing.export import as_json
from engine.briefing.parts import Briefing
from engine.inference.run import Run
from engine.record.changes import change_lines, earlier_run
from kb.ledger import StoredRun
from kb.store import KnowledgeBase


def composed(
    kb: KnowledgeBase, run: Run, since: StoredRun | None = None
) -> tuple[Composer, Briefing]:
    """The briefing of a run, compared with another one or with that of the day before."""
    composer = Composer(run, kb)
    return composer, composer.compose(change_lines(kb, run, since or earlier_run(kb, run)))


def document(composer: Composer, briefing: Briefing, form: str) -> str:
    """A briefing as text, md, html or json, or only its judgement on where it stops (floor)."""
    return as_json(briefing) if form == "json" else render(composer, briefing, form)
