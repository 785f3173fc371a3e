"""Tables as vendors publish them: a map says what their columns are, facts come out."""
