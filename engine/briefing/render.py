"""A composed briefing as a document of a format; what a briefing of a run says changed."""

from __future__ import annotations

from dataclasses import replace

from engine.briefing.compose import Composer
from engine.briefing.documents import render
from engine.briefing.export import as_json
from engine.briefing.export_compared import changed_out
from engine.briefing.parts import Briefing
from engine.briefing.since_section import NOTHING_BEFORE, SinceSection
from engine.changes.since import since, since_last
from engine.judge.run import Run
from kb.ledger import StoredRun
from kb.store import KnowledgeBase


def composed(
    kb: KnowledgeBase, run: Run, than: StoredRun | None = None
) -> tuple[Composer, Briefing]:
    """The briefing of a run, compared with another one or with that of the day before.

    than    the run to compare with; then what changed comes with its causes
    raises  StoreError when `than` is of another asset, or its pages cannot be read today
    """
    found = since(kb, run, than, causes=True) if than else since_last(kb, run)
    composer = Composer(run, kb)
    if found is None:
        return composer, composer.compose((NOTHING_BEFORE,))
    briefing = composer.compose(())
    lines = tuple(SinceSection(kb, composer.marker, briefing, found).lines())
    return composer, replace(briefing, changed=lines, since=changed_out(kb, briefing, found))


def document(composer: Composer, briefing: Briefing, form: str) -> str:
    """A briefing as text, md, html or json, or only its judgement on where it stops (floor)."""
    return as_json(briefing) if form == "json" else render(composer, briefing, form)
