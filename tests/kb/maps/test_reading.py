"""A table of one's own form through a map: what its cells become, and what stops it."""

from __future__ import annotations

import pytest

from kb.built_in import catalog
from kb.errors import ReadError
from kb.facts import Checker, Fact
from kb.maps.library import read_map
from kb.maps.reading import open_mapped

DATE = "date: {column: Date}\n"
CLOSE = "columns:\n  - {column: Close, series: price.close, unit: USD/coin}\n"
FLOW = "columns:\n  - {column: Total, series: etf.net_flow, unit: USD m}\n"
YIELD = 'columns:\n  - {column: 30Y, series: jgb.yield_30y, unit: "%"}\n'


def only(rows):
    (row,) = rows
    return row


class TestDays:
    @pytest.mark.parametrize(
        ("form", "written", "day"),
        [
            ("iso", "2025-11-14", "2025-11-14"),
            ("iso", "2025-11-14T00:00:00.000000000Z", "2025-11-14"),
            ("iso", "2025-11-14 23:00", "2025-11-14"),
            ("epoch", "1763078400", "2025-11-14"),
            ("epoch", "1763078400000", "2025-11-14"),
            ("epoch", "1763078400000000", "2025-11-14"),
            ("'%m/%d/%Y'", "11/04/2025", "2025-11-04"),
            ("'%Y/%m/%d'", "2025/11/4", "2025-11-04"),
            ("'%d %b %Y'", "04 Nov 2025", "2025-11-04"),
        ],
    )
    def test_a_day_is_read_as_it_is_written(self, told, form, written, day):
        mapped = f"date: {{column: Date, format: {form}}}\n{CLOSE}"
        assert told(f"Date,Close\n{written},94500.1\n", mapped) == [("price.close", day, 94500.1)]

    @pytest.mark.parametrize(
        ("form", "written"),
        [
            ("iso", "11/04/2025"), ("epoch", "2025-11-14"), ("epoch", "176307840"), ("iso", ""),
            ("'%m/%d/%Y'", "2025-11-14"), ("iso", "2025-02-30"),
            ("iso", "2025-11-14T23:00+09:00"),
        ],
    )  # fmt: skip
    def test_a_day_in_another_form_is_refused(self, read, form, written):
        mapped = f"date: {{column: Date, format: {form}}}\n{CLOSE}"
        bad = only(read(f"Date,Close\n{written},94500.1\n", mapped))
        assert "day" in bad.reason or "1970" in bad.reason

    @pytest.mark.parametrize(
        ("period", "written", "day"),
        [
            ("month", "2025-02-01", "2025-02-28"), ("month", "2024-12-01", "2024-12-31"),
            ("quarter", "2025-07-01", "2025-09-30"), ("quarter", "2024-10-01", "2024-12-31"),
        ],
    )  # fmt: skip
    def test_a_month_is_meant_by_its_last_day(self, told, period, written, day):
        mapped = (
            f"date: {{column: Date, period: {period}}}\n"
            'columns:\n  - {column: CPI, series: japan.cpi, unit: "%"}\n'
        )
        assert told(f"Date,CPI\n{written},3.0\n", mapped) == [("japan.cpi", day, 0.03)]

    def test_a_row_may_say_when_it_was_known(self, read):
        mapped = f"{DATE}known_at: {{column: Out}}\n{CLOSE}"
        fact = only(read("Date,Out,Close\n2025-11-13,2025-11-14T00:30:00.123456789Z,9\n", mapped))
        assert fact.known_at.isoformat() == "2025-11-14T00:30:01+00:00"

    def test_where_no_row_says_so_it_is_known_as_its_series_is_published(self, read):
        fact = only(read("Date,Total\n2025-11-13,9\n", DATE + FLOW))
        assert fact.known_at.date().isoformat() >= "2025-11-13"


class TestNumbers:
    @pytest.mark.parametrize(
        ("says", "written", "value"),
        [
            ("negative: parentheses", "(278.1)", -278.1e6),
            ("negative: parentheses", "-278.1", -278.1e6),
            ("negative: parentheses\nthousands: ','", '"(1,095.1)"', -1095.1e6),
            ("thousands: ','", '"3,241"', 3241e6),
            ("decimal: ','", '"3,241"', 3.241e6),
            ("decimal: ','\nthousands: '.'", '"1.234,5"', 1234.5e6),
            ("thousands: ' '", "1 234.5", 1234.5e6),
            ("decimal: '.'", "−278.1", -278.1e6),
            ("decimal: '.'", " 5e-1 ", 0.5e6),
        ],
    )
    def test_a_number_is_read_as_the_map_says_it_is_written(self, told, says, written, value):
        rows = told(f"Date,Total\n2025-11-12,{written}\n", f"{says}\n{DATE}{FLOW}")
        assert rows == [("etf.net_flow", "2025-11-12", value)]

    @pytest.mark.parametrize(
        ("says", "written", "why"),
        [
            ("decimal: '.'", "(278.1)", "say `negative: parentheses` in the map"),
            ("decimal: '.'", '"3,241"', 'say `thousands: ","` or `decimal: ","`'),
            ("thousands: ','", '"3,24"', "is not a number"),
            ("thousands: ','", '"1,2345"', "is not a number"),
            ("thousands: ','", '"0,241"', "is not a number"),
            ("decimal: '.'", "soon", "is not a number; name it under `missing`"),
            ("negative: parentheses", "(-5)", "is not a number"),
        ],
    )
    def test_a_number_in_another_form_is_refused(self, read, says, written, why):
        bad = only(read(f"Date,Total\n2025-11-12,{written}\n", f"{says}\n{DATE}{FLOW}"))
        assert bad.reason.startswith("column Total: value ")
        assert why in bad.reason

    def test_cells_without_a_value_are_passed_over_and_counted(self, told, remarks):
        text = "Date,Total\n2025-11-12,-\n2025-11-13,\n2025-11-14,.\n2025-11-17,-254.6\n"
        assert told(text, DATE + FLOW) == [("etf.net_flow", "2025-11-17", -254.6e6)]
        assert remarks == ["values missing and passed over: 3"]

    def test_a_mark_of_one_column_is_none_in_another(self, told):
        mapped = (
            f"{DATE}columns:\n"
            "  - {column: Close, series: price.close, unit: USD/coin, missing: 0}\n"
            "  - {column: Flow, series: etf.net_flow, unit: USD m}\n"
        )
        assert told("Date,Close,Flow\n2025-11-12,0,0\n", mapped) == [
            ("etf.net_flow", "2025-11-12", 0)
        ]

    def test_a_value_is_worked_out_from_columns(self, told):
        mapped = (
            f"{DATE}columns:\n"
            "  - {column: long, minus: short, series: derivatives.cme_net_noncommercial,"
            " unit: contracts}\n"
            "  - {column: buy, times: 2, minus: all, series: market.net_taker_flow, unit: USD}\n"
            "  - {column: cap, over: mvrv, series: onchain.realised_cap, unit: USD}\n"
            "  - {column: out, times: -1, series: etf.net_flow, unit: USD}\n"
        )
        text = "Date,long,short,buy,all,cap,mvrv,out\n2025-11-12,16348,12824,606,1010,2e6,1.6,5\n"
        assert [value for _, _, value in told(text, mapped)] == [3524, 202, 1.25e6, -5]

    def test_nothing_is_divided_by_nought(self, read):
        mapped = f"{DATE}columns:\n  - {{column: a, over: b, series: etf.net_flow, unit: USD}}\n"
        bad = only(read("Date,a,b\n2025-11-12,1,0\n", mapped))
        assert bad.reason == "column a: column b, the divisor, is nought"

    def test_a_total_counts_only_with_the_parts_that_it_needs(self, told, remarks):
        mapped = f"{DATE}{FLOW}".replace("Total,", "Total, needs: [IBIT, GBTC],")
        text = "Date,IBIT,GBTC,Total\n2025-11-12,5,-2,3\n2025-11-13,-,-,0.0\n2025-11-14,5,-,5\n"
        assert told(text, mapped) == [("etf.net_flow", "2025-11-12", 3e6)]
        assert remarks == ["values missing and passed over: 2"]


class TestNames:
    def test_a_column_goes_by_any_of_its_names_or_by_its_number(self, told):
        first = f"{DATE}{CLOSE}".replace("Close,", "[Last, Close],")
        second = f"{DATE}{CLOSE}".replace("Close,", "2,")
        text = "Date,Close\n2025-11-14,94500.1\n"
        assert told(text, first) == told(text, second) == [("price.close", "2025-11-14", 94500.1)]

    def test_a_table_without_a_header_goes_by_numbers_or_given_names(self, told):
        text = "2025-11-14,94500.1\n2025-11-15,95000\n"
        numbers = f"header: false\n{DATE}{CLOSE}".replace("Date", "1").replace("Close,", "2,")
        names = f"header: [Date, Close]\n{DATE}{CLOSE}"
        assert told(text, numbers) == told(text, names)
        assert len(told(text, names)) == 2

    def test_rows_tell_their_asset_and_source(self, read):
        mapped = (
            "asset: {column: coin}\nsource: {column: from, names: {cmc: coinmarketcap}}\n"
            f"{DATE}{CLOSE}"
        )
        text = "Date,coin,from,Close\n2025-11-14,XBT,cmc,9\n2025-11-14,eth,binance,8\n"
        assert [(row.asset, row.source) for row in read(text, mapped)] == [
            ("btc", "coinmarketcap"), ("eth", "binance"),
        ]  # fmt: skip

    def test_a_column_may_have_a_source_and_a_target_of_its_own(self, read):
        mapped = (
            f"source: press\n{DATE}columns:\n"
            '  - {column: odds, series: policy.cut_odds, unit: "%", target: 2025-12-10,'
            " source: cme_fedwatch}\n"
        ).replace("2025-12-10", "'2025-12-10'")
        fact = only(read("Date,odds\n2025-11-14,44.4\n", mapped))
        assert (str(fact.target), fact.source) == ("2025-12-10", "cme_fedwatch")

    def test_a_table_that_names_no_source_is_refused_as_a_whole(self, read):
        with pytest.raises(ReadError, match=r"say `source:` in the map, or pass --source"):
            read("Date,Close\n2025-11-14,9\n", DATE + CLOSE, source="")

    def test_columns_that_the_map_does_not_name_are_named(self, told, remarks):
        told("Date,Open,Close,Volume\n2025-11-14,1,2,3\n", DATE + CLOSE)
        assert remarks == ["columns not read: Open, Volume"]

    def test_a_column_that_the_file_lacks_is_refused_with_the_nearest(self, read):
        with pytest.raises(ReadError, match=r"no column 'Close', .* did you mean 'close'\?"):
            read("Date,close\n2025-11-14,9\n", DATE + CLOSE)

    def test_a_column_that_it_may_lack_is_not(self, told):
        mapped = (
            f'{DATE}{CLOSE}  - {{column: DFF, series: policy.effective_rate, unit: "%", '
            "optional: true}\n"
        )
        assert len(told("Date,Close\n2025-11-14,9\n", mapped)) == 1

    def test_a_table_with_none_of_its_columns_is_refused(self, read):
        mapped = f"{DATE}{CLOSE}".replace("USD/coin}", "USD/coin, optional: true}")
        with pytest.raises(ReadError, match=r"no column that the map names; its columns are Date"):
            read("Date,Last\n2025-11-14,9\n", mapped)

    def test_a_name_that_two_columns_have_is_refused(self, read):
        with pytest.raises(ReadError, match=r"the column 'Close' twice; name its number"):
            read("Date,Close,Close\n2025-11-14,9,8\n", DATE + CLOSE)


class TestRows:
    def test_titles_totals_footnotes_and_blank_rows_are_none(self, told):
        text = (
            "Interest Rate (November 2025),,\nDate,1Y,30Y\n2025-11-04,0.7,3.1\n,,\n"
            'Total,1,2\n"  If you cannot read this",,\n'
        )
        rows = told(text, f"skip: 1\nignore: [Total, If you]\n{DATE}{YIELD}")
        assert rows == [("jgb.yield_30y", "2025-11-04", 0.031)]

    def test_rows_about_something_else_are_passed_over_and_counted(self, told, remarks):
        text = "Date,code,Close\n2025-11-14,133741 ,9\n2025-11-14,133742,8\n"
        assert len(told(text, f'only: {{code: "133741"}}\n{DATE}{CLOSE}')) == 1
        assert remarks == ["rows about something else (`only` in the map): 1"]

    @pytest.mark.parametrize("row", ["2025-11-14,1,234.5", "2025-11-14"])
    def test_a_row_of_another_width_is_refused(self, read, row):
        bad = only(read(f"Date,Close\n{row}\n", DATE + CLOSE))
        assert "cells and the header 2; mend it" in bad.reason

    def test_commas_behind_a_row_are_nothing(self, told):
        assert len(told("Date,Close,,\n2025-11-14,9,,,\n", DATE + CLOSE)) == 1

    def test_a_table_without_a_value_holds_no_facts(self, read):
        with pytest.raises(ReadError, match=r"table.csv holds no facts"):
            read("Date,Close\n2025-11-14,-\n", DATE + CLOSE)

    def test_rows_are_read_one_by_one(self, write):
        """The first is there before the last, which cannot be read, is looked at."""
        text = b"Date,Close\n" + b"2025-11-14,9\n" * 15_000 + b"2025-11-14,\xff\n"
        table, path = read_map(DATE + CLOSE, "m", catalog()), write(text, "long.csv")
        with open_mapped(path, table, Checker(catalog(), default_source="press")) as opened:
            line, _, first = next(opened.rows)
            assert (line, isinstance(first, Fact)) == (2, True)
            with pytest.raises(ReadError, match="is not UTF-8"):
                list(opened.rows)

    def test_text_in_another_encoding_and_with_other_marks_between_cells(self, told):
        text = "Date;Total\n2025-11-14;1.000,5\n# Größe\n".encode("cp1252")
        mapped = (
            "encoding: cp1252\ndelimiter: ;\ndecimal: ','\nthousands: '.'\nignore: '#'\n"
            f"{DATE}{FLOW}"
        )
        assert told(text, mapped) == [("etf.net_flow", "2025-11-14", 1000.5e6)]

    def test_text_in_an_encoding_that_the_map_does_not_say_is_refused(self, read):
        with pytest.raises(ReadError, match=r"is not UTF-8 \(in line"):
            read("Date,Total\n2025-11-14,5\nGröße,\n".encode("cp1252"), DATE + FLOW)


class TestJson:
    ROWS = '[{"Date":"2025-11-14","Close":"94500.1"},{"Date":"2025-11-15","Close":null}]'

    def test_an_array_of_objects(self, told, remarks):
        assert len(told(self.ROWS, DATE + CLOSE, name="a.json")) == 1
        assert remarks == ["values missing and passed over: 1"]

    def test_an_answer_with_rows_inside_printed_over_many_lines(self, told):
        text = f'{{\n "meta": {{"n": 1}},\n "result": {{"data":\n {self.ROWS}}}\n}}\n'
        mapped = f"json_path: result.data\n{DATE}{CLOSE}"
        assert len(told(text, mapped, name="a.json")) == 1

    def test_rows_that_are_arrays_go_by_numbers_or_given_names(self, told):
        mapped = f"header: [Date, Close]\n{DATE}{CLOSE}"
        assert len(told('[["2025-11-14", 94500.1]]', mapped, name="a.json")) == 1

    def test_an_object_a_line(self, told):
        text = '{"Date":"2025-11-14","Close":1}\n\n{"Date":"2025-11-15","Close":2}\n'
        assert [value for _, _, value in told(text, DATE + CLOSE, name="a.jsonl")] == [1, 2]

    def test_what_lies_inside_an_object_goes_by_both_names(self, told):
        mapped = f"{DATE}{CLOSE}".replace("Close,", "Close.USD,")
        text = '[{"Date":"2025-11-14","Close":{"USD":94500.1,"EUR":81000}}]'
        assert told(text, mapped, name="a.json") == [("price.close", "2025-11-14", 94500.1)]

    def test_a_number_stays_as_it_is_written(self, told):
        text = '[{"Date":"2025-11-14","Close":94500.10000000001}]'
        assert told(text, DATE + CLOSE, name="a.json")[0][2] == 94500.10000000001

    @pytest.mark.parametrize(
        ("text", "says", "why"),
        [
            (f'{{"data":{ROWS}}}', "", "its rows elsewhere; write `json_path: data`"),
            (f'{{"data":{ROWS}}}', "json_path: rows\n", "holds nothing at 'rows'"),
            ('[{"Date":"2025-11-14","Close":1,"Close":2}]', "", "the key 'Close' stands in it tw"),
            ("[1, 2]", "", "row 1 is '1' and not an object"),
            ("[{]", "", "is not JSON"),
        ],
    )
    def test_what_cannot_be_read_is_told(self, read, text, says, why):
        with pytest.raises(ReadError, match=r"^a\.json") as refused:
            read(text, says + DATE + CLOSE, name="a.json")
        assert why in str(refused.value)
