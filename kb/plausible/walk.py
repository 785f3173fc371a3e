"""One line from its first fact to its last: which of them jump out of what was known before.

A fact is held only against facts that were known when it was, so a later one changes nothing of
what was thought before it came. A jump that the next facts bear out was a move: they clear it, from
when the last of them is known. A power of ten is no move, and is cleared only by as many facts as
stand against it, or when somebody accepts it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from kb.middle import middle
from kb.plausible.line import NEVER, NOTHING, Doubt, Line
from kb.plausible.past import ENOUGH, MIDDLE, WINDOW, Jump, jump
from kb.plausible.rule import Floats, Rule

BORNE_OUT = 3
"""Facts at a new level that clear it."""

Places = NDArray[np.intp]


def doubts(rule: Rule, line: Line, others: Line = NOTHING) -> list[Doubt]:
    """The suspect facts of a line.

    others  what other sources say of the same, for facts that have no past of their own
    """
    outside = rule.outside(line.value) | _sudden_noughts(rule, line)
    found = [_outside(line, place) for place in np.flatnonzero(outside & ~line.accepted).tolist()]
    sized = ~outside if rule.kind == "rate" else ~outside & (line.value != 0)
    rows = np.flatnonzero(sized)
    walk = _Walk(rule, line if len(rows) == len(line) else line.take(rows), others)
    return found + [doubt._replace(place=int(rows[doubt.place])) for doubt in walk.doubts()]


def _outside(line: Line, place: int) -> Doubt:
    kind = "nought" if line.value[place] == 0 else "outside"
    return Doubt(place, int(line.known_at[place]), NEVER, kind)  # type: ignore[arg-type]


def _sudden_noughts(rule: Rule, line: Line) -> NDArray[np.bool_]:
    """The noughts of a flow that is never nought: a day that is missing, taken for a number."""
    found = np.zeros(len(line), dtype=np.bool_)
    if rule.kind == "size" and not rule.signed:
        for place in np.flatnonzero(line.value == 0).tolist():
            before = line.value[max(0, place - MIDDLE) : place]
            found[place] = len(before) >= ENOUGH and bool((before != 0).all())
    return found


def may_jump(rule: Rule, line: Line) -> Places:
    """The places that may hold a jump, cheaply: every jump is among them."""
    x = rule.scaled(line.value)
    if rule.kind == "level":
        return np.flatnonzero(np.abs(np.diff(x)) > rule.light) + 1
    if rule.kind == "rate":
        move = np.abs(np.diff(x))
        small = np.minimum(np.abs(x[1:]), np.abs(x[:-1])) * 2 < np.maximum(move, rule.light)
        return np.flatnonzero((move > rule.up) | (small & (move > rule.light))) + 1
    if len(x) <= MIDDLE:
        return np.arange(1, len(x))
    before, now = np.lib.stride_tricks.sliding_window_view(x, MIDDLE)[:-1], x[MIDDLE:]
    # Not far from the ends of what was before is not far from its middle, which takes longer.
    low, high = (_ends(x, pick)[:-1] for pick in (np.minimum, np.maximum))
    some = np.flatnonzero(_far(rule, now, low, high))
    usual = middle(before[some], axis=1)
    far = some[_far(rule, now[some], usual, usual)] + MIDDLE
    return np.concatenate([np.arange(1, MIDDLE), far])


def _ends(x: Floats, pick: np.ufunc) -> Floats:
    """The lowest or the highest of every MIDDLE values in a row, from those of half as many."""
    wide = 1
    while 2 * wide <= MIDDLE:
        x, wide = pick(x[:-wide], x[wide:]), 2 * wide
    rest = MIDDLE - wide
    return np.asarray(pick(x[: len(x) - rest], x[rest:]))


def _far(rule: Rule, now: Floats, low: Floats, high: Floats) -> NDArray[np.bool_]:
    """Where sizes are far over a lower one or far under a higher."""
    with np.errstate(invalid="ignore"):  # a nought has no size
        return np.asarray((now - low > rule.up) | (now - high < -rule.down))


class _Walk:
    """The state of a walk: from when on each fact is believed, and who waits to be borne out."""

    def __init__(self, rule: Rule, line: Line, others: Line) -> None:
        self._rule, self._line, self._others = rule, line, others
        self._believed_from = line.known_at.copy()
        self._waiting: list[int] = []
        self._found: dict[int, Doubt] = {}
        self._before_accepted: int | None = None

    def doubts(self) -> list[Doubt]:
        for place in self._places():
            self._look(place)
        return [self._found[place] for place in sorted(self._found)]

    def _places(self) -> Iterator[int]:
        """Every place that may hold a jump, and while some fact waits every one that follows."""
        if not len(self._line):
            return
        may = may_jump(self._rule, self._line)
        place, end = 0 if len(self._others) else _next(may, 0), len(self._line)
        while place < end:
            yield place
            place = place + 1 if self._waiting else _next(may, place + 1)

    def _look(self, place: int) -> None:
        found = None if self._line.accepted[place] else self._jump(place)
        if found is None:
            self._waiting = []
            return
        self._believed_from[place] = NEVER
        known_at = int(self._line.known_at[place])
        jump, others = found
        self._found[place] = Doubt(
            place, known_at, NEVER, "scale" if jump.power else "move", jump.power, jump.against,
            jump.as_of, jump.several, jump.moves, others,
        )  # fmt: skip
        bears_out = self._waiting and self._near(self._waiting[-1], place)
        self._waiting = [*self._waiting, place] if bears_out else [place]
        self._clear(known_at)

    def _jump(self, place: int) -> tuple[Jump, bool] | None:
        """The jump at a place, and whether it is one from what others say."""
        line, own = self._line, self._past(place)
        past = self._line.take(own) if len(own) else self._near_others(place)
        if not len(past):
            return None
        as_of, value = int(line.as_of[place]), float(line.value[place])
        found = jump(self._rule, past, as_of, value)
        if found is None or self._back(own, as_of, value):
            return None
        return found, not len(own)

    def _past(self, place: int) -> Places:
        """The last facts before a place that were believed when it became known."""
        known_at, start = self._line.known_at[place], place
        while start > 0:
            start = max(0, place - 4 * (place - start + WINDOW))
            rows = np.flatnonzero(self._believed_from[start:place] <= known_at) + start
            if len(rows) >= WINDOW:
                break
        else:
            rows = np.flatnonzero(self._believed_from[:place] <= known_at)
        return rows[-WINDOW:]

    def _near_others(self, place: int) -> Line:
        """What others had said by then of days near this one, the nearest last."""
        known = np.flatnonzero(self._others.known_at <= self._line.known_at[place])
        far = np.abs(self._others.as_of[known] - self._line.as_of[place])
        rows = known[np.argsort(-far, kind="stable")]
        return self._others.take(rows[-(MIDDLE if self._rule.kind == "size" else 1) :])

    def _back(self, own: Places, as_of: int, value: float) -> bool:
        """Whether a value is back where the series was before something was accepted."""
        last = int(own[-1]) if len(own) else -1
        if last < 1 or not self._line.accepted[last]:
            return False
        before = own[:-1][~self._line.accepted[own[:-1]]]
        return bool(len(before)) and not jump(self._rule, self._line.take(before), as_of, value)

    def _near(self, first: int, second: int) -> bool:
        """Whether one suspect fact bears another out: no jump lies between them."""
        as_of, value = int(self._line.as_of[second]), float(self._line.value[second])
        return jump(self._rule, self._line.take(slice(first, first + 1)), as_of, value) is None

    def _clear(self, known_at: int) -> None:
        """Clear those that wait where they are enough; a past shorter than they is suspect then."""
        first, enough = self._waiting[0], BORNE_OUT
        against = np.flatnonzero(self._believed_from[:first] < NEVER)
        if any(self._found[place].kind == "scale" for place in self._waiting):
            enough = max(enough, len(against) + len(self._others))
        if len(self._waiting) < enough:
            return
        for place in self._waiting:
            self._believed_from[place] = known_at
            self._found[place] = self._found[place]._replace(until=known_at)
        if len(against) < len(self._waiting) and not self._line.accepted[against].any():
            self._doubt_the_past(against, known_at)
        self._waiting = []

    def _doubt_the_past(self, against: Places, known_at: int) -> None:
        """The few facts that the others have overruled."""
        for place in against.tolist():
            why = self._jump_back(place)
            if why is not None:
                self._believed_from[place] = NEVER
                self._found[place] = why._replace(since=known_at)

    def _jump_back(self, place: int) -> Doubt | None:
        after = self._line.take(np.array(self._waiting[::-1]))
        as_of, value = int(self._line.as_of[place]), float(self._line.value[place])
        found = jump(self._rule, after.take(slice(-1, None)), as_of, value)
        if found is None:
            return None
        kind = "scale" if found.power else "move"
        return Doubt(
            place, 0, NEVER, kind, found.power, found.against, found.as_of, found.several,  # type: ignore[arg-type]
            found.moves,
        )  # fmt: skip


def _next(places: Places, start: int) -> int:
    """The first of some places from a start on; far beyond the end where there is none."""
    at = int(np.searchsorted(places, start))
    return int(places[at]) if at < len(places) else NEVER
