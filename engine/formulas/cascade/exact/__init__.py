"""Exact: curves and scenarios come in, the first level at which the book holds goes out."""
