"""The words for a difference, whoever asks for it: then and now, what did it, how many more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from engine.changes.outcome import FindingValue, Sentences, Value
from engine.changes.variants import ALONE, BOTH, NEEDED, SHARE

HOW = {BOTH: "{}", ALONE: "{} alone would do", NEEDED: "not without {}", SHARE: "{} in part"}


def turn(then: object, now: object) -> str:
    """How something was and how it is."""
    return f"{then} → {now}"


def past(status: str) -> str:
    """A finding's status as it is told of an earlier day."""
    return {"holds": "held", "fails": "failed"}.get(status, status)


def spelt(value: Value) -> str | None:
    """A finding with its reason, the sentences of a claim, a headline: None where there is none."""
    if isinstance(value, FindingValue):
        return f"{value.status} ({value.reason})" if value.reason else value.status
    return " ".join(value.sentences) if isinstance(value, Sentences) else value and str(value)


def causes(found: Mapping[str, str], behind: Callable[[str], str] = lambda cause: "") -> str:
    """What did it, and how; `behind` names the rows or files of a cause."""
    return ", ".join(HOW[how].format(cause) + behind(cause) for cause, how in found.items())


def first_lines(lines: Sequence[str], shown: int, rest: str) -> Iterator[str]:
    """The first lines and, where there are more, `rest` with their number."""
    yield from lines[:shown]
    if len(lines) > shown:
        yield rest.format(f"{len(lines) - shown:,}")
