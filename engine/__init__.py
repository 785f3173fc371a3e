"""Everything that thinks: pages, measures, the numeric rooms, inference, briefing and the faces."""

VERSION = "0.1.0"
"""Part of every run id: an answer is tied to the code that gave it."""
