"""What nobody foresaw: an error in, the damage of the base in use out where that explains it.

A base in which a bit has turned can make any line of code fail. So before a fault is called ours,
the base that the command was about is looked through.
"""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path

in_use: ContextVar[str] = ContextVar("the base that a command is about", default="")


def damage() -> str:
    """The first row of the base in use that is not as it was written, in words; "" for none."""
    from kb.connection import open_to_verify
    from kb.errors import StoreError
    from kb.verify.base import problems

    name = in_use.get()
    if not name or not Path(name).is_file():
        return ""
    try:
        connection = open_to_verify(Path(name))
    except StoreError:
        return ""
    try:
        found = next(problems(connection), None)
    except Exception:  # the base may be in any state, and the first error is the one to tell
        return ""
    finally:
        connection.close()
    return f"{name} is damaged: {found}; restore it from a backup" if found else ""
