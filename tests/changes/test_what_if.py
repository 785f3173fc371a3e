"""What a supposition changes: findings, quantities and sentences."""

from __future__ import annotations

from engine.changes.outcome import Amount, FindingValue
from engine.changes.what_if import NOTHING, as_text, what_if
from engine.counterfactual.supposed import suppose
from engine.counterfactual.suppositions import suppositions
from tests.desk import FLOOR_VALUE, ask_with, edited, facts, without


def found(*texts, given=None):
    run = ask_with(facts() if given is None else given)
    return what_if(run, suppose(run, suppositions(run, texts)))


def test_a_run_does_not_differ_from_itself():
    run = ask_with(facts())
    assert list(as_text(what_if(run, run))) == ["", NOTHING]


def test_a_finding_that_turns_is_changed_and_those_that_rest_on_it_too():
    changed = {f.item.claim: (f.kind, f.then, f.now) for f in found("etf.net_flow=5m").findings}
    assert changed == {
        "funds_left": ("changed", FindingValue("holds"), FindingValue("fails")),
        "floor_flows": ("changed", FindingValue("fails"), FindingValue("holds")),
    }


def test_what_was_unknown_is_added_and_its_sentences_with_it():
    there = found("etf.net_flow=-5m", given=without("etf.net_flow"))
    assert {f.item.claim: f.kind for f in there.findings}["funds_left"] == "added"
    [flow] = [q for q in there.quantities if q.item.claim == "funds_left"]
    assert (flow.kind, flow.then, flow.now) == (
        "added", None, Amount(-5e6, -5e6, -5e6, "USD")
    )  # fmt: skip
    [sentence] = [s for s in there.sentences if s.item.claim == "funds_left"]
    assert (sentence.kind, sentence.then) == ("added", None)
    assert sentence.now.startswith("The funds lost $5m")


def test_what_becomes_unknown_is_removed():
    """At 30 billion the assumptions no longer agree."""
    there = found("derivatives.open_interest=30bn")
    assert [(f.item.claim, f.kind) for f in there.findings] == [("positions_heavy", "removed")]
    assert {s.kind for s in there.sentences if s.item.claim == "positions_heavy"} == {"removed"}


def test_a_sentence_that_says_another_number_is_changed():
    [sentence] = [s for s in found("price.close=90000").sentences if s.item.claim == "floor_value"]
    assert sentence.kind == "changed"
    assert ("$92,000" in sentence.then, "$90,000" in sentence.now) == (True, True)


def test_a_headline_that_speaks_no_more_takes_its_sentences_with_it():
    there = found("etf.net_flow=5m")
    assert [run.headline for run in there.runs] == ["slide", None]
    assert [s.kind for s in there.sentences if s.item.claim == "slide"] == ["removed"]


def test_a_change_too_small_to_print_is_there_and_says_so():
    there = found("price.close=92000.001")
    assert there.quantities
    said = [there.spoken(change.item) for change in there.quantities]
    assert all(before == after for _, before, after in said)
    assert not there.sentences


def test_both_sides_of_a_quantity_are_written_in_one_unit():
    """A multiple that falls under two would alone be written as a share."""
    ratio = edited(FLOOR_VALUE, "when:\n", "let:\n  multiple: price / basis\nwhen:\n")
    run = ask_with(facts(), floor_value=ratio)
    there = what_if(run, suppose(run, suppositions(run, ["onchain.realised_price=23000"])))
    [item] = [q.item for q in there.quantities if q.item.name == "multiple"]
    assert there.spoken(item)[1:] == ("1.64", "4")
    assert "floor_value.multiple: 1.64 → 4" in "\n".join(as_text(there))
