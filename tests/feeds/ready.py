"""The ready feeds, read and checked once for all tests that only look at them."""

from __future__ import annotations

from kb.feeds.library import feeds

FEEDS = feeds()
