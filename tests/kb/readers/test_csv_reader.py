"""csv: what is read, and what each mistake is told."""

from __future__ import annotations

import io
import sys
import tracemalloc
from datetime import date

import pytest

from kb.errors import ReadError
from kb.facts import Fact
from kb.readers import BadRow
from tests.kb.asked import read_file

TODAY = date(2025, 11, 21)
HEADER = "series,as_of,value,unit,source\n"
GOOD = "etf.net_flow,2025-11-13,-867,USD m,desk\n"


def read(path, **options):
    return list(read_file(path, **{"today": TODAY, **options}))


def test_columns_come_in_any_order_and_capitals(write):
    path = write("Value, UNIT ,as_of,Series,source\n-867,USD m,2025-11-13,etf.net_flow,desk\n")
    (fact,) = read(path)
    assert (fact.series, fact.value, fact.asset) == ("etf.net_flow", -867e6, "btc")


def test_all_columns_are_read(write):
    path = write(
        "series,asset,target,as_of,span,known_at,value,unit,source,note\n"
        'etf.net_flow,eth,,2025-11-13,5,2025-11-20T09:00Z,"−1,234.5",USD m,desk,"a, b"\n'
        "policy.cut_odds,,2025-12-10,2025-11-13,,,40,%,desk,\n"
    )
    fact, odds = read(path)
    assert (fact.asset, fact.target, fact.span, fact.note) == ("eth", None, 5, "a, b")
    assert (fact.value, fact.known_at.hour) == (-1_234.5e6, 9)
    assert (odds.asset, str(odds.target), odds.span) == ("", "2025-12-10", 1)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + HEADER + GOOD,
        (HEADER + GOOD).replace("\n", "\r\n"),
        "\n\n" + HEADER + "\n" + GOOD + "\n,,,,\n",
        HEADER + GOOD.rstrip(),
        HEADER + GOOD.replace(",", " , "),
        HEADER.replace("source", "source,reason") + GOOD.replace("desk", "desk,once wrong"),
    ],
    ids=["byte-order mark", "crlf", "blank lines", "no last line end", "blanks", "reason"],
)
def test_what_programs_leave_in_a_file_is_forgiven(write, text):
    (fact,) = read(write(text))
    assert isinstance(fact, Fact)
    assert (fact.value, fact.source, fact.note) == (-867e6, "desk", "")


def test_a_source_is_passed_for_rows_that_name_none(write):
    path = write("series,as_of,value,unit\netf.net_flow,2025-11-13,1,USD m\n")
    assert read(path, source="bureau")[0].source == "bureau"
    path = write(HEADER + GOOD + GOOD.replace("desk", ""))
    assert [fact.source for fact in read(path, source="bureau")] == ["desk", "bureau"]


def test_an_asset_is_passed_for_rows_that_name_none(write):
    assert read(write(HEADER + GOOD), asset="eth")[0].asset == "eth"


def test_a_bad_row_says_where_why_and_what(write):
    path = write(HEADER + GOOD + "policy.cut_odds,2025-11-13,90,percent,desk\n" + GOOD)
    good, bad, _ = read(path)
    assert isinstance(good, Fact)
    assert bad == BadRow(
        3,
        "unit 'percent' is not known for policy.cut_odds; write 90 %",
        "policy.cut_odds,2025-11-13,90,percent,desk",
    )


def test_a_row_that_spans_lines_is_found_at_its_first(write):
    path = write(
        "series,as_of,value,unit,source,note\n" + GOOD[:-1] + ',"a\nb"\n' + GOOD[:-1] + ",\n"
    )
    bad, good = read(path)
    assert (bad.line, bad.reason) == (
        2,
        "note holds control characters or line breaks; write plain text",
    )
    assert isinstance(good, Fact)


def test_a_thousands_comma_without_quotes_is_recognised(write):
    (bad,) = read(write(HEADER + GOOD.replace("-867", "1,234.5")))
    assert "the row has 6 cells and the header 5; a text with a comma" in bad.reason
    (bad,) = read(write(HEADER + "etf.net_flow,2025-11-13\n"))
    assert "the row has 2 cells and the header 5; leave a cell empty" in bad.reason


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "desk.csv is empty; `downdraft add --template`"),
        ("\n \n", "desk.csv"),
        (HEADER, "desk.csv holds no facts"),
        (b"\x00\x01\x02\x03" * 50, "desk.csv is a binary file"),
        (b"PK\x03\x04 etc", "desk.csv is a zip archive or an Excel workbook; save it as csv"),
        (b"\x1f\x8b\x08 etc", "desk.csv is compressed; unpack it"),
        ((HEADER + GOOD).encode("utf-16"), "desk.csv is UTF-16, not UTF-8"),
        (HEADER.encode() + b"caf\xe9,1,1,1,1\n", "desk.csv is not UTF-8"),
        (HEADER + '"etf.net_flow,2025\n' + GOOD * 9_000, "a quote is opened and not closed"),
        (HEADER + GOOD.replace("desk", '"desk"x'), "line 2: .*mend the quotes"),
        (HEADER.replace(",", ";") + GOOD, "does not separate its columns by commas"),
        ("sep=,\n" + HEADER + GOOD, "begins with a line 'sep=' for Excel, no header; take it out"),
        (HEADER.replace("\n", ",,\n") + GOOD, "ends in columns without a name; take out the comm"),
        ("Date,Open,Close\n2025-11-14,1,2\n", "a table of its own form: read it through a map"),
        ("observation_date,DGS10\n2025-11-14,4.14\n", "`downdraft add --maps` lists the ready"),
        ("1763078400000,94594.00,95800.0\n", "`downdraft add FILE --map` prints one to fill in"),
        (HEADER.replace("value", "valeu") + GOOD, "'valeu' is not known; did you mean 'value'"),
        (HEADER.replace("value", "zzz") + GOOD, "'zzz' is not known; the columns are series"),
        (HEADER.replace("value", "unit") + GOOD, "has the column 'unit' twice"),
        ("series,as_of,value,source\n", "has no column 'unit' .every value needs its unit"),
        ("series,as_of,value,unit\n" + GOOD, "names no source; add a column 'source' or pass"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_one_sentence(write, text, why):
    with pytest.raises(ReadError, match=why) as refused:
        read(write(text))
    assert "\n" not in str(refused.value)


def test_what_is_no_file_is_one_sentence(tmp_path):
    with pytest.raises(ReadError, match=r"none.csv does not exist"):
        read(tmp_path / "none.csv")
    with pytest.raises(ReadError, match="is a folder; name the files in it"):
        read(tmp_path)
    with pytest.raises(ReadError, match="cannot be opened"):
        read("nul\x00byte.csv")


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_dash_is_standard_input_which_stays_open(monkeypatch, kind):
    line = '{"series": "etf.net_flow", "as_of": "2025-11-13", "value": -867, "unit": "USD m"}\n'
    stdin = io.TextIOWrapper(io.BytesIO((HEADER + GOOD if kind == "csv" else line).encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert read("-", source="bureau")[0].value == -867e6
    assert not stdin.buffer.closed


def test_nothing_on_standard_input_is_one_sentence(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    with pytest.raises(ReadError, match="stdin is empty"):
        read("-")


def test_a_long_file_is_not_held_in_memory(write):
    days = [date.fromordinal(date(2000, 1, 1).toordinal() + n) for n in range(2_000)]
    rows = (f"etf.net_flow,{day},{n},USD m,source_{n}\n" for n in range(9) for day in days)
    path = write(HEADER + "".join(rows))
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_file(path, today=TODAY)) == 18_000
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()


def test_a_row_with_hostile_text_is_told_without_repeating_it_raw(write):
    (bad,) = read(write(HEADER + GOOD.replace("desk", "\x1b[2J")))
    assert "\x1b" not in bad.reason
