"""Whole documents only, filled by engine.briefing. Data, read as engine.templates."""
