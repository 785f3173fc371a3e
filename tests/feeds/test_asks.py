"""What a feed asks for: addresses by day, asset and page, and nothing of another host."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kb.errors import ReadError
from kb.feeds.model import Answer
from tests.every import every
from tests.feeds.ready import FEEDS

NOW = datetime(2025, 11, 14, 6, 30, tzinfo=UTC)
COINS = {"btc": "", "eth": ""}


def urls(name: str, since: date, assets=COINS, now=NOW) -> list[str]:
    """The addresses that a feed asks at."""
    return [ask.url for ask in FEEDS[name].asks(assets, since, now)]


@every("name", FEEDS)
def test_every_request_is_whole_and_once(name):
    asks = list(FEEDS[name].asks(COINS, date(2025, 10, 1), NOW))
    assert asks
    assert all(re.fullmatch(r"https://[^{}\s\"]+", ask.url) for ask in asks)
    assert len({(ask.url, ask.asset) for ask in asks}) == len(asks)
    assert {ask.asset for ask in asks} <= {"", *COINS}


def test_a_year_a_request_and_so_many_days_a_request():
    found = urls("treasury-par", date(2023, 5, 1))
    assert [re.search(r"csv/(\d{4})/", url)[1] for url in found] == ["2023", "2024", "2025"]
    spans = urls("binance-spot", date(2021, 1, 1), {"btc": ""})
    assert len(spans) == 2
    assert "startTime=1609286400000" in spans[0]  # two days before the one that is wanted
    assert "endTime=1763164799999" in spans[-1]  # the end of the last one


def test_an_archive_of_days_is_asked_for_up_to_yesterday():
    found = urls("binance-metrics", date(2025, 11, 12), {"btc": ""})
    assert [url[-14:-4] for url in found] == [f"2025-11-{n}" for n in (10, 11, 12, 13)]


def test_a_symbol_given_goes_before_that_of_the_page_and_unknown_coins_are_passed_over():
    assert "symbol=XBTUSDT" in urls("binance-spot", date(2025, 11, 1), {"btc": "XBTUSDT"})[0]
    assert urls("cftc", date(2025, 11, 1), {"doge": ""}) == []
    assert urls("bitview", date(2025, 11, 1), {"eth": ""}) == []


def test_a_picture_of_the_moment_is_asked_for_in_the_hours_after_midnight_alone():
    assert urls("hyperliquid", date(2025, 11, 13))
    assert urls("hyperliquid", date(2025, 11, 13), now=NOW.replace(hour=9)) == []


def test_pages_lead_on_within_the_host_and_never_round_in_a_circle():
    feed = FEEDS["deribit-dvol"]
    ask = next(feed.asks({"btc": ""}, date(2025, 11, 1), NOW))
    page = Answer(ask, 200, NOW, b'{"result":{"data":[],"continuation":1740960000000}}')
    following = feed.next(page)
    assert "end_timestamp=1740960000000" in following.url
    assert following.url.count("end_timestamp") == 1
    with pytest.raises(ReadError, match="in a circle"):
        feed.next(replace(page, ask=following))
    assert feed.next(replace(page, body=b'{"result":{"data":[],"continuation":null}}')) is None


def test_a_page_at_another_host_is_not_asked_for():
    feed = FEEDS["coin-metrics"]
    ask = next(feed.asks({"btc": ""}, date(2025, 11, 1), NOW))
    elsewhere = b'{"data":[],"next_page_url":"https://example.org/v4/x"}'
    with pytest.raises(ReadError, match="another host"):
        feed.next(Answer(ask, 200, NOW, elsewhere))


def test_a_key_is_named_and_never_in_the_address():
    ask = next(FEEDS["fred-vintages"].asks({}, date(2025, 11, 1), NOW))
    assert ask.secret.variable == "FRED_API_KEY"
    assert "api_key" not in ask.url
