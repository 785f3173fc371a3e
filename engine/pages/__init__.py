"""Claim pages: from Markdown under rules/ to a checked, ordered rule book."""
