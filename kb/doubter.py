"""Rows of a file with the suspect ones marked: refused with the reason, or accepted with one."""

from __future__ import annotations

from kb.fact_cells import FactError, check_note
from kb.fact_columns import FactColumns, FactReader
from kb.facts import Fact, checked
from kb.plausible.at_add import Sceptic
from kb.plausible.words import ACCEPTED
from kb.readers.csv import as_line
from kb.readers.table import BadRow, Numbered
from kb.store import KnowledgeBase

ADVICE = 'if it is so, add it with --accept "why"'


class Doubter:
    """Looks at the rows of one file, chunk by chunk; counts those that it let through accepted.

    accept  why suspect rows are added all the same; empty where they are refused
    """

    def __init__(self, kb: KnowledgeBase, accept: str = "") -> None:
        self.accepted = 0
        self._accept = accept.strip()
        self._sceptic = Sceptic(kb.connection, kb.catalog)
        self._reader = FactReader()

    def looked_at(self, chunk: list[Numbered]) -> tuple[list[Numbered], FactColumns]:
        """The same rows, a suspect fact refused or with a note that says why it is accepted.

        returns  them, and the facts that are left of them
        """
        facts = self._facts(chunk)
        suspects = self._sceptic.suspects(facts)
        if not suspects:
            return chunk, facts
        seen = list(chunk)
        places = [n for n, (_, _, row) in enumerate(chunk) if isinstance(row, Fact)]
        for number, why in suspects.items():
            place = places[number]
            seen[place] = self._decided(chunk[place], facts.facts[number], why)
        return seen, self._facts(seen)

    def _facts(self, chunk: list[Numbered]) -> FactColumns:
        return self._reader.read([row for _, _, row in chunk if isinstance(row, Fact)])

    def _decided(self, numbered: Numbered, fact: Fact, why: str) -> Numbered:
        line, cells, _ = numbered
        if not self._accept:
            return line, cells, BadRow(line, f"{why}; {ADVICE}", as_line(list(cells)))
        note = ACCEPTED + "; ".join(part for part in (self._accept, fact.note) if part)
        try:
            check_note(note)
        except FactError as error:
            return line, cells, BadRow(line, str(error), as_line(list(cells)))
        self.accepted += 1
        return line, cells, checked(Fact, {**vars(fact), "note": note})
