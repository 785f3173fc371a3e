"""Days of release by the day a figure speaks of, a table a source, where a lag does not say."""
