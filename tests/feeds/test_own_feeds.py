"""A page that is wrong is refused with its file, its line and what to write."""

from __future__ import annotations

import pytest

from kb.built_in import catalog
from kb.errors import ReadError
from kb.feeds.check import faults
from kb.feeds.library import feeds, read_feed
from tests.cli.test_feeds import OWN

WRONG = {
    "an entry nobody knows":
        ("terms: personal", "terms: personal\npauze: 3", "5: pauze: unknown entry; did you"),
    "a shape nobody knows":
        ("shape: csv", "shape: cvs", "7: shape: 'cvs' is not known; did you mean csv?"),
    "no shape": ("shape: csv\n", "", "1: shape: it is missing"),
    "plain http": ("https://fig", "http://fig", "6: request.url: write a whole address that"),
    "a host in braces": ("figures.example", "{symbol}.example", "6: request.url: write a whole"),
    "a name nobody fills": ("{since}", "{sinse}", "6: request.url: {sinse} is not known; write"),
    "a source nobody declared": ("source: press", "source: pres", "3: source: source 'pres'"),
    "a series nobody has": ("basis, unit", "bassis, unit", "11: columns.1.series: "),
    "a unit that does not fit": ('unit: "%"', "unit: USD", "11: columns.1.unit: 'USD' does not"),
    "a parser that is not there":
        ("shape: csv", "shape: csv\nparser: mine", "8: parser: there is no parser 'mine'"),
    "a rule that is not there": ("shape: csv", "shape: csv\nknown: soon", "8: known: write sched"),
    "terms that ask for a credit": ("terms: personal", "terms: citation", "4: terms: citation"),
    "stated by nobody": ("shape: csv", "shape: csv\nknown: stated", "goes with `known_at`"),
    "a section nobody knows": ("## Facts", "## Fakts", "21: 'Fakts' is no section of a feed"),
    "a sample without facts": (OWN[OWN.index("\n## Facts"):], "", "16: the sample 'Sample' says"),
    "a symbol nobody says": ("from={since}", "of={symbol}", "6: request: it asks by symbol"),
    "no head": ("---\nabout", "about", "1: the head of a feed stands between"),
}  # fmt: skip
"""What is wrong: what is written, what instead, and what is said of it behind file and line."""


def test_the_page_that_they_are_made_from_is_right():
    assert list(faults(read_feed(OWN, "premium", "premium.md", catalog()), catalog())) == []


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_by_file_and_line(case):
    old, new, said = WRONG[case]
    assert old in OWN
    with pytest.raises(ReadError) as refused:
        read_feed(OWN.replace(old, new, 1), "premium", "premium.md", catalog())
    assert str(refused.value).startswith("premium.md line ")
    assert said in str(refused.value)


def test_a_feed_of_ones_own_has_a_name_of_its_own(tmp_path):
    (tmp_path / "fred.md").write_text(OWN, encoding="utf-8")
    with pytest.raises(ReadError, match="has the name of a ready feed"):
        feeds(tmp_path)
