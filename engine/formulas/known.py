"""The formulas that pages may call, looked up when they are named: no other room is opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.formulas.plugins import plugin_of
from engine.formulas.register import Formula, formula_named, formulas


class Known(Mapping[str, Formula]):
    """Every formula by name; `plugins` are the modules of others that some name led to."""

    def __init__(self) -> None:
        self.plugins: set[str] = set()

    def __getitem__(self, name: str) -> Formula:
        found = formula_named(name)
        if plugin := plugin_of(name):
            self.plugins.add(plugin)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(formulas())

    def __len__(self) -> int:
        return len(formulas())
