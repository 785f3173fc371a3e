"""jsonl: one object a line."""

from __future__ import annotations

import json
from datetime import date

import pytest

from kb.errors import ReadError
from kb.facts import Fact
from tests.every import every
from tests.kb.asked import read_file

GOOD = {
    "series": "etf.net_flow", "as_of": "2025-11-13", "value": -867, "unit": "USD m",
    "source": "desk",
}  # fmt: skip


@pytest.fixture
def read(write):
    def lines(*rows, name="desk.jsonl"):
        text = "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows)
        return list(read_file(write(text, name), today=date(2025, 11, 21)))

    return lines


def test_numbers_and_texts_are_read_alike(read):
    facts = read(GOOD, {**GOOD, "value": "-867", "span": 5}, {**GOOD, "value": 5e-05, "note": None})
    assert [fact.value for fact in facts] == [-867e6, -867e6, 50]
    assert [fact.span for fact in facts] == [1, 5, 1]


def test_blank_lines_and_an_old_reason_are_passed_over(read):
    facts = read("", {**GOOD, "reason": "mended"}, "  ")
    assert [isinstance(fact, Fact) for fact in facts] == [True]


def test_the_content_tells_the_kind_where_the_name_does_not(read):
    assert isinstance(read(GOOD, name="desk.txt")[0], Fact)


@every(
    ("row", "why"),
    [
        ("[1, 2]", "the line is not an object"),
        ('"text"', "the line is not an object"),
        ("{broken", "the line is not JSON"),
        ("[" * 100_000, "the line is not JSON"),
        ("9" * 5_000, "the line is not JSON"),
        ({**GOOD, "valeu": 1}, "column 'valeu' is not known; did you mean 'value'?"),
        ({**GOOD, "value": None}, "value is missing"),
        ({**GOOD, "value": True}, "value is 'True', which is neither text nor a number"),
        ({**GOOD, "value": {"n": 1}}, "neither text nor a number"),
        ({**GOOD, "series": ["a"]}, "series is \"['a']\", which is neither text nor a number"),
        (json.dumps(GOOD).replace("-867", "NaN"), "value 'nan' is not a finite number"),
        (json.dumps(GOOD).replace("-867", "1e999"), "value 'inf' is not a finite number"),
        (json.dumps(GOOD).replace("desk", "\\ud800"), "is not a key"),
        ({**GOOD, "note": "a\u0000b"}, "note holds control characters"),
    ],
)
def test_a_line_that_is_no_fact_says_why(read, row, why):
    good, bad, last = read(GOOD, row, GOOD)
    assert isinstance(good, Fact)
    assert isinstance(last, Fact)
    assert bad.line == 2
    assert why in bad.reason


def test_a_list_of_objects_is_not_jsonl(read):
    with pytest.raises(ReadError, match=r"desk.json is one JSON array; facts come one object a li"):
        read(json.dumps([GOOD]), name="desk.json")


def test_an_array_over_many_lines_is_told_as_one(read):
    with pytest.raises(ReadError, match=r"desk.json is one JSON array"):
        read("[", f" {json.dumps(GOOD)},", f" {json.dumps(GOOD)}", "]", name="desk.json")


def test_a_key_that_stands_twice_is_named(read):
    (bad,) = read('{"series":"price.close","as_of":"2025-11-14","value":94500.1,"value":9450.01}')
    assert (bad.line, bad.reason) == (
        1, "the key 'value' stands in it twice; keep the one that is right"
    )  # fmt: skip


def test_a_file_without_lines_holds_no_facts(read):
    with pytest.raises(ReadError, match=r"desk.jsonl holds no facts"):
        read("", "")


def test_a_file_in_another_encoding_is_one_sentence(write):
    path = write(json.dumps(GOOD).encode() + b"\n\xff\xff\n", "desk.jsonl")
    with pytest.raises(ReadError, match=r"desk.jsonl is not UTF-8"):
        list(read_file(path))
