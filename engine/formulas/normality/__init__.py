"""Normality: a price history comes in; how usual such a fall is goes out, with its uncertainty."""
