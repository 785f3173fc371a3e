"""The C extension of durable_rules, typed as far as it is used; nothing here knows about rules.

It is driven directly: the package's own `Host` starts threads and swallows exceptions.
"""

from __future__ import annotations

import importlib
import sys
from functools import cache
from typing import Protocol, cast

REBUILD = (
    'CPPFLAGS="-O2 -DPyEval_CallObject=PyObject_CallObject" python -m pip install '
    "--force-reinstall --no-deps --no-cache-dir --no-binary durable_rules durable_rules==2.0.28"
)


class Extension(Protocol):
    """The calls of `durable_rules_engine` that the matcher makes; rules and facts are JSON.

    A session is born with the first fact that carries its `sid`, and is known to the calls that
    start actions by its number, to `delete_state` by its `sid`. Assertions return a result code
    (0 is good) and the session's number.
    """

    def create_ruleset(self, name: str, rules: str, /) -> int:
        """Build the rules and return their handle."""

    def delete_ruleset(self, ruleset: int, /) -> None:
        """Free the rules; their sessions must have been deleted before."""

    def assert_fact(self, ruleset: int, fact: str, /) -> tuple[int, int]:
        """Add one fact to its session."""

    def assert_facts(self, ruleset: int, facts: str, /) -> tuple[int, int]:
        """Add a list of facts, never an empty one."""

    def start_action_for_state(self, ruleset: int, session: int, /) -> tuple[str, str] | None:
        """The session's state and the first rule that fires, with what it matched."""

    def complete_and_start_action(self, ruleset: int, session: int, /) -> str | None:
        """Close the current firing and return the next, None when there is none."""

    def delete_state(self, ruleset: int, sid: str, /) -> None:
        """Free a session; it crashes the process on one in which no action was ever started."""


ALONE = "judged by one evaluator"
"""What every output says where the extension cannot be loaded and the reference judges alone."""


class ExtensionMissing(ImportError):
    """The extension is not there, or was built in a way this Python cannot load."""


@cache
def extension() -> Extension:
    """The extension, imported when it is first needed.

    raises  ExtensionMissing with the command that builds it rightly
    """
    try:
        return cast(Extension, importlib.import_module("durable_rules_engine"))
    except ImportError as error:
        version = ".".join(str(part) for part in sys.version_info[:2])
        raise ExtensionMissing(
            f"durable_rules cannot be loaded on Python {version} ({error}); "
            f"rebuild it with: {REBUILD}"
        ) from error


@cache
def judged_by_one() -> bool:
    """Whether the extension cannot be loaded, so that the reference evaluator judges alone."""
    try:
        extension()
    except ExtensionMissing:
        return True
    return False
