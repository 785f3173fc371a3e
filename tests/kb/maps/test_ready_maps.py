"""The ready maps on tables in the form in which the vendors publish them, figures made up."""

from __future__ import annotations

import pytest

from kb.errors import ReadError
from kb.maps.library import ready_maps

PAR = 'Date,"1 Mo","1.5 Month","3 Mo","1 Yr","2 Yr","5 Yr","10 Yr","30 Yr"\n'
REAL = 'Date,"5 YR","7 YR","10 YR","20 YR","30 YR"\n03/06/2025,2.10,2.20,2.31,2.60,2.71\n'
FUNDS = "IBIT,FBTC,BITB,ARKB,BTCO,EZBC,BRRR,HODL,BTCW,GBTC,BTC,Total"
KLINE = "100.0,104.0,98.0,102.0,10.0,1741305599999999,1010.0,5,6.0,606.0,0"

CASES = {
    "fred": (
        "fred", "observation_date,DGS10\n2025-11-14,4.14\n2025-11-17,.\n2025-11-18,\n",
        [("treasury.note_10y", "2025-11-14", 0.0414)],
    ),
    "fred, its older header": (
        "fred", "DATE,T10YIE\n2025-11-14,2.28\n",
        [("breakeven.inflation_10y", "2025-11-14", 0.0228)],
    ),
    "treasury-par": (
        "treasury-par", f"{PAR}03/06/2025,3.93,,4.07,4.35,4.63,4.78,4.96,5.35\n",
        [(f"treasury.{name}", "2025-03-06", value) for name, value in (
            ("bill_3m", 0.0407), ("note_1y", 0.0435), ("note_2y", 0.0463), ("note_5y", 0.0478),
            ("note_10y", 0.0496), ("bond_30y", 0.0535),
        )],
    ),
    "treasury-real": (
        "treasury-real", REAL,
        [("tips.real_5y", "2025-03-06", 0.021), ("tips.real_10y", "2025-03-06", 0.0231)],
    ),
    "japan-mof": (
        "japan-mof",
        "Interest Rate (March 2025),,,,(Unit : %)\nDate,1Y,10Y,25Y,30Y\n2025/3/3,1.1,2.5,-,3.7\n"
        ',,,,\n"  If you cannot download the latest csv data, please clear the cache.",,,,\n',
        [("jgb.yield_10y", "2025-03-03", 0.025), ("jgb.yield_30y", "2025-03-03", 0.037)],
    ),
    "ohlcv": (
        "ohlcv", "Date,Open,High,Low,Close,Volume\n2025-11-14,98000,99000,94000,94500,1000\n",
        [("price.close", "2025-11-14", 94500), ("price.high", "2025-11-14", 99000),
         ("price.low", "2025-11-14", 94000)],
    ),
    "binance-klines, six columns in milliseconds": (
        "binance-klines", "1763078400000,94594.00,95800.0,94000.0,94500.1,1000\n",
        [("price.close", "2025-11-14", 94500.1), ("price.high", "2025-11-14", 95800),
         ("price.low", "2025-11-14", 94000)],
    ),
    "binance-klines, all columns in microseconds": (
        "binance-klines", f"1741219200000000,{KLINE}\n",
        [("price.close", "2025-03-06", 102), ("price.high", "2025-03-06", 104),
         ("price.low", "2025-03-06", 98), ("market.net_taker_flow", "2025-03-06", 202)],
    ),
    "coin-metrics as csv": (
        "coin-metrics", "time,PriceUSD,CapMrktCurUSD,CapMVRVCur\n2025-03-05,100,2000000,1.6\n",
        [("price.close", "2025-03-05", 100), ("onchain.realised_cap", "2025-03-05", 1.25e6),
         ("onchain.realised_price", "2025-03-05", 62.5)],
    ),
    "coin-metrics as JSON": (
        "coin-metrics",
        '{"data":[{"asset":"btc","time":"2025-03-05T00:00:00.000000000Z","PriceUSD":"100",'
        '"FlowInExNtv":"12.5","FlowInExNtv-status":"flash","SplyCur":null}],"next_page_url":"x"}',
        [("price.close", "2025-03-05", 100), ("exchange.inflow", "2025-03-05", 12.5)],
    ),
    "fund-flows": (
        "fund-flows",
        f',{FUNDS}\nFee,0.25%,,,,,,,,,,,\n12 Nov 2025,0,"(1,095.1)",1,1,1,1,1,1,1,1,-,"(1,086.1)"\n'
        f"13 Nov 2025,-,-,-,-,-,-,-,-,-,-,-,0.0\nTotal,1,2,3,4,5,6,7,8,9,10,11,12\n",
        [("etf.net_flow", "2025-11-12", -1086.1e6)],
    ),
    "cftc": (
        "cftc",
        '[{"report_date_as_yyyy_mm_dd":"2025-03-04T00:00:00.000","noncomm_positions_long_all":'
        '"16348","noncomm_positions_short_all":"12824","cftc_contract_market_code":"133741"},'
        '{"report_date_as_yyyy_mm_dd":"2025-03-04T00:00:00.000","noncomm_positions_long_all":'
        '"5","noncomm_positions_short_all":"2","cftc_contract_market_code":"133742"}]',
        [("derivatives.cme_net_noncommercial", "2025-03-04", 3524)],
    ),
    "deribit-dvol": (
        "deribit-dvol",
        '{"result":{"data":[[1741046400000,40.1,42.0,39.5,41.2]],"continuation":1741}}',
        [("volatility.implied_30d", "2025-03-04", 0.412)],
    ),
    "fed-funds-futures": (
        "fed-funds-futures", "date,contract,settle\n2025-11-14,ZQZ25,96.23\n",
        [("policy.fed_funds_future", "2025-11-14", 0.9623)],
    ),
    "fear-greed": (
        "fear-greed",
        '{"name":"x","data":[{"value":"71","value_classification":"Greed",'
        '"timestamp":"1741132800"}],"metadata":{"error":null}}',
        [("sentiment.fear_greed", "2025-03-05", 71)],
    ),
    "defillama": (
        "defillama",
        '[{"date":"1741132800","totalCirculating":{"peggedUSD":3e11,"peggedEUR":5.0}}]',
        [("stablecoin.supply", "2025-03-05", 3e11)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_table_of_that_vendor_is_read(told, case):
    name, text, facts = case
    suffix = "json" if text[0] in "[{" else "csv"
    assert told(text, ready_maps()[name], name=f"table.{suffix}") == [
        (series, day, pytest.approx(value, rel=1e-12)) for series, day, value in facts
    ]


def test_every_ready_map_has_a_table_here():
    assert {name for name, _, _ in CASES.values()} == set(ready_maps())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("treasury-par", REAL),
        ("treasury-real", f"{PAR}03/06/2025,3.93,,4.07,4.35,4.63,4.78,4.96,5.35\n"),
    ],
)
def test_real_yields_are_not_taken_for_nominal_ones(read, name, text):
    with pytest.raises(ReadError, match="has no column"):
        read(text, ready_maps()[name])
