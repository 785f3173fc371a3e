"""Numbers: what an argument may be, and the distributions that formulas share; numpy alone."""
