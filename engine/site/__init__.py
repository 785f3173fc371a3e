"""The audit site: an open base and an address in, a typed record and its page of HTML out."""
