"""The screen: all assets of a base on one day, one ranked table."""
