"""Feeds: pages that say where published facts come from, and what pulls them in."""
