"""Open interest at other venues: answers of their APIs in, a row a day out.

Where a venue has no past, a picture taken soon after midnight stands for the day before.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from kb.feeds.model import Answer
from kb.feeds.parsers.shapes import (
    Reading,
    day_before,
    last_of_day,
    listed,
    loaded,
    moment,
    number,
    within,
    wrong,
)
from kb.maps.tables import RawTable

NAMES = ["day", "open_interest"]


def bybit(answer: Answer) -> RawTable:
    """Hourly readings, newest first; of an inverse contract they are in dollars."""
    rows = listed(answer, loaded(answer), "result", "list")
    readings = (
        (
            moment(answer, str(within(answer, row, "timestamp")), n),
            n,
            [str(within(answer, row, "openInterest"))],
        )
        for n, row in enumerate(rows, start=1)
    )
    return RawTable(NAMES, last_of_day(answer, readings))


def bybit_tickers(answer: Answer) -> RawTable:
    """The picture of one linear contract, with its value in dollars."""
    rows = listed(answer, loaded(answer), "result", "list")
    found = ([day_before(answer), str(within(answer, row, "openInterestValue"))] for row in rows)
    return RawTable(NAMES, enumerate(found, start=1))


def okx(answer: Answer) -> RawTable:
    """Hourly bars, newest first: contracts, coins and dollars at the end of each."""
    rows = listed(answer, loaded(answer), "data")
    return RawTable(NAMES, last_of_day(answer, _okx(answer, rows)))


def _okx(answer: Answer, rows: list[object]) -> Iterator[Reading]:
    for n, row in enumerate(rows, start=1):
        if not isinstance(row, list) or len(row) != 4:
            raise wrong(answer, f"row {n} is not moment, contracts, coins, dollars")
        yield moment(answer, str(row[0]), n), n, [str(row[3])]


def deribit(answer: Answer) -> RawTable:
    """The sum of the inverse futures of a coin, each in dollars."""
    coin = parse_qs(urlsplit(answer.ask.url).query).get("currency", [""])[0]
    rows = listed(answer, loaded(answer), "result")
    values = [
        number(answer, within(answer, row, "open_interest"), n)
        for n, row in enumerate(rows, start=1)
        if str(within(answer, row, "instrument_name")).startswith(f"{coin}-")
    ]
    found = [[day_before(answer), repr(sum(values))]] if values else []
    return RawTable(NAMES, iter(enumerate(found, start=1)))


def hyperliquid(answer: Answer) -> RawTable:
    """The picture of one coin: two lists that belong together by position, open interest in coins.

    Which coin is said behind the # of the address, which is not sent.
    """
    coin = urlsplit(answer.ask.url).fragment
    tree = loaded(answer)
    if not isinstance(tree, list) or len(tree) != 2:
        raise wrong(answer, "it is no pair of lists")
    coins, pictures = listed(answer, tree[0], "universe"), tree[1]
    if not isinstance(pictures, list) or len(coins) != len(pictures):
        raise wrong(answer, "its two lists are not of one length")
    found = []
    for n, (named, picture) in enumerate(zip(coins, pictures, strict=True), start=1):
        if within(answer, named, "name") == coin:
            held = number(answer, within(answer, picture, "openInterest"), n)
            price = number(answer, within(answer, picture, "markPx"), n)
            leverage = str(within(answer, named, "maxLeverage"))
            found.append((n, [day_before(answer), repr(held * price), leverage]))
    return RawTable([*NAMES, "max_leverage"], iter(found))
