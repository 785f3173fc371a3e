"""A composed briefing as a document of a format; what a briefing of a run says changed."""

from __future__ import annotations

from dataclasses import replace

from engine.briefing.compose import Composer
from engine.briefing.documents import render
from engine.briefing.export import as_json
from engine.briefing.overnight_out import changed_out
from engine.briefing.overnight_words import OvernightWords
from engine.briefing.parts import Briefing
from engine.changes.overnight import overnight
from engine.changes.since import change_lines, earlier_run
from engine.judge.run import Run
from kb.errors import StoreError
from kb.ledger import StoredRun
from kb.store import KnowledgeBase


def composed(
    kb: KnowledgeBase, run: Run, since: StoredRun | None = None
) -> tuple[Composer, Briefing]:
    """The briefing of a run, compared with another one or with that of the day before.

    since   the run to compare with; then what changed is told with its causes
    raises  StoreError when `since` is of another asset, or its pages cannot be read today
    """
    composer, than = Composer(run, kb), since or earlier_run(kb, run)
    if than is None:
        return composer, composer.compose(change_lines(kb, run, None))
    try:
        told = overnight(kb, run, than, causes=since is not None)
    except StoreError:
        if since is not None:
            raise
        return composer, composer.compose(change_lines(kb, run, than))
    briefing = composer.compose(())
    lines = tuple(OvernightWords(kb, composer, briefing, told).lines())
    return composer, replace(briefing, changed=lines, overnight=changed_out(kb, briefing, told))


def document(composer: Composer, briefing: Briefing, form: str) -> str:
    """A briefing as text, md, html or json, or only its judgement on where it stops (floor)."""
    return as_json(briefing) if form == "json" else render(composer, briefing, form)
