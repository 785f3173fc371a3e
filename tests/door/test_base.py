"""The door for Python: bases, briefings, proofs and histories as objects of a program."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import downdraft
from engine.cli.main import cli
from engine.door import asked
from engine.pages.errors import UnknownName
from kb.errors import StoreError
from kb.rejects import RowsRejected

DAY = "2025-11-14"
ROOT = Path(__file__).parents[2]
ROW = {"series": "price.close", "as_of": DAY, "value": 94_594, "unit": "USD/coin"}


@pytest.fixture(scope="module")
def example():
    with downdraft.Base.example() as base:
        yield base


@pytest.fixture(scope="module")
def briefing(example):
    return example.brief()


@pytest.fixture
def base(tmp_path):
    with downdraft.Base.create(tmp_path / "x.db") as opened:
        yield opened


def test_a_briefing_is_the_one_that_the_command_prints(briefing, capsys):
    cli.main(args=["brief", "--example"], standalone_mode=False)
    assert briefing.document() == capsys.readouterr().out
    assert json.loads(briefing.document("json")) == briefing.tree
    assert briefing.headline in " ".join(briefing.document().split()).replace(" [S1]", "").replace(
        " [S2]", ""
    ).replace(" [S3]", "")


def test_a_form_that_there_is_not_names_those_there_are(briefing):
    with pytest.raises(ValueError, match="form 'pdf' is not one of front, text, md"):
        briefing.document("pdf")


def test_a_finding_is_found_by_its_name_and_the_nearest_is_named(briefing):
    assert briefing.findings["cut_odds_collapsed"].status == "holds"
    with pytest.raises(KeyError, match="did you mean 'cascade'"):
        briefing.findings["cascad"]


def test_the_front_page_is_there_as_numbers(briefing):
    price = briefing.front.rows[0]
    assert (price.label, price.value.mid, price.as_of) == ("Price", 92_215.14, "2025-11-17")


def test_a_claim_a_quantity_and_a_sentence_are_proved(briefing):
    assert "odds_now = 44.4%" in str(briefing.why("cut_odds_collapsed", full=True))
    assert briefing.why("cut_odds_collapsed.odds_lost").tree["kind"] == "quantity"
    assert str(briefing.why("s1")).startswith("S1 “")
    assert "floor_value_price fails" in str(briefing.why_not("floor_value_price"))
    with pytest.raises(UnknownName, match="cascade"):
        briefing.why("cascad")


NOT_A_DAY = "give a day as .2025-11-13. or as a date"


@pytest.mark.parametrize(
    ("asked", "kind", "said"),
    [
        ({"as_of": 20251113}, TypeError, f"as_of is '20251113' of type int; {NOT_A_DAY}"),
        ({"as_of": float("nan")}, TypeError, f"as_of is nan; {NOT_A_DAY}"),
        ({"as_of": "13.11.2025"}, ValueError, "as_of: '13.11.2025' is not a date"),
        ({"as_of": datetime(2025, 11, 13, 9)}, ValueError, "a moment and no day; give its date"),
        ({"as_of": "2999-01-01"}, ValueError, "lies ahead; today is"),
        ({"known_at": "2999-01-01"}, ValueError, "lies ahead; today is"),
        (
            {"as_of": "1935-01-01"},
            LookupError,
            "the first fact that 'btc' is judged by is of 2000-01-04",
        ),
        ({"known_at": 3}, TypeError, "known_at is '3' of type int; give a day as .*, or a moment"),
        ({"asset": None}, TypeError, "asset is None; give a text"),
        ({"asset": "doge"}, LookupError, "so pass asset=, or add facts to the base$"),
    ],
)
def test_a_question_that_is_none_is_refused_in_terms_of_python(example, asked, kind, said):
    with pytest.raises(kind, match=said):
        example.brief(**asked)


def test_days_of_pandas_and_numpy_are_days_and_no_zone_means_utc(example, briefing):
    pandas = pytest.importorskip("pandas")
    day = pandas.Timestamp(DAY)
    assert example.facts("price.close", day.to_numpy())[-1]["as_of"] == date.fromisoformat(DAY)
    with pytest.raises(TypeError, match=f"as_of is NaT; {NOT_A_DAY}"):
        example.brief(pandas.NaT)
    at = {
        zone: asked.moment("known_at", datetime(2025, 11, 14, 9, tzinfo=zone))
        for zone in (None, UTC)
    }
    assert at[None] == at[UTC] == asked.moment("known_at", "2025-11-14T09:00Z")


def test_records_are_found_by_number_name_and_slice_and_by_nothing_else(briefing):
    found = briefing.findings
    assert found[0:2] == (found[0], found[1])
    with pytest.raises(IndexError, match=f"no number 999; there are {len(found)} findings"):
        found[999]
    with pytest.raises(TypeError, match="by number, by name or by slice; this is of type NoneType"):
        found[None]
    for odd in (briefing.why, briefing.why_not, briefing.what_if):
        with pytest.raises(TypeError, match="is None; give a text"):
            odd(None)


def test_a_base_serves_the_thread_that_opened_it_until_it_is_closed(tmp_path):
    elsewhere = r"x\.db was opened by another thread; open one in each"
    with downdraft.Base.create(tmp_path / "x.db") as base, ThreadPoolExecutor(1) as other:
        for use in (base.brief, base.facts, base.close, lambda: base.last_day):
            with pytest.raises(StoreError, match=elsewhere):
                other.submit(use).result()
        assert base.last_day is None
    base.close()
    for use in (base.brief, base.facts, base.history, lambda: base.add([ROW])):
        with pytest.raises(StoreError, match=r"x\.db is closed; open it again"):
            use()


@pytest.mark.parametrize("path", [None, 3, b"x.db"])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(TypeError, match="give the path of a file, as text or as a Path"):
        downdraft.Base.open(path)


def test_no_advice_is_an_option_of_the_command_line(base, tmp_path):
    def said(call, *given, **named):
        with pytest.raises((StoreError, LookupError)) as refused:
            call(*given, **named)
        return str(refused.value)

    told = [
        said(downdraft.Base.open, tmp_path / "none.db"),
        said(downdraft.Base.create, tmp_path / "x.db"),
        said(downdraft.Base.create, tmp_path / "none" / "x.db"),
        said(base.brief),
        said(base.add, [ROW]),
        said(base.add, [ROW | {"source": "desk", "known_at": DAY, "value": "many"}]),
        said(base.history, "2025-11-10", "2025-11-14"),
    ]
    assert [text for text in told if " --" in text or "`downdraft" in text] == []


def test_what_if_takes_texts_and_a_mapping_and_writes_nothing(example, briefing):
    typed = briefing.what_if("etf.net_flow=2bn")
    assert typed == briefing.what_if({"etf.net_flow": "2bn"})
    assert "etf_outflow" in str(typed)
    assert example.brief().run == briefing.run


def test_a_history_says_what_every_claim_came_to(example):
    days = example.history("2025-11-13", date(2025, 11, 17))
    assert (days.days[0], days.days[-1], len(days)) == ("2025-11-13", "2025-11-17", 5)
    assert days.finding("cut_odds_collapsed")[-1] == "holds"
    last = days.rows()[-1]
    assert (last["day"], last["headline"]) == ("2025-11-17", "slide_with_unwinding")


def test_what_is_shown_in_a_notebook_is_small_and_escaped(example, briefing):
    shown = (example, briefing, briefing.findings, briefing.why("cascade"), briefing.front.rows[0])
    assert [len(repr(each)) < 500 for each in shown] == [True] * 5
    assert len(repr(briefing._composed.run)) < 100
    assert "<script" not in briefing.findings._repr_html_()
    assert briefing._repr_html_().startswith("<pre>BTC · 17 November 2025")
    odd = downdraft.Table("things", ["<script>"], lambda text: {"<b>": text})
    assert "<script>" not in odd._repr_html_()
    assert "<b>" not in odd._repr_html_()


def test_rows_are_added_as_a_file_of_them_is(base, tmp_path):
    assert base.add([ROW], source="desk", known_at=DAY).receipt.added == 1
    file = tmp_path / "rows.csv"
    file.write_text(f"series,as_of,value,unit\nprice.close,{DAY},94594,USD/coin\n")
    assert base.add(file, source="desk", known_at=DAY).receipt.added == 0
    assert [fact["value"] for fact in base.facts("price.close")] == [94_594.0]
    assert base.last_day == DAY


def test_rows_that_are_none_are_all_named_and_nothing_is_added(base):
    with pytest.raises(RowsRejected) as refused:
        base.add([ROW, ROW | {"value": "many"}, ROW | {"serie": "x"}], source="desk")
    assert "2" in str(refused.value)
    assert "'serie' is not a column" in str(refused.value)
    assert len(base.facts("price.close")) == 0


@pytest.mark.parametrize("given", ["a file.csv", b"bytes", 3, [("price.close", DAY)]])
def test_what_is_no_table_is_refused(base, given, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises((TypeError, downdraft.StoreError)):
        base.add(given, source="desk")


def test_a_frame_of_pandas_goes_in_and_comes_out(base, briefing):
    pandas = pytest.importorskip("pandas")
    noon = datetime(2025, 11, 15, 12, tzinfo=UTC)
    frame = pandas.DataFrame(
        {
            "series": ["price.close", "etf.net_flow"],
            "as_of": pandas.to_datetime([DAY, DAY]),
            "value": [94_594.0, -492.1],
            "unit": ["USD/coin", "USD m"],
            "known_at": [pandas.NaT, pandas.Timestamp(noon)],
            "span": pandas.array([None, 1], dtype="Int64"),
        }
    )
    assert base.add(frame, source="desk").receipt.added == 2
    [flow] = base.facts("etf.net_flow")
    assert (flow["value"], flow["known_at"]) == (-492.1e6, noon)
    found = briefing.findings.to_pandas().set_index("claim")
    assert found.loc["cut_odds_collapsed", "status"] == "holds"


def test_a_frame_of_polars_goes_in_and_comes_out(base, briefing):
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame([ROW | {"as_of": date.fromisoformat(DAY)}])
    assert base.add(frame, source="desk").receipt.added == 1
    assert briefing.findings.to_polars().height == len(briefing.findings)


def test_the_notebook_runs_from_its_first_cell_to_its_last():
    book = json.loads(ROOT.joinpath("docs/python.ipynb").read_text())
    cells = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
    names: dict[str, object] = {}
    for cell in cells:
        exec(compile(cell, "docs/python.ipynb", "exec"), names)
    assert len(cells) > 6
    assert names["lost"].status == "holds"
