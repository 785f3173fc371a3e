"""When a figure is known where nobody says so, by the rule of its series or a release table."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from kb.built_in import catalog
from kb.catalog import CatalogError
from kb.facts import FactError
from kb.feeds.library import feeds
from kb.own_catalog import catalog_with
from tests.every import every
from tests.facts import make_fact

PAGE = Path(__file__).resolve().parents[2] / "docs" / "publication.md"
CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases"
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def made(series, as_of, unit="%", value=1, now=NOW, **more):
    raw = {"series": series, "as_of": as_of, "value": value, "unit": unit, "source": "desk"}
    return make_fact(raw | more, catalog=catalog(), today=now)


@every(
    ("series", "unit", "as_of", "known", "how"),
    [
        ("price.close", "USD/coin", "2025-11-17", "2025-11-17T23:59:59", "assumed"),
        ("onchain.realised_price", "USD/coin", "2025-11-17", "2025-11-18T03:00", "assumed"),
        ("etf.net_flow", "USD m", "2025-11-14", "2025-11-15T04:00", "assumed"),
        ("treasury.note_10y", "%", "2025-07-17", "2025-07-17T22:00", "assumed"),
        ("policy.effective_rate", "%", "2025-11-10", "2025-11-12T14:00", "assumed"),
        ("policy.target_upper", "%", "2025-10-29", "2025-10-29T18:00", "assumed"),
        ("jgb.yield_30y", "%", "2025-11-21", "2025-11-25T00:30", "assumed"),
        ("derivatives.cme_net_noncommercial", "contracts", "2025-09-02", "2025-09-05T19:30",
         "assumed"),
        ("derivatives.cme_net_noncommercial", "contracts", "2024-11-26", "2024-12-02T20:30",
         "assumed"),
        ("derivatives.cme_net_noncommercial", "contracts", "2025-10-14", "2025-11-25T20:30",
         "scheduled"),
        ("derivatives.cme_net_noncommercial", "contracts", "2025-11-10", "2025-12-12T20:30",
         "scheduled"),
        ("japan.gdp_growth", "%", "2025-09-30", "2025-11-16T23:50", "scheduled"),
        ("japan.cpi", "%", "2025-10-31", "2025-11-20T23:30", "scheduled"),
        ("japan.treasury_holdings", "USD bn", "2025-08-31", "2025-11-18T21:00", "scheduled"),
    ],
)  # fmt: skip
def test_a_series_is_known_by_its_rule(series, unit, as_of, known, how):
    fact = made(series, as_of, unit)
    assert fact.known_at == datetime.fromisoformat(known).replace(tzinfo=UTC)
    assert fact.publication == how


def test_a_desk_in_europe_sees_the_flows_of_the_night_at_seven():
    at_seven = datetime(2025, 11, 18, 6, tzinfo=UTC)
    assert made("etf.net_flow", "2025-11-17", "USD m").known_at < at_seven


def test_the_close_of_a_day_that_lasts_is_refused_until_it_is_over():
    noon, after = (datetime(2026, 11, day, 12, tzinfo=UTC) for day in (28, 29))
    with pytest.raises(FactError, match=r"as_of 2026-11-28 is not over for price\.close.*T23:59"):
        made("price.close", "2026-11-28", "USD/coin", 93_000, now=noon)
    assert made("price.close", "2026-11-28", "USD/coin", 91_250.5, now=after).value == 91_250.5


def test_the_day_of_a_series_is_over_where_it_is_measured():
    """In Tokyo the day is over at six in the morning in London, in New York that evening."""
    at_noon = datetime(2025, 11, 17, 12, tzinfo=UTC)
    assert made("jgb.yield_30y", "2025-11-17", now=at_noon).publication == "assumed"
    with pytest.raises(FactError, match=r"is not over for etf\.net_flow.*T21:00:00Z"):
        made("etf.net_flow", "2025-11-17", "USD m", now=at_noon)


def test_a_close_is_not_known_before_the_end_of_its_day():
    with pytest.raises(FactError, match=r"known_at 2025-11-17T00:00:00Z lies before .*T23:59:59Z"):
        made("price.close", "2025-11-17", "USD/coin", known_at="2025-11-17T00:00:00Z")


def test_a_quote_is_known_as_soon_as_it_is_read():
    quote = made("policy.cut_odds", "2025-11-17", target="2025-12-10", known_at="2025-11-17T09:00Z")
    assert (quote.known_at.hour, quote.publication) == (9, "stated")


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ("b02a_unfinished_candle_today", "as_of 2026-11-28 is not over for price.close"),
        ("b06_close_known_at_open_time", "lies before 2025-11-17T23:59:59Z, when the day of price"),
    ],
)
def test_a_close_that_cannot_be_known_is_refused(case, says):
    with pytest.raises(FactError, match=re.escape(says)):
        _case(case)


def test_positions_that_were_delayed_are_known_on_the_day_they_came():
    late = _case("b04_cot_published_weeks_late")
    assert (late.known_at, late.publication) == (
        datetime(2025, 12, 12, 20, 30, tzinfo=UTC), "scheduled",
    )  # fmt: skip


def _case(name):
    """The one fact of a file of cases."""
    if not CASES.is_dir():
        pytest.skip("the cases are not beside this checkout")
    names, cells = (
        line.split(",") for line in (CASES / f"{name}.csv").read_text().splitlines()[:2]
    )
    return make_fact(dict(zip(names, cells, strict=True)), catalog=catalog(), today=NOW)


def test_every_release_comes_after_its_day_and_in_order():
    for name, table in catalog().tables.items():
        assert all(out > day for day, out in table.items()), name
        assert list(table) == sorted(table), name
        assert list(table.values()) == sorted(table.values()), name


def test_the_page_gives_every_rule_with_its_reason_and_its_series():
    """docs/publication.md is kept true by this test."""
    text = PAGE.read_text(encoding="utf-8")
    for rule in catalog().publications.values():
        assert rule.why, rule.key
        of = [one.name for one in catalog().series.values() if one.publication.key == rule.key]
        feeding = [name for name, feed in feeds().items() if feed.head.known == rule.key]
        assert of or feeding, rule.key
        assert f"| `{rule.key}` | {_when(rule)} | {rule.why} |" in text, _when(rule)
        assert _listed(text, rule.key) == set(of) if of else True
        assert all(f"| `{name}` | `{rule.key}` |" in text for name in feeding), rule.key


def _listed(text, rule):
    """The series that the page gives to a rule, `etf.*` being all of etf."""
    [row] = re.findall(rf"^\| `{rule}` \| (`[^|]*) \|$", text, re.MULTILINE)
    return {
        series
        for name in re.findall(r"`(.*?)`", row)
        for series in catalog().series
        if series == name or (name.endswith("*") and series.startswith(name[:-1]))
    }


def _when(rule):
    days = f"{rule.days} {rule.calendar} day{'s' * (rule.days > 1)} later, " if rule.days else ""
    hour, place = rule.at.split(" ")
    table = f"; table `{rule.table}`" if rule.table else ""
    return f"{days}{hour} {place.rpartition('/')[2].replace('_', ' ')}{table}"


OWN = """
publications:
  fix:
    why: The desk marks its book at five in Frankfurt.
    at: 17:00 Europe/Berlin
    over: 17:00 Europe/Berlin
  prices:
    {why: As the bureau says., days: 9, calendar: fed, at: 08:30 America/New_York, table: us_cpi}
series:
  desk.basis:
    {description: A basis., unit: "%", scope: global, measure: ratio, cadence: daily,
     stale_after: 3, publication: fix, tolerance: 1 pp}
  desk.us_prices:
    {description: Prices., unit: "%", scope: global, measure: ratio, cadence: monthly,
     stale_after: 60, publication: prices, tolerance: 1 pp}
"""


def own(series, as_of):
    raw = {"series": series, "as_of": as_of, "value": 1, "unit": "%", "source": "desk"}
    return make_fact(raw, catalog=catalog_with(OWN), today=NOW)


def test_a_desk_may_have_rules_of_its_own_and_name_the_tables_of_ours():
    assert own("desk.basis", "2025-11-17").known_at.hour == 16
    late = own("desk.us_prices", "2025-09-30")  # the shutdown moved it from the 15th
    assert (str(late.known_at.date()), late.publication) == ("2025-10-24", "scheduled")
    assert own("desk.us_prices", "2024-09-30").publication == "assumed"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("publication: fix", "publication: fixx", "publication 'fixx' is not a rule; write fix"),
        ("at: 17:00 Europe/Berlin", "at: 17:00 Berlin", "'17:00 Berlin' is no hour and place"),
        ("table: us_cpi", "table: us_cp", "'us_cp' is no release table; write us_cpi"),
        ("days: 9", "days: -9", "days: write"),
    ],
)
def test_what_is_wrong_with_a_rule_is_named(old, new, says):
    with pytest.raises(CatalogError, match=re.escape(says)):
        catalog_with(OWN.replace(old, new, 1))


def test_a_catalogue_that_knows_only_a_lag_in_days_is_read_as_before():
    text = OWN.replace("publication: fix", "release_lag: 2", 1)
    raw = {"series": "desk.basis", "as_of": "2025-11-14", "value": 1, "unit": "%", "source": "desk"}
    fact = make_fact(raw, catalog=catalog_with(text), today=NOW)
    assert fact.known_at == datetime(2025, 11, 16, 23, 59, 59, tzinfo=UTC)


def test_the_release_tables_are_days_and_nothing_else():
    folder = Path(__file__).resolve().parents[2] / "kb" / "releases"
    for file in folder.glob("*.yaml"):
        table = yaml.safe_load(file.read_text(encoding="utf-8"))
        assert all(isinstance(out, date) for out in table.values()), file.name
