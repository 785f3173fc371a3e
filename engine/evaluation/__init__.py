"""Evaluation: from readings to quantities and lines, over all days and scenarios at once."""
