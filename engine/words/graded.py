"""Graded words: one table from the measured size of a change to the word that may be said of it.

Every word of this kind in a briefing comes from here, so "collapsed" always means the same size.
The bounds are our reading of ordinary usage on a trading desk.
"""

from __future__ import annotations

from engine.words.cite import Cited, Refs

GRADES: dict[str, tuple[tuple[float, str], ...]] = {
    "moved": (
        (-0.40, "collapsed"),
        (-0.20, "slumped"),
        (-0.10, "dropped"),
        (-0.02, "fell"),
        (-0.002, "slipped"),
        (0.002, "held"),
        (0.02, "edged up"),
        (0.10, "rose"),
        (0.20, "climbed"),
        (0.40, "jumped"),
        (float("inf"), "surged"),
    ),
    "weight": (
        (0.0, "no part"),
        (0.01, "a negligible part"),
        (0.10, "a small part"),
        (0.45, "a part"),
        (0.55, "about half"),
        (0.90, "most"),
        (float("inf"), "nearly all"),
    ),
}


def graded(value: Cited, table: str, refs: Refs) -> str:
    """The word for a value's size, bound to the value; "is unknown" when there is none."""
    if value.middle is None:
        return refs.mark("unknown", value.ref)
    word = next(word for bound, word in GRADES[table] if value.middle <= bound)
    return refs.mark(word, value.ref)
