"""A map to fill in, from a file's own header."""

from __future__ import annotations

import pytest

from kb.built_in import catalog
from kb.errors import ReadError
from kb.maps.library import MapError, read_map
from kb.maps.scaffold import scaffold


def lines(path):
    return [line for line in scaffold(str(path)).splitlines() if not line.startswith("#")]


def test_the_columns_of_the_header_are_written_out(write):
    path = write("Date,Open,Close\n11/14/2025,1,2\n")
    assert lines(path) == [
        "source: NAME",
        "date: {column: Date, format: '%m/%d/%Y'}",
        "columns:",
        "  - {column: Open, series: SERIES, unit: UNIT}",
        "  - {column: Close, series: price.close, unit: USD/coin}",
    ]


def test_rows_above_the_header_are_skipped(write):
    path = write("Interest Rate,,\nDate,1Y,10Y\n2025/3/3,1.1,2.5\n")
    assert lines(path)[1:3] == ["skip: 1", "date: {column: Date, format: '%Y/%m/%d'}"]


def test_a_table_without_a_header_goes_by_numbers(write):
    path = write("1763078400000,94594.00,95800.0\n1763164800000,94594.00,95800.0\n")
    assert lines(path)[1:4] == ["header: false", "date: {column: 1, format: epoch}", "columns:"]


def test_rows_inside_an_answer_are_found(write):
    path = write('{"n":1,"data":[{"time":"2025-03-05","PriceUSD":"1"}]}', "answer.json")
    assert lines(path)[1:3] == ["json_path: data", "date: {column: time, format: iso}"]


def test_what_is_filled_in_is_a_map(write):
    text = scaffold(str(write("Date,Total\n2025-11-14,1\n")))
    with pytest.raises(MapError, match=r"columns\.1\.series"):
        read_map(text, "mine", catalog())
    filled = text.replace("SERIES", "etf.net_flow").replace("UNIT", "USD m").replace("NAME", "desk")
    assert read_map(filled, "mine", catalog()).columns[0].series == "etf.net_flow"


def test_an_empty_file_makes_none(write):
    with pytest.raises(ReadError, match="is empty"):
        scaffold(str(write("")))
