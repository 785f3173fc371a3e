"""The row of a finding: the ledger's own shape, and the one it had before."""

from __future__ import annotations

import pytest

from kb.errors import AlteredError, StoreError
from kb.finding_rows import FindingRow, LineRow, QuantityRow, SaidRow, finding_row

ROW = FindingRow(
    quantities={
        "odds_lost": QuantityRow(0.245, 0.245, 0.245, "ratio"),
        "forced": QuantityRow(None, None, None, "USD"),
    },
    lines=(LineRow("odds_lost >= 25 pp", "unknown", -0.005, "ratio"),
           LineRow("not claim cascade", "true", None, None)),
    said=(SaidRow("odds_now", "about 40 %", 0.444, "agrees", "cme_fedwatch"),),
)  # fmt: skip
OWN = (
    '{"v":2,"quantities":{"odds_lost":[0.245,0.245,0.245,"ratio"],'
    '"forced":[null,null,null,"USD"]},'
    '"lines":[["odds_lost >= 25 pp","unknown",-0.005,"ratio"],'
    '["not claim cascade","true",null,null]],'
    '"said":[["odds_now","about 40 %",0.444,"agrees","cme_fedwatch"]]}'
)
OLDEST = (
    '{"claim":"cut_odds_collapsed","status":"unknown","reason":"missing","quantities":'
    '{"odds_lost":{"low":0.245,"mid":0.245,"high":0.245,"unit":"ratio"},'
    '"forced":{"low":null,"mid":null,"high":null,"unit":"USD"}},'
    '"lines":[{"text":"odds_lost >= 25 pp","truth":"unknown","margin":-0.005,"unit":"ratio"},'
    '{"text":"not claim cascade","truth":"true","margin":null,"unit":null}],'
    '"said":[{"name":"odds_now","said":"about 40 %","measured":0.444,"verdict":"agrees",'
    '"source":"cme_fedwatch"}],"sentence":null}'
)


def test_a_row_is_kept_by_place_under_its_version():
    assert ROW.as_json() == OWN


@pytest.mark.parametrize("kept", [OWN, OLDEST], ids=["version 2", "before versions"])
def test_a_row_of_any_version_is_read_alike(kept):
    assert finding_row(kept) == ROW


def test_what_an_old_document_said_besides_is_passed_over():
    assert finding_row(OLDEST.replace('"sentence":null', '"sentence":"x","since":[1]')) == ROW


def test_a_number_that_is_not_finite_is_kept_as_unknown():
    endless = FindingRow({}, (LineRow("x > 0", "true", float("inf"), "ratio"),), ())
    assert finding_row(endless.as_json()).lines[0].margin is None


def test_a_row_of_later_code_is_refused_with_both_versions():
    with pytest.raises(StoreError, match=r"version 3 of its row, by later code; .* up to 2"):
        finding_row(OWN.replace('"v":2', '"v":3'))


@pytest.mark.parametrize("kept", ["", "[]", "{}", OWN.replace("-0.005,", ""), "null"])
def test_what_is_no_row_was_altered(kept):
    with pytest.raises(AlteredError, match="`downdraft verify` names it"):
        finding_row(kept)
