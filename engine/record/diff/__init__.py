"""What differs between two runs, and which of the day, the facts, the pages or the code did it."""
