"""Watching: the last recorded runs in, events that were not told yet out, each to every channel.

What was told is kept in a file beside the base, whole or not at all, and before anything is told:
what could not be told then is told the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from engine.briefing.stale import stale_series
from engine.changes.recorded import question_of, recorded_book
from engine.daily.events import Event, Place, of_series
from engine.daily.memory import Memory
from engine.daily.observed import observed
from engine.judge.run import answer
from engine.words.numbers import iso_date
from kb import ledger
from kb.drafts import draft_of, remove, tidy
from kb.errors import StoreError
from kb.raw import suspects_since

if TYPE_CHECKING:
    from engine.daily.settings import Settings
    from kb.ledger import StoredRun
    from kb.store import KnowledgeBase

ENDING = ".watch.json"
KEPT = 500
"""Suspect values that are remembered as told."""

Tell = Callable[[list[Event]], None]
"""Tells events; raises StoreError where that fails."""


class Notebook(BaseModel):
    """What a watcher keeps.

    request   the last request whose suspect values were looked at
    suspects  those that were told, by series and day
    pending   by channel, events that it has not got yet
    """

    assets: dict[str, Memory] = {}
    request: int = 0
    suspects: list[str] = []
    pending: dict[str, list[Event]] = {}


def watch(kb: KnowledgeBase, settings: Settings, channels: Mapping[str, Tell]) -> list[str]:
    """Tell what the last runs show and nobody was told; sentences on channels that failed.

    channels  by a name that stays the same
    """
    path = Path(f"{kb.name}{ENDING}")
    book = read_notebook(path)
    found = [*_of_runs(kb, book, settings), *_suspects(kb, book, settings)]
    for name in channels:
        book.pending[name] = [*book.pending.get(name, []), *found]
    _save(path, book)
    problems: list[str] = []
    for name, tell in channels.items():
        if book.pending[name]:
            try:
                tell(book.pending[name])
            except StoreError as error:
                problems.append(f"{error}; it is told again next time")
            else:
                book.pending[name] = []
            _save(path, book)
    return problems


def read_notebook(path: Path) -> Notebook:
    """What was kept; StoreError where it is no such file."""
    try:
        return Notebook.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Notebook()
    except (OSError, ValidationError):
        raise StoreError(
            f"{path} is not what `watch` keeps there; remove it, and what stands is told anew"
        ) from None


def _save(path: Path, book: Notebook) -> None:
    tidy(path)
    draft = draft_of(path)
    try:
        draft.write_text(book.model_dump_json(), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        remove(draft)
        raise StoreError(f"{path} cannot be written: {error.strerror}") from None


def _of_runs(kb: KnowledgeBase, book: Notebook, settings: Settings) -> Iterator[Event]:
    """What the last run of each asset shows, where it was not looked at yet."""
    for asset in settings.assets:
        stored = _last_run(kb, kb.asset(asset))
        memory = book.assets.setdefault(asset, Memory())
        if stored is None or memory.run == stored.id:
            continue
        pages = recorded_book(kb, stored.rulebook)
        under = kb.under(pages.catalog)
        run = answer(under, pages, under.catalog, question_of(stored))
        seen = observed(run, settings.watch.moves, stale_series(kb, run))
        place = _place(kb, stored)
        for kind, text, about in memory.news(seen, stored.as_of):
            yield place.event(kind, text, about)
        memory.run = stored.id


def _place(kb: KnowledgeBase, stored: StoredRun) -> Place:
    """A recorded run, with its sentences."""
    said = tuple(ledger.sentences(kb, stored.id))
    return Place(stored.asset, iso_date(stored.as_of), stored.id, said)


def _last_run(kb: KnowledgeBase, asset: str) -> StoredRun | None:
    """The run of an asset that was recorded last."""
    return next((run for run in reversed(ledger.runs(kb)) if run.asset == asset), None)


def _suspects(kb: KnowledgeBase, book: Notebook, settings: Settings) -> Iterator[Event]:
    """The suspect values that answers held since, as of the last run."""
    runs = (_last_run(kb, kb.asset(asset)) for asset in settings.assets)
    stored = next((run for run in runs if run), None)
    if stored is None:
        return
    found, book.request = suspects_since(kb.connection, book.request)
    pages = recorded_book(kb, stored.rulebook) if found else None
    for said in found:
        key = said.partition(": ")[0]
        if pages and key not in book.suspects:
            book.suspects = [*book.suspects, key][-KEPT:]
            about = of_series(pages, key.partition(" ")[0])
            yield _place(kb, stored).event("suspect", said, about)
