"""Many cases of one test as one test: a list of cases in, each tried, and each that fails named.

As `pytest.mark.parametrize`, whose arguments it takes, where a case is done in a moment and leaves
nothing behind: its own test of each would cost more than what it looks at. Fixtures are set up once
for all cases.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence

Test = Callable[..., None]
Ids = Callable[[object], str] | Iterable[object] | None


def every(argnames: str | Sequence[str], argvalues: Iterable[object], ids: Ids = None) -> object:
    """Try a test with every one of these values.

    raises  what a case raised, with the case in a note; an ExceptionGroup where several failed
    """
    names = (
        [each.strip() for each in argnames.split(",")] if isinstance(argnames, str) else argnames
    )
    cases = list(argvalues)
    told = list(map(repr, cases)) if ids is None or callable(ids) else list(map(str, ids))

    def decorated(test: Test) -> Test:
        def tried(*self: object, **fixtures: object) -> None:
            failed = []
            for case, name in zip(cases, told, strict=True):
                values = (case,) if len(names) == 1 else case
                try:
                    test(*self, **fixtures, **dict(zip(names, values, strict=True)))
                except Exception as error:
                    error.add_note(f"with {', '.join(names)} = {name[:400]}")
                    failed.append(error)
            if len(failed) == 1:
                raise failed[0]
            if failed:
                raise ExceptionGroup(f"{len(failed)} of {len(cases)} cases", failed)

        tried.__dict__.update(test.__dict__)  # the marks that it has
        there = inspect.signature(test)
        kept = [each for name, each in there.parameters.items() if name not in names]
        tried.__signature__ = there.replace(parameters=kept)
        for name in ("__name__", "__qualname__", "__module__", "__doc__"):
            setattr(tried, name, getattr(test, name))
        assert cases, f"{test.__name__} has no case"
        return tried

    return decorated
