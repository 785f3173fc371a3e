"""docs/backup.md exports the tables that there are, column by column."""

from __future__ import annotations

import re

from kb.connection import make_in_memory
from tests.house.tutorials import blocks, text_of


def columns(table: str) -> list[str]:
    rows = make_in_memory().execute(f"SELECT name FROM pragma_table_info('{table}') ORDER BY cid")
    return [name for (name,) in rows]


def test_each_table_goes_to_postgres_with_the_columns_that_it_has():
    _, postgres = blocks("backup.md", "sql")
    every = re.findall(r"CREATE TABLE stored\.(\w+) \((.*?)\);", postgres, re.DOTALL)
    made = {table: said for table, said in every if not said.startswith("LIKE")}
    for table, said in made.items():
        assert re.findall(r"(\w+) (?:bigint|text|double precision)", said) == columns(table), table
    assert {*made, "source", "unit"} == set(re.findall(r"\\copy stored\.(\w+)", postgres))
    assert columns("source") == columns("unit") == columns("series")


def test_the_facts_are_taken_in_the_order_of_their_columns():
    [said] = re.findall(r'"SELECT (id, batch_id.*?) FROM fact"', text_of("backup.md"), re.DOTALL)
    taken = re.sub(r"printf\('.*?', (\w+)\)", r"\1", said)
    assert [name.strip() for name in taken.split(",")] == columns("fact")


def test_both_exports_show_the_same_views():
    duck, postgres = blocks("backup.md", "sql")
    views = re.compile(r"CREATE VIEW (\w+)")
    assert views.findall(duck) == views.findall(postgres) == ["fact", "withdrawal", "batch", "run"]
