"""Changes: what differs between two runs, what did it, and how it is told."""
