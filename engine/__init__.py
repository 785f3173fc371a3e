"""Everything that thinks: pages, measures, the numeric rooms, inference, briefing and the faces."""

VERSION = "0.1.0"
