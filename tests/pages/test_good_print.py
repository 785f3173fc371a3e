"""Signs that an editor puts in, and that mean what the plain ones do."""

from __future__ import annotations

import pytest

from engine.cases.table import run_cases
from engine.pages.builder import parse
from engine.pages.errors import PageError
from engine.pages.frontmatter import read_yaml
from engine.pages.library import load_book
from engine.pages.reader import read_page
from kb.built_in import catalog
from tests.worlds import book

PAGE = """\
---
claim: my_claim
source: [E10]
kind: measurement
facts:
  price_now: price.close
let:
  below: (100,000 USD/coin - price_now) / (100,000 USD/coin)
when:
  - price_now <= 100,000 USD/coin: our reading of a low price
---
# My claim

How it is read, and why so.

## Holds
At {{ price_now | price }} {{ asset }} trades {{ below | pct }} below the level.

## Fails
The condition is not met: {{ misses }}.

## Cases
| case                 | price_now        | finding | below |
|----------------------|------------------|---------|-------|
| exactly at the level | 100,000 USD/coin | holds   | 0 %   |
| one tick above it    | 100,001 USD/coin | fails   |       |
"""
CHANGES = {
    "a typographic minus": ("USD/coin - price_now", "USD/coin − price_now"),
    "no-break spaces in a condition": (
        "- price_now <= 100,000 USD/coin", "- price_now\xa0<= 100,000\xa0USD/coin",
    ),
    "no-break spaces before names": ("  price_now: price.close", "\xa0\xa0price_now: price.close"),
    "no-break spaces in a case": ("| 100,001 USD/coin |", "| 100,001\xa0USD/coin |"),
}  # fmt: skip


def read(text):
    return read_page(text, "rules/desk/my_claim.md", "desk", catalog())


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_such_a_sign_changes_nothing(change):
    assert change[0] in PAGE
    page, plain = read(PAGE.replace(*change)), read(PAGE)
    assert [each.expression for each in page.let] == [each.expression for each in plain.let]
    assert [line.reason for line in page.when] == [line.reason for line in plain.when]
    built = book(PAGE.replace(*change))
    assert [case.problems for case in run_cases(built, built.page("my_claim"))] == [(), ()]


def test_a_colon_belongs_to_the_reason():
    (line,) = read(PAGE.replace("our reading of a low price", "our reading: low")).when
    assert line.reason == "our reading: low"


def test_a_byte_order_mark_at_the_head_of_a_file_is_no_part_of_it(tmp_path):
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "my_claim.md").write_bytes(b"\xef\xbb\xbf" + PAGE.encode())
    assert [page.claim for page in load_book(tmp_path).pages] == ["my_claim"]


@pytest.mark.parametrize(
    ("sign", "named"),
    [("\u200b", "U+200B ZERO WIDTH SPACE"), ("×", "U+00D7 MULTIPLICATION SIGN")],
)
def test_any_other_sign_is_named(sign, named):
    with pytest.raises(
        PageError, match=rf"line 8: .*cannot be read from {named.replace('+', '.')}"
    ):
        read(PAGE.replace("USD/coin - price_now", f"USD/coin {sign} price_now"))


def test_a_sign_that_nobody_sees_is_named_where_yaml_stumbles_over_it():
    with pytest.raises(PageError, match=r"p.md line 2: U.200B ZERO WIDTH SPACE stands here; take"):
        read_yaml("a: 1\n\u200bb\nc: 2", "p.md")


def test_a_minus_is_a_minus_in_every_place():
    assert parse("a − b", "sum") == parse("a - b", "sum")
