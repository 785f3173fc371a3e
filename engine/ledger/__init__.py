"""Records: what a run found and what was written about it, into the ledger and out again."""
