"""What a document is recorded as: `md`, `md since RUN`, and `by VERSION` where other code wrote it.

A run is written once, with the version of the code that wrote its sentences. Where that code has
changed since and the code that judges has not, the same run is rendered in other bytes: those are
kept beside the first ones, under the version that wrote them.
"""

from __future__ import annotations

from typing import NamedTuple

from kb.ledger import StoredRun

_SINCE, _BY = " since ", " by "


class Form(NamedTuple):
    """A format, the id of the run it is compared with, and the version of the code that wrote it.

    by  "" for the code by which the run itself was recorded
    """

    format: str
    since: str = ""
    by: str = ""

    def __str__(self) -> str:
        since = f"{_SINCE}{self.since}" if self.since else ""
        return f"{self.format}{since}{_BY}{self.by}" if self.by else f"{self.format}{since}"


def form_of(text: str) -> Form:
    """What a document was recorded as."""
    rest, _, by = text.partition(_BY)
    form, _, since = rest.partition(_SINCE)
    return Form(form, since, by)


def judged_by(run: StoredRun) -> str:
    """The version of the code that judged a run."""
    return run.engine.partition("/")[0]


def written_by(run: StoredRun) -> str:
    """The version of the code that wrote its sentences; "" where an older ledger knew but one."""
    return run.engine.partition("/")[2]
