"""The published figures that the packs have always held: a small base under the built-in rules.

Its runs, briefings and documents are made once for all tests that only look at them.
"""

from __future__ import annotations

from functools import cache

from engine.briefing.compose import compose
from engine.briefing.export import as_json
from engine.briefing.parts import Briefing
from engine.briefing.render import render
from engine.judge.run import Run, answer, question
from engine.pages.library import load_book
from kb.clock import day_number
from kb.facts import Fact
from kb.packs import built_in_facts
from kb.packs.example import example_base
from kb.store import KnowledgeBase

PACKS = ("essay", "comment", "published")


@cache
def figures() -> tuple[Fact, ...]:
    """Every published figure."""
    return tuple(built_in_facts(PACKS))


@cache
def base() -> KnowledgeBase:
    """A base that holds them and stays open: nobody may write to it."""
    kb = KnowledgeBase.in_memory()
    kb.add(figures())
    kb.writable = False
    return kb


@cache
def run(day: str) -> Run:
    """The run of a day, on what was known by its end."""
    return answer(base(), load_book(), base().catalog, question(base(), "btc", day_number(day)))


@cache
def briefing(day: str) -> Briefing:
    """The briefing of a day."""
    return compose(run(day), base())


@cache
def example() -> KnowledgeBase:
    """The base behind `--example`, with its past, which stays open: nobody may write to it."""
    kb = example_base()
    kb.writable = False
    return kb


@cache
def with_past(day: str) -> Briefing:
    """The briefing of a day of the example with its past."""
    asked = question(example(), "btc", day_number(day))
    return compose(answer(example(), load_book(), example().catalog, asked), example())


@cache
def document(day: str, form: str) -> str:
    """The briefing of a day in a format."""
    return as_json(briefing(day)) if form == "json" else render(briefing(day), form)
