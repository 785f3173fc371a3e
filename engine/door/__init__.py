"""The door for Python: what the commands do, as objects of a notebook or a program."""
