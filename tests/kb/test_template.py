"""The form to fill in."""

from __future__ import annotations

import csv
import io

from kb.catalog import catalog
from kb.facts import COLUMNS, Fact
from kb.packs import built_in_facts
from kb.readers import read_facts
from kb.store import KnowledgeBase
from kb.template import EXAMPLE_SOURCE, template
from kb.units import unit


def test_every_series_has_an_example_in_a_unit_that_fits():
    header, *rows = csv.reader(io.StringIO(template()))
    assert tuple(header) == COLUMNS
    assert [row[0] for row in rows] == list(catalog().series)
    for row in rows:
        assert unit(row[7]).dimension == catalog().get(row[0]).measured_in.dimension


def test_the_reader_reads_every_row(write):
    rows = list(read_facts(write(template())))
    assert [row for row in rows if not isinstance(row, Fact)] == []


def test_an_example_left_in_repeats_what_was_published(write):
    """Only where nothing was published is it invented, and says so by its source."""
    facts = [row for row in read_facts(write(template())) if isinstance(row, Fact)]
    real = [fact for fact in facts if fact.source != EXAMPLE_SOURCE]
    assert real
    with KnowledgeBase.in_memory() as kb:
        kb.add(built_in_facts())
        assert kb.add(real).added == 0
