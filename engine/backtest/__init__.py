"""The forecast on the facts of a base: reading closes, running the protocol, showing the record."""
