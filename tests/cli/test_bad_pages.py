"""Bad pages: one clear sentence with file and line, exit code 4, and nothing written."""

from __future__ import annotations

import pytest

from tests.desk import FLOOR_FLOWS, FUNDS_LEFT, ODDS_FELL, ORDER, edited, write_rules


def twin(claim: str, other: str) -> str:
    """A page that rests on another claim."""
    page = edited(FLOOR_FLOWS, "claim: floor_flows", f"claim: {claim}")
    return edited(page, "not claim funds_left", f"claim {other}")


BAD_PAGES = {
    "a misspelt fact": (
        {"funds_left": edited(FUNDS_LEFT, "flow: etf.net_flow", "flow: etf.netflow")},
        "etf/funds_left.md line 6: no series is named 'etf.netflow'; nearest: etf.net_flow",
    ),
    "a misspelt name in a condition": (
        {"funds_left": edited(FUNDS_LEFT, "flow < 0", "flwo < 0")},
        "etf/funds_left.md line 8: ", "'flwo'; nearest: flow",
    ),
    "a misspelt claim": (
        {"floor_flows": edited(FLOOR_FLOWS, "claim funds_left", "claim funds_lft")},
        "no claim is named 'funds_lft'; nearest: funds_left",
    ),
    "a misspelt formula": (
        {"odds_fell": edited(ODDS_FELL, "odds_lost * 25 bp", "carry.duration_neded(odds_lost, 1)")},
        "nearest: carry.duration_needed",
    ),
    "a cycle": (
        {"floor_flows": twin("floor_flows", "floor_value"),
         "floor_value": twin("floor_value", "floor_flows")},
        "the claims rest on each other in a circle: ", "→",
    ),
    "a circle of chapters": (
        {"funds_left": edited(FUNDS_LEFT, "  - flow", "  - claim odds_fell\n  - flow"),
         "policy/rates_too.md": twin("rates_too", "funds_left"),
         "briefing": edited(ORDER, "[odds_fell]", "[odds_fell, rates_too]")},
        "the chapters rest on each other in a circle: ", "policy", "etf",
    ),
    "pp against USD": (
        {"funds_left": edited(FUNDS_LEFT, "flow < 0 USD m", "flow < 5 pp")},
        "etf/funds_left.md line 8: in 'flow < 5 pp': USD cannot be compared with %; write 5 USD",
    ),
    "an unknown unit": (
        {"funds_left": edited(FUNDS_LEFT, "flow < 0 USD m", "flow < 0 euros")}, "euros",
    ),
    "YAML that is none": (
        {"funds_left": edited(FUNDS_LEFT, "kind: measurement", "kind: [measurement")},
        "etf/funds_left.md line ",
    ),
    "a bare number in a sentence": (
        {"funds_left": edited(FUNDS_LEFT, "The funds lost", "The 11 funds lost")},
        "etf/funds_left.md line 15: ", "a bare number stands in",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_PAGES.values(), ids=BAD_PAGES)
@pytest.mark.parametrize("command", [["brief"], ["brief", "-o", "b.md"]], ids=["print", "write"])
def test_a_bad_page_is_one_sentence_with_file_and_line(desk, tmp_path, state, case, command):
    changed, *problems = case
    write_rules(tmp_path / "rules", **changed)
    before = state()
    said = desk(*command)
    assert (said.code, said.out) == (4, "")
    assert said.err.startswith(f"downdraft: {tmp_path / 'rules'}/")
    assert all(problem in said.err for problem in problems)
    assert said.err.count("\n") == 1
    assert state() == before
    assert not (tmp_path / "b.md").exists()


def test_a_page_that_is_not_utf_8_is_named_with_its_line(desk, tmp_path):
    page = tmp_path / "rules" / "etf" / "funds_left.md"
    page.write_bytes(page.read_bytes() + "one café".encode("latin-1"))
    said = desk("brief")
    assert (said.code, said.out) == (4, "")
    assert "etf/funds_left.md line 19: this is not UTF-8" in said.err
