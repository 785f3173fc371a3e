"""Valuation: prices, supplies and flows come in; market value, its ratios and anchors go out."""
