"""docs/feeds.md says of every series where it comes from, when it is known and on which terms."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from kb.built_in import catalog
from kb.feeds.entry import Terms
from kb.feeds.feed import Feed
from kb.feeds.library import feeds
from kb.feeds.told import delay
from tests.written import keep

PAGE = Path(__file__).resolve().parents[2] / "docs" / "feeds.md"
INTRODUCTION = """\
# Public sources

Written by the test run (`pytest --write-docs`) from the pages of the feeds in
[kb/feeds/ready](../kb/feeds/ready). Their addresses and shapes were gathered from public code and
documentation; the samples on them have the true shape and invented numbers. A source may change: an
answer that does not fit is refused as a whole, with the first line that did not, and adds nothing.
`downdraft feeds show NAME` prints a page, `downdraft feeds check` holds all of them against their
samples, and a feed of one's own is written in the same way ([own.md](own.md)).

Known is when a figure counts as known where no answer says so itself: a rule of
[publication.md](publication.md), or the moment of the request where a source revises what it has
published. What has come is known, whatever a rule says of the hour, and what speaks of a day that
was not over is left out.
"""
TERMS = """\
## Terms

| class | means |
|---|---|
| public domain | may be passed on whole; name the source |
| citation | the same, with the citation that is asked for |
| attribution | may be passed on with its credit line beside the figures |
| non-commercial | not for money, with its credit line |
| personal | for reading and for one's own work; not to be passed on |
| unclear | nobody has said; treat it as personal |

This is our reading of what the sources say, and no advice: read their terms before you pass
anything on. A full briefing prints the credit lines of the sources whose facts it lists.
"""


def whose(feed: Feed, series: str) -> str:
    """Which assets a series is brought for."""
    if catalog().get(series).scope == "global":
        return ""
    fixed, pattern = feed.reads.asset, feed.head.symbol
    if isinstance(fixed, str) and fixed:
        return fixed
    return ", ".join(pattern) if isinstance(pattern, dict) else "any"


def series_rows(feed: Feed) -> list[tuple[str, str, str]]:
    """A row of the table for each series of a feed, behind what they are sorted by."""
    known = catalog()
    columns = {column.series: column for column in feed.reads.columns}
    rows = []
    for series in feed.series:
        source = columns[series].source or feed.source
        assert isinstance(source, str)
        cells = (
            f"`{series}`", f"`{feed.name}`", known.sources[source].name, whose(feed, series),
            columns[series].unit, known.get(series).cadence, delay(feed, known, series),
        )  # fmt: skip
        rows.append((series, feed.name, f"| {' | '.join(cells)} |\n"))
    return rows


def page() -> str:
    found = feeds().values()
    rows = [row for *_, row in sorted(row for feed in found for row in series_rows(feed))]
    listed = [
        f"| `{feed.name}` | {feed.about} | {feed.terms} | {feed.free} "
        f"| {f'`{feed.key.variable}`' if feed.key else ''} | {feed.credit} |\n"
        for feed in found
    ]
    return "".join(
        [
            INTRODUCTION,
            "\n## Series\n\n| series | feed | source | asset | unit | cadence | known |\n",
            "|---|---|---|---|---|---|---|\n",
            *rows,
            "\n## Feeds\n\n| feed | brings | terms | free | key | credit |\n",
            "|---|---|---|---|---|---|\n",
            *listed,
            "\n",
            TERMS,
        ]
    )


def test_the_page_says_it_of_every_series(write_docs):
    keep(PAGE, page(), write_docs)


def test_the_page_explains_every_class_of_terms():
    assert [row.split("|")[1].strip() for row in TERMS.splitlines()[4:10]] == list(get_args(Terms))
