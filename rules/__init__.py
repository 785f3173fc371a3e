"""The claims: one Markdown page each, a folder per chapter. Data, read as engine.rules."""
