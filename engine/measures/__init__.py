"""Measures: window functions over a panel. A panel and a day in, a reading out."""
