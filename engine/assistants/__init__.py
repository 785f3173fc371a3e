"""The door for assistants: the answers of the door for Python, as tools of a protocol."""
