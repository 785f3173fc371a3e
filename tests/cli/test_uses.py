"""What rests on a fact, a series, a source or a paragraph."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import LATE, write
from tests.desk import book_of, facts


def heading(said, kind):
    """The children under a heading, first words."""
    tree = json.loads(said.out)
    under = next(each for each in tree["rests_on"] if each["kind"] == kind)
    return [each["text"] for each in under["rests_on"]]


def test_what_rests_on_a_fact_is_what_proofs_lead_down_to_it(desk):
    desk("brief")
    resting = {text.split()[0] for text in heading(desk("uses", "5", "--json"), "findings")}
    proofs = {page.claim: desk("why", page.claim, "--full").out for page in book_of().pages}
    assert resting == {claim for claim, proof in proofs.items() if "fact 5:" in proof}
    assert resting


def test_sentences_are_those_that_quote_it_or_tell_what_rests_on_it(desk):
    desk("brief")
    told = heading(desk("uses", "etf.net_flow", "--json"), "sentences")
    assert any("The funds lost $492m" in text for text in told)
    assert not any("815,000 coins" in text for text in told)


@pytest.mark.parametrize(
    ("what", "how"),
    [("etf.net_flow", "funds_left reads it as"), ("farside", "funds_left reads it as"),
     ("E14", "funds_left cites it")],
)  # fmt: skip
def test_series_sources_and_paragraphs_are_told_apart_by_their_names(desk, what, how):
    assert any(text.startswith(how) for text in heading(desk("uses", what, "--json"), "pages"))


def test_a_run_is_named_that_saw_a_fact_and_not_one_from_before_it_was_known(desk, tmp_path):
    desk("brief")
    desk("add", write(tmp_path / "f.csv", LATE), "--source", "farside")
    late = len(facts()) + 1
    assert heading(desk("uses", str(late), "--json"), "runs") == []
    desk("brief")
    [run] = heading(desk("uses", str(late), "--json"), "runs")
    resting = {text.split()[0] for text in heading(desk("uses", str(late), "--json"), "findings")}
    assert resting == {"funds_left", "floor_flows", "floor_reached", "slide"}
    assert "on it rest 4 findings and " in run


def test_of_many_runs_the_newest_are_asked_again_and_the_others_counted(desk):
    for hour in range(10, 18):
        desk("brief", "--as-of", "2025-11-17", "--known-at", f"2025-11-18T{hour}:00Z")
    runs = heading(desk("uses", "etf.net_flow", "--json"), "runs")
    assert runs[5:] == ["3 earlier ones; --run RUN asks one"]


@pytest.mark.parametrize(
    ("what", "why"),
    [("etf.netflow", "nearest: etf.net_flow"), ("999", "there is no fact 999"),
     ("E", "is no number of a fact"), ("9" * 30, "is no number of a fact")],
)  # fmt: skip
def test_what_is_nothing_is_told_with_what_is_near(desk, what, why):
    said = desk("uses", what)
    assert (said.code, said.out) == (1, "")
    assert why in said.err
