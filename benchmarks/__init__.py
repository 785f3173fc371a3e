"""How fast it is: each module measures one thing against a yardstick, in one run, side by side.

`python -m benchmarks` prints the table. Nothing here is a test: no number passes or fails a build.
"""
