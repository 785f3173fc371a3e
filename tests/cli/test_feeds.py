"""The feeds from the command line: a list, one of them, the samples of all and of one's own."""

from __future__ import annotations

import json

import pytest

OWN = """\
---
about: Premium of the three-month future, from the server of the desk
source: press
terms: personal
free: within the house
request: {url: "https://figures.example.org/basis.csv?from={since}"}
shape: csv
map:
  date: {column: day}
  columns:
    - {column: premium, series: derivatives.basis, unit: "%", asset: btc}
---
# The premium

## Sample
~~~csv at=2025-11-18T08:00Z
day,premium
2025-11-17,4.1
~~~

## Facts
| series | asset | day | value | unit |
|---|---|---|---|---|
| derivatives.basis | btc | 2025-11-17 | 4.1 | % |
"""


@pytest.fixture
def own(tmp_path):
    """A folder of pages with a feed beside them."""
    feeds = tmp_path / "rules" / "feeds"
    feeds.mkdir(parents=True)
    (feeds / "premium.md").write_text(OWN, encoding="utf-8")
    return feeds / "premium.md"


def test_every_feed_stands_on_a_line_with_its_terms_and_its_key(downdraft):
    said = downdraft("feeds", "list")
    assert said.code == 0
    assert "treasury-par" in said.out
    assert "(citation, needs FRED_API_KEY)" in said.out
    rows = json.loads(downdraft("feeds", "list", "--json").out)
    assert len(rows) == len(said.out.splitlines())


def test_a_feed_is_shown_with_request_series_moment_terms_and_traps(downdraft):
    said = downdraft("feeds", "show", "coin-metrics")
    assert said.code == 0
    for part in (
        "request   GET https://community-api.coinmetrics.io/v4/", "for each asset",
        "series    onchain.realised_cap, USD, daily", "known     1 day later, 03:00 UTC",
        "terms     non-commercial", "credit    Coin Metrics", "One paid metric in the list",
    ):  # fmt: skip
        assert part in said.out


def test_a_feed_that_is_not_there_is_named_with_the_nearest(downdraft):
    said = downdraft("feeds", "show", "tresury-par")
    assert said.code == 2
    assert "did you mean treasury-par?" in said.err


def test_a_feed_of_ones_own_lies_beside_the_pages_and_is_none_of_them(desk, own):
    listed = desk("feeds", "list")
    assert "premium" in listed.out
    assert desk("feeds", "check", "premium").err == "1 feeds, 1 samples, 0 faults\n"
    assert "premium" not in desk("rules", "list").out


def test_a_sample_that_gives_something_else_is_named_by_its_line(downdraft, own):
    own.write_text(OWN.replace("| 4.1 |", "| 4.2 |"), encoding="utf-8")
    said = downdraft("feeds", "check", str(own))
    assert said.code == 4
    assert f"{own} line 16: fact 1: value is 4.1 and not 4.2" in said.err
