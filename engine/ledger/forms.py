"""What a document is recorded as: a text like `md since RUN asked 7 by CODE` in, its parts out."""

from __future__ import annotations

from typing import NamedTuple

_SINCE, _ASKED, _BY = " since ", " asked ", " by "


class Form(NamedTuple):
    """A format, the id of the run it is compared with, and the version of the code that wrote it.

    asked  the last request of a feed that it speaks of; 0 where it speaks of none
    by     "" for the code by which the run itself was recorded
    """

    format: str
    since: str = ""
    asked: int = 0
    by: str = ""

    def __str__(self) -> str:
        told = ((_SINCE, self.since), (_ASKED, self.asked), (_BY, self.by))
        return self.format + "".join(f"{word}{part}" for word, part in told if part)


def form_of(text: str) -> Form:
    """What a document was recorded as."""
    rest, _, by = text.partition(_BY)
    rest, _, asked = rest.partition(_ASKED)
    form, _, since = rest.partition(_SINCE)
    return Form(form, since, int(asked or 0), by)
