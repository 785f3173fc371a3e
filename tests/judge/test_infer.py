"""What claims come to, and which rules are named as the reason."""

from __future__ import annotations

import numpy as np
import pytest

from engine.judge.infer import infer
from engine.judge.logic import Program, Truths
from engine.judge.matcher import Firing
from tests.judge.worlds import NUMBER, claim, program, said, truths


def test_a_claim_holds_on_all_its_lines_and_fails_on_any():
    found = infer(
        program(claim("fall", NUMBER, NUMBER)), truths({"fall#1": "TTT?F", "fall#2": "TF??F"})
    )
    assert said(found, "fall") == "HF??F"


def test_a_false_line_decides_although_another_is_unknown():
    found = infer(program(claim("fall", NUMBER, NUMBER)), truths({"fall#1": "F", "fall#2": "?"}))
    assert said(found, "fall") == "F"


def test_not_a_claim_is_true_only_on_its_failure():
    """An unknown claim is not a failed one."""
    base = program(claim("fall", NUMBER), claim("calm", "not fall", chapter="floor"))
    assert said(infer(base, truths({"fall#1": "TF?"})), "calm") == "FH?"


def test_a_claim_and_its_negation_together_never_hold():
    base = program(claim("fall", NUMBER), claim("riddle", "fall", "not fall"))
    assert said(infer(base, truths({"fall#1": "TF?"})), "riddle") == "FF?"


@pytest.mark.parametrize(
    ("needed", "expected"), [(1, "HHHFHH???H"), (2, "HHFFH?F???"), (3, "HFFF??FF?F")]
)
def test_a_group_is_decided_once_its_known_members_decide_it(needed, expected):
    """From any of three to all of three."""
    days = ["TTT", "TTF", "TFF", "FFF", "TT?", "T??", "FF?", "F??", "???", "TF?"]
    lines = {f"fall#1.{i + 1}": "".join(day[i] for day in days) for i in range(3)}
    base = program(claim("fall", (needed, [NUMBER, NUMBER, NUMBER])))
    assert said(infer(base, truths(lines)), "fall") == expected


def test_a_group_counts_a_claim_named_twice_twice():
    base = program(claim("fall", NUMBER), claim("stop", (2, ["fall", "fall", NUMBER])))
    found = infer(base, truths({"fall#1": "TFFT", "stop#1.3": "FTF?"}))
    assert said(found, "stop") == "HFFH"


def test_groups_stand_in_groups():
    inner = (1, [NUMBER, "not fall"])
    base = program(claim("fall", NUMBER), claim("stop", (2, [inner, NUMBER, "fall"])))
    found = infer(base, truths({"fall#1": "T?F", "stop#1.1.1": "TTF", "stop#1.2": "FTF"}))
    assert said(found, "stop") == "HHF"


def test_a_chain_runs_through_chapters():
    base = program(
        claim("fall", NUMBER),
        claim("cascade", "fall", NUMBER),
        claim("panic", "cascade", chapter="holders"),
        claim("floor", "not panic", chapter="floor"),
    )
    found = infer(base, truths({"fall#1": "TF?", "cascade#2": "TTF"}))
    assert [said(found, name) for name in ("cascade", "panic", "floor")] == ["HFF", "HFF", "FHH"]


def test_a_firing_names_its_rule_and_the_premises_that_matched():
    base = program(claim("fall", NUMBER, NUMBER), claim("calm", "not fall", chapter="floor"))
    found = infer(base, truths({"fall#1": "TF", "fall#2": "TF"}))
    assert found.firings(0) == (
        Firing("holds:fall", "holds:fall", ("true:fall#1", "true:fall#2")),
        Firing("fails:calm:1", "fails:calm", ("holds:fall",)),
    )
    assert found.firings(1) == (
        Firing("fails:fall:1", "fails:fall", ("false:fall#1",)),
        Firing("fails:fall:2", "fails:fall", ("false:fall#2",)),
        Firing("holds:calm", "holds:calm", ("fails:fall",)),
    )


def test_the_members_that_made_a_group_true_are_named():
    base = program(claim("fall", (2, [NUMBER, NUMBER, NUMBER])))
    found = infer(base, truths({"fall#1.1": "T", "fall#1.2": "?", "fall#1.3": "T"}))
    assert found.firings(0) == (
        Firing("true:fall#1:2", "true:fall#1", ("true:fall#1.1", "true:fall#1.3")),
        Firing("holds:fall", "holds:fall", ("true:fall#1",)),
    )


def test_nothing_fires_on_what_is_unknown():
    found = infer(program(claim("fall", NUMBER, NUMBER)), truths({"fall#1": "?", "fall#2": "T"}))
    assert found.firings(0) == ()


def test_firings_say_no_more_than_findings():
    """A premise of a firing is a given truth or the conclusion of a firing before it."""
    base = program(
        claim("fall", NUMBER, (1, [NUMBER, NUMBER])),
        claim("stop", "fall", NUMBER),
        claim("floor", "not stop", chapter="floor"),
    )
    lines = {"fall#1": "TTF", "fall#2.1": "?TT", "fall#2.2": "TTF", "stop#2": "FTT"}
    for day in range(3):
        known = {f"{'true' if d[day] == 'T' else 'false'}:{line}" for line, d in lines.items()}
        for firing in infer(base, truths(lines)).firings(day):
            assert set(firing.premises) <= known
            known.add(firing.concludes)


def test_days_alike_are_asked_once():
    found = infer(program(claim("fall", NUMBER)), truths({"fall#1": "TFTTF?T"}))
    [chapter] = found.chapters
    assert len(chapter.reports) == 3
    assert len(set(chapter.vector_of_day[[0, 2, 3, 6]])) == 1


def test_a_chapter_is_not_asked_again_for_what_it_does_not_read():
    """Lines of another chapter vary; this one has one vector."""
    base = program(claim("fall", NUMBER), claim("rise", NUMBER, chapter="floor"))
    found = infer(base, truths({"fall#1": "TF?", "rise#1": "TTT"}))
    assert [len(chapter.reports) for chapter in found.chapters] == [3, 1]


def test_lines_no_claim_reads_do_no_harm():
    found = infer(program(claim("fall", NUMBER)), truths({"other#1": "F", "fall#1": "T"}))
    assert said(found, "fall") == "H"


def test_the_order_of_days_and_lines_does_not_matter():
    base = program(claim("fall", NUMBER, NUMBER, NUMBER))
    rng = np.random.default_rng(7)
    states = rng.integers(0, 3, (40, 3))
    lines, days = rng.permutation(3), rng.permutation(40)
    names = ("fall#1", "fall#2", "fall#3")
    plain = infer(base, Truths(names, states == 0, states == 1)).findings
    mixed = states[np.ix_(days, lines)]
    other = Truths(tuple(names[i] for i in lines), mixed == 0, mixed == 1)
    assert np.array_equal(infer(base, other).findings.holds, plain.holds[days])


@pytest.mark.parametrize("days", [0, 1, 7, 8, 9])
def test_any_number_of_days_will_do(days):
    """Bit-planes are padded to whole bytes; the padding must not show."""
    true = np.ones((days, 1), np.bool_)
    found = infer(program(claim("fall", NUMBER)), Truths(("fall#1",), true, ~true)).findings
    assert found.holds.shape == found.fails.shape == (days, 1)
    assert found.holds.all()
    assert not found.fails.any()


def test_a_program_without_claims_finds_nothing():
    found = infer(Program(()), truths({"fall#1": "TF"})).findings
    assert found.claims == ()
    assert found.holds.shape == (2, 0)
