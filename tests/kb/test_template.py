"""The form to fill in."""

from __future__ import annotations

import csv
import io

from kb.built_in import catalog
from kb.facts import COLUMNS, Fact
from kb.readers import BadRow
from kb.template import template
from kb.units import unit
from tests.kb.asked import read_file


def test_every_series_has_an_example_in_a_unit_that_fits():
    header, *rows = csv.reader(io.StringIO(template(catalog())))
    assert tuple(header) == COLUMNS
    assert [row[0] for row in rows] == list(catalog().series)
    for row in rows:
        assert unit(row[7]).dimension == catalog().get(row[0]).measured_in.dimension


def test_a_row_left_in_is_refused_and_never_becomes_a_fact(write):
    rows = list(read_file(write(template(catalog()))))
    assert len(rows) == len(catalog().series)
    for row in rows:
        assert isinstance(row, BadRow)
        assert row.reason.startswith("this is a row of the template; put in your own value and")


def test_with_a_source_of_ones_own_every_row_is_a_fact(write):
    filled = template(catalog()).replace(",example,", ",desk,")
    assert [row for row in read_file(write(filled)) if not isinstance(row, Fact)] == []
