"""What a document is recorded as: a text such as `md since RUN by CODE` in, its parts out."""

from __future__ import annotations

from typing import NamedTuple

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
