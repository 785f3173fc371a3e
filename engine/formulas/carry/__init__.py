"""Carry: interest rates and futures on them come in; odds, weights and their shifts go out."""
