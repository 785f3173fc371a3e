"""The command line: facts in, briefings out, proofs on demand. Nothing is computed here."""
