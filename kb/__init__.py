"""The knowledge base: dated facts with their sources. No rule, no model and no briefing text."""
