"""margin: figures somebody published, and closed forms."""

from __future__ import annotations

from datetime import date
from math import log, sqrt

from engine.formulas.margin import binance, bybit, deribit, hyperliquid, prices, tables
from engine.formulas.margin.brackets import Brackets, liquidation_price_linear_tiered
from engine.formulas.margin.deleveraging_queue import deleveraging_queue
from engine.formulas.margin.waterfall import book_to_bankruptcy, losses, waterfall
from tests.formulas.checks import Check

LONG, SHORT = 1.0, -1.0
WALLET = 1_535_443.01
BTC = {"quantity": 109.488, "entry": 32_481.98, "side": LONG, "rate": 0.025, "amount": 16_300.0}
ETH = {"quantity": 3_683.979, "entry": 1_456.84, "side": LONG, "rate": 0.10, "amount": 135_365.0}
USD_M = "Binance FAQ, liquidation price of USDⓈ-M futures"
COIN_M = "Binance FAQ, liquidation price of COIN-M futures"
BYBIT_ISOLATED = "arithmetic by Bybit's formula for isolated mode (UTA)"
HYPERLIQUID = "Hyperliquid docs, liquidations"
DERIBIT = "Deribit support, margin of the inverse bitcoin future"
EARLY_COIN = ("binance", "BTCUSD", date(2021, 2, 5))


def cross(position: dict[str, float], other: dict[str, float], mark: float) -> float:
    """Liquidation price in an account that holds another long, valued at its mark."""
    value = other["quantity"] * mark
    return float(
        binance.liquidation_price_linear(
            WALLET,
            **position,
            other_maintenance=value * other["rate"] - other["amount"],
            other_profit=value - other["quantity"] * other["entry"],
        )
    )


def newest(venue: str, contract: str) -> Brackets:
    return tables.load(venue, contract)


EXAMPLES = (
    Check(
        "linear, cross: 109.488 BTC from 32,481.98 beside an ETH long, 2.5 %",
        USD_M, "26,316.89", lambda: cross(BTC, ETH, 1_335.18), "USD",
    ),
    Check(
        "linear, cross: 3,683.979 ETH from 1,456.84 beside a BTC long, 10 %",
        USD_M, "1,153.26", lambda: cross(ETH, BTC, 31_967.27), "USD",
    ),
    Check(
        "linear, isolated: the same BTC position alone",
        USD_M, "18,778.73", lambda: binance.liquidation_price_linear(WALLET, **BTC), "USD",
    ),
    Check(
        "linear, isolated: the same ETH position alone",
        USD_M, "1,114.78", lambda: binance.liquidation_price_linear(WALLET, **ETH), "USD",
    ),
    Check(
        "linear, isolated: the same BTC position, its bracket found at liquidation",
        USD_M, "18,778.73",
        lambda: liquidation_price_linear_tiered(
            tables.load("binance", "BTCUSDT", date(2021, 3, 18)), WALLET, 109.488, 32_481.98, LONG
        ),
        "USD",
    ),
    Check(
        "inverse, cross: 10m USD from 45,000 with 101 BTC, 12.5 % and 11.605 BTC",
        "Binance's calculator, quoted at dev.binance.vision/t/6292, to its tick of 0.1", "33,599.4",
        lambda: binance.liquidation_price_inverse(101.0, 1e7, 45_000.0, LONG, 0.125, 11.605), "USD",
    ),
    Check(
        "inverse, maintenance of 100 contracts of 100 USD at 25,000, 0.4 %",
        COIN_M, "0.0016", lambda: tables.load(*EARLY_COIN).maintenance(100 * 100 / 25_000), "BTC",
    ),
    Check(
        "linear, maintenance at entry: 1 BTC at 20,000, 50x, 0.5 %",
        "Bybit help, liquidation price (USDT contract)", "19,700",
        lambda: bybit.liquidation_price_linear(
            1.0, 20_000.0, LONG, 400.0, newest("bybit", "BTCUSDT").maintenance(20_000.0)
        ),
        "USD",
    ),
    Check(
        "inverse, maintenance at entry: long 60,000 USD at 50,000, 10x, 0.5 %",
        f"{BYBIT_ISOLATED}: 60,000/(1.2 + 0.12 − 0.006)", 60_000 / 1.314,
        lambda: bybit.liquidation_price_inverse(60_000.0, 50_000.0, LONG, 0.12, 0.006), "USD",
    ),
    Check(
        "inverse, maintenance at entry: short 60,000 USD at 50,000, 10x, 0.5 %",
        f"{BYBIT_ISOLATED}: 60,000/(1.2 − 0.12 + 0.006)", 60_000 / 1.086,
        lambda: bybit.liquidation_price_inverse(60_000.0, 50_000.0, SHORT, 0.12, 0.006), "USD",
    ),
    Check(
        "inverse, maintenance at liquidation: the same long",
        "60,000·(1 + m)/(0.12 + 1.2)", 60_000 * 1.005 / 1.32,
        lambda: binance.liquidation_price_inverse(0.12, 60_000.0, 50_000.0, LONG, 0.005), "USD",
    ),
    Check(
        "inverse, maintenance at liquidation: the same short",
        "60,000·(1 − m)/(1.2 − 0.12)", 60_000 * 0.995 / 1.08,
        lambda: binance.liquidation_price_inverse(0.12, 60_000.0, 50_000.0, SHORT, 0.005), "USD",
    ),
)  # fmt: skip


NO_PRICE = (
    Check(
        "a linear long whose margin is its value", "WB + cum ≥ Q·EP", "none",
        lambda: binance.liquidation_price_linear(40_000.0, 1.0, 40_000.0, LONG, 0.005),
    ),
    Check(
        "an inverse short whose margin is its value", "WB + cum ≥ N/EP", "none",
        lambda: binance.liquidation_price_inverse(1.0, 40_000.0, 40_000.0, SHORT, 0.005),
    ),
    Check(
        "a linear long of 1x in every bracket of Binance's newest table", "WB ≥ Q·EP", "none",
        lambda: liquidation_price_linear_tiered(
            newest("binance", "BTCUSDT"), 5e8, 5_000.0, 100_000.0, LONG
        ),
    ),
    Check(
        "an inverse short of 1x on Deribit", "E ≥ N/P", "none",
        lambda: deribit.liquidation_price(100_000.0, SHORT, 1e6, 10.0, 0.01, 0.000_05),
    ),
)  # fmt: skip

LEVERAGE = (
    Check(
        "distance at 1000x without maintenance", "1/l", 0.1,
        lambda: 100 * prices.liquidation_distance_linear(1_000.0, 0.0), "%",
    ),
    Check(
        "distance at 1000x with 0.4 % maintenance: at entry", "m ≥ 1/l", 0.0,
        lambda: prices.liquidation_distance_linear(1_000.0, 0.004),
    ),
    Check(
        "the same in coins", "m ≥ 1/l", 0.0,
        lambda: prices.liquidation_distance_inverse(1_000.0, 0.004),
    ),
    Check(
        "linear long at 20x, 0.5 %", "(1/l − m)/(1 − m) = 0.045/0.995", 0.045 / 0.995,
        lambda: prices.liquidation_distance_linear(20.0, 0.005),
    ),
    Check(
        "linear short at 20x, 0.5 %", "(1/l − m)/(1 + m) = 0.045/1.005", 0.045 / 1.005,
        lambda: prices.liquidation_distance_linear_short(20.0, 0.005),
    ),
    Check(
        "inverse long at 20x, 0.5 %", "(1/l − m)/(1 + 1/l) = 0.045/1.05", 0.045 / 1.05,
        lambda: prices.liquidation_distance_inverse(20.0, 0.005),
    ),
    Check(
        "inverse short at 20x, 0.5 %", "(1/l − m)/(1 − 1/l) = 0.045/0.95", 0.045 / 0.95,
        lambda: prices.liquidation_distance_inverse_short(20.0, 0.005),
    ),
    Check(
        "notional of 1,000 USD at 1000x", "l·M", 1e6,
        lambda: prices.notional(1_000.0, 1_000.0), "USD",
    ),
)  # fmt: skip

VENUES = (
    Check(
        "Hyperliquid, maintenance at 40x", HYPERLIQUID, "1.25",
        lambda: 100 * hyperliquid.maintenance_rate(40.0), "%",
    ),
    Check(
        "Hyperliquid, maintenance at 3x", HYPERLIQUID, "16.7",
        lambda: 100 * hyperliquid.maintenance_rate(3.0), "%",
    ),
    Check(
        "Hyperliquid, deduction of the second BTC tier: 150m·(2.5 % − 1.25 %)",
        "Hyperliquid docs, margin tiers, its recursion", 1_875_000.0,
        lambda: newest("hyperliquid", "BTC").amounts[-1], "USD",
    ),
    Check(
        "Hyperliquid, further fall after which a long's whole rest is sold: 2,500/790,000",
        "E − 0.8·N·x = 0.8·m·N·(1 − x) at N = 1m, m = 1.25 %", 800_000.0,
        lambda: hyperliquid.sales_path(
            1e6, 12_500.0 - 1e-6, LONG, 0.0125, 2_500 / 790_000 + 1e-9
        ).within_cooldown,
        "USD",
    ),
    Check(
        "Deribit, maintenance of 25 BTC", DERIBIT, "0.28125",
        lambda: deribit.margin(25.0, deribit.rule().maintenance, deribit.rule().slope), "BTC",
    ),
    Check(
        "Deribit, initial margin of 25 BTC", "25·(2 % + 25·0.005 %)", 0.53125,
        lambda: deribit.margin(25.0, deribit.rule().initial, deribit.rule().slope), "BTC",
    ),
    Check(
        "Deribit, initial margin of 350 BTC", DERIBIT, "13.125",
        lambda: deribit.margin(350.0, deribit.rule().initial, deribit.rule().slope), "BTC",
    ),
    Check(
        "Deribit, liquidation of 10m USD long at 100,000 with 10 BTC",
        "q = (sqrt(1.01² + 4k·110) − 1.01)/2k, LP = N/q",
        1e7 / ((sqrt(1.01**2 + 4 * 5e-5 * 110) - 1.01) / 1e-4),
        lambda: deribit.liquidation_price(100_000.0, LONG, 1e7, 10.0, 0.01, 0.000_05), "USD",
    ),
)  # fmt: skip

TABLES = (
    Check(
        "maintenance amount of bracket 3: 250k·0.5 % + 50",
        "Binance FAQ, leverage and margin of USDⓈ-M futures", "1300",
        lambda: tables.load("binance", "BTCUSDT", date(2021, 3, 18)).amounts[2], "USD",
    ),
    Check(
        "maintenance amount of the last bracket, Binance BTCUSDT, March 2021",
        "github.com/Jay-Pak/BinanceBot, amounts of that month", "100016300",
        lambda: tables.load("binance", "BTCUSDT", date(2021, 3, 18)).amounts[-1], "USD",
    ),
    Check(
        "maintenance amount of the last bracket, Binance BTCUSDT, January 2023",
        "freqtrade 2023.1, the venue's leverageBracket", "100016300",
        lambda: tables.load("binance", "BTCUSDT", date(2023, 1, 30)).amounts[-1], "USD",
    ),
    Check(
        "maintenance amount of the last bracket, Binance BTCUSDT, October 2025",
        "freqtrade 2025.10, the venue's leverageBracket", "421482000",
        lambda: tables.load("binance", "BTCUSDT", date(2025, 10, 31)).amounts[-1], "USD",
    ),
    Check(
        "maintenance amount of bracket 5, Binance BTCUSD: 50·(5 % − 2.5 %) + 0.56",
        COIN_M, "1.81", lambda: tables.load(*EARLY_COIN).amounts[4], "BTC",
    ),
    Check(
        "maintenance amount of 300 BTC, Binance BTCUSD",
        COIN_M, "11.81",
        lambda: tables.load(*EARLY_COIN).amounts[tables.load(*EARLY_COIN).at(300.0)], "BTC",
    ),
    Check(
        "deduction of the last tier, Bybit BTCUSDT", "Bybit, margin parameters", "1482000",
        lambda: newest("bybit", "BTCUSDT").amounts[-1], "USD",
    ),
    Check(
        "deduction of the last tier, Bybit BTCUSD: 150·0.5 %·(1 + … + 9)",
        "its ladder of equal steps", 150 * 0.005 * 45,
        lambda: newest("bybit", "BTCUSD").amounts[-1], "BTC",
    ),
    Check(
        "maintenance rate of a position of 2.6m on Bybit, of the part above 2m",
        "Bybit help, maintenance margin (USDT contract), 5 September 2025", "0.56",
        lambda: 100 * newest("bybit", "BTCUSDT").rates[newest("bybit", "BTCUSDT").at(2.6e6)], "%",
    ),
)  # fmt: skip

WATERFALL = (
    Check(
        "deleveraged of 100 forced: the book takes 60, a fund of 3 bears a tenth",
        "100 − 60 − 3/0.1", 10.0, lambda: waterfall(100.0, 60.0, 3.0, 0.1).deleveraged, "USD",
    ),
    Check(
        "the loss beyond margin of the same, fund and winners together",
        "0.1·(100 − 60)", 4.0,
        lambda: losses(waterfall(100.0, 60.0, 3.0, 0.1), 3.0, 0.1).beyond_margin, "USD",
    ),
    Check(
        "bids between liquidation and bankruptcy, 0.5 %, 0.7bn within 1 %, κ = 1",
        "BP/LP = 1 − m, so D·ln(1/0.995)/0.01", 7e8 * log(1 / 0.995) / 0.01,
        lambda: book_to_bankruptcy(20.0, 0.005, 7e8, 0.01, 1.0, 1.0), "USD",
    ),
    Check(
        "second of three winners when 70 of 120 must close",
        "40 of the highest rank, 30 of the next", 30.0,
        lambda: deleveraging_queue(70.0, [40.0, 30.0, 50.0], [3.0, 2.0, 1.0]).closed[1], "USD",
    ),
)  # fmt: skip

CHECKS: tuple[Check, ...] = (*EXAMPLES, *NO_PRICE, *LEVERAGE, *VENUES, *TABLES, *WATERFALL)
