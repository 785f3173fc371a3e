"""The pictures of a briefing: its panel and its parts come in, charts with marked words go out."""
