"""Impact: dollars sold come in, the log fall they cause goes out; regressions are kept apart."""
