"""Readings of many days at once: a panel in, arrays out, each day as a reading of it alone."""
