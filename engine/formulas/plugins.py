"""Formulas of others: modules that installed packages name under the group `downdraft.formulas`.

They are looked for only when a page names a formula whose room is none of ours, and then all at
once: a module registers its formulas with our decorator when it is imported, under a first word of
its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, MutableMapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "downdraft.formulas"
_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z0-9_]+")
_MODULES: dict[str, str] = {}
_REFUSED: dict[str, PluginError] = {}


class PluginError(ValueError):
    """A plugin that cannot be used; the message names it, its package and what to do."""


def load_plugins(register: MutableMapping[str, Any], rooms: Collection[str]) -> None:
    """Import every plugin, so that the register holds its formulas.

    rooms   the first words of our own formulas, which no plugin may use
    raises  PluginError for a plugin that cannot be imported, or names a formula as it may not;
            then the register holds none of its formulas
    """
    from importlib.metadata import entry_points  # it reads mail headers, and is slow to import

    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        if entry.module in _REFUSED:
            raise _REFUSED[entry.module]
        if entry.module not in _MODULES.values():
            _load(entry, register, rooms)


def refuse_again() -> None:
    """Say again what was refused, for formulas of another plugin may have come in before it.

    raises  PluginError
    """
    for refused in _REFUSED.values():
        raise refused


def plugin_of(name: str) -> str | None:
    """The module of the plugin that a formula comes from; None for one of ours."""
    return _MODULES.get(name)


def _load(entry: EntryPoint, register: MutableMapping[str, Any], rooms: Collection[str]) -> None:
    before = set(register)
    try:
        entry.load()
        own = {name for name in set(register) - before if not _ours(register[name])}
        _check(own, rooms)
    except (Exception, SystemExit) as error:
        for name in set(register) - before:
            if not _ours(register[name]):
                del register[name]
        package = f", package {entry.dist.name} {entry.dist.version}" if entry.dist else ""
        why = str(error) if isinstance(error, PluginError) else f"{type(error).__name__}: {error}"
        problem = f"the plugin {entry.name!r} (module {entry.module}{package}) cannot be used"
        _REFUSED[entry.module] = PluginError(f"{problem}: {why}; mend it, or uninstall it")
        raise _REFUSED[entry.module] from error
    _MODULES.update(dict.fromkeys(own, entry.module))


def _ours(formula: Any) -> bool:
    """Whether a formula is one of ours, whose room a plugin has opened by importing it."""
    return str(formula.function.__module__).startswith("engine.")


def _check(own: Collection[str], rooms: Collection[str]) -> None:
    """Refuse names that no page could write, or that could be ours."""
    for name in sorted(own):
        room = name.partition(".")[0]
        if not _NAME.fullmatch(name):
            raise PluginError(f"its formula {name!r} has no name like desk.spread")
        if room in rooms:
            raise PluginError(f"its formula {name} begins with {room}, which is ours")
