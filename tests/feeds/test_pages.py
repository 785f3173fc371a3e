"""The pages of the feeds: what stands on them is what comes out, and no odd answer is a value."""

from __future__ import annotations

from kb.built_in import catalog
from kb.feeds.check import fault_of
from tests.every import every
from tests.feeds.ready import FEEDS

SAMPLES = {
    f"{feed.name}-{sample.line}": (feed, sample)
    for feed in FEEDS.values()
    for sample in feed.samples
}


@every("case", SAMPLES)
def test_a_sample_gives_the_facts_of_its_page(case):
    assert fault_of(*SAMPLES[case], catalog()) == ""


@every("name", FEEDS)
def test_a_feed_shows_facts_of_every_series_that_it_brings(name):
    feed = FEEDS[name]
    shown = {row["series"] for sample in feed.samples for row in sample.facts or ()}
    asked = feed.head.request.ids
    assert shown == set(feed.series) if len(asked) < 2 else shown <= set(feed.series)
