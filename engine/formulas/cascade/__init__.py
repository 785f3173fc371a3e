"""Cascade: a shock, forced sales and a book come in; where the fall stops goes out."""
