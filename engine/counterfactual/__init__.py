"""Counterfactuals: which change of a fact would change a finding. Nothing here is written down."""
