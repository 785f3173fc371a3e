"""What is held of the small feed's series, as tests look at it: a base in, rows and counts out."""

from __future__ import annotations

from kb.store import KnowledgeBase
from tests.feeds.own_feed import HOST

PLACE = f"/{HOST}/day.csv"
CHANGED = "date,value\n2025-11-18,4.2\n"


def held(kb: KnowledgeBase, series: str = "treasury.note_10y") -> list[tuple[str, float, str]]:
    """Every fact: its day, its value in percent, since when it is known."""
    query = """SELECT as_of, round(100 * canonical_value, 6), known_at FROM observation
        WHERE series = ? ORDER BY as_of, known_at"""
    return kb.rows(query, series)


def counted(kb: KnowledgeBase, table: str) -> int:
    return int(kb.rows(f"SELECT count(*) FROM {table}")[0][0])
