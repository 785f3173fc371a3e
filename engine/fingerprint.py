"""Which code gave an answer: the version with a digest of the code that judges, by its meaning.

The code that judges is what judging imports, found by following imports from the modules that
answer a question, read pages and look formulas up: numeric, formulas and the laws of the forecast
that pages call, measures, pages, evaluation, judge, and of kb the catalogue and what decides which
facts are seen and how. Words, changes, proofs, briefings, charts, the ledger and the commands are
not imported from there (a test holds that), so they change no run id.

What a document looks like is decided by more code; that has a digest of its own, which is kept with
each run and compared when a document is made again. Pages have the rule book's hash, facts theirs.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec

from engine import VERSION
from engine.extension import judged_by_one
from engine.reached import Code

JUDGING = ("engine.judge.run", "engine.judge.history", "engine.pages.build")
PARSING = ("engine.pages.build",)
WRITING = ("engine.briefing.render", "engine.ledger.write")
OURS = ("engine", "kb")
BY_ONE = "~one-evaluator"
"""What the version has where one evaluator judged alone: such a run is another run."""


@cache
def engine_version(plugins: tuple[str, ...] = ()) -> str:
    """The version and the digest of the code that judges, as a run id holds it.

    plugins  the modules of others whose formulas the pages call; their digest follows a dot
    """
    own = f"{VERSION}+{code_digest(JUDGING)[:12]}{BY_ONE if judged_by_one() else ''}"
    return f"{own}.{code_digest(plugins)[:12]}" if plugins else own


def by_one(engine: str) -> bool:
    """Whether what was recorded under a version was judged by one evaluator alone."""
    return BY_ONE in engine


@cache
def document_version() -> str:
    """Twelve digits of the digest of all code and templates that decide what documents say."""
    templates = find_spec("engine.templates")
    folders = templates.submodule_search_locations if templates else None
    return code_digest(WRITING, tuple(folders or ()))[:12]


def recorded_version(plugins: tuple[str, ...] = ()) -> str:
    """What the ledger keeps with a run: the version that judged, and behind / that of documents."""
    return f"{engine_version(plugins)}/{document_version()}"


@cache
def code_under(tops: tuple[str, ...]) -> Code:
    """The code of packages as this process found it, looked at once for all digests."""
    return Code(tops)


@cache
def code_digest(roots: tuple[str, ...], folders: tuple[str, ...] = ()) -> str:
    """The digest of modules and of everything of their own packages that they import.

    folders  of more files that belong to it
    raises   LookupError when a root is not there
    """
    tops = {root.partition(".")[0] for root in roots}
    code = code_under(tuple(sorted(tops | set(OURS) if tops & set(OURS) else tops)))
    digest = hashlib.sha256()
    for name, said in sorted(code.reached(roots, folders, leaf=__name__).items()):
        digest.update(f"{name} {said}\n".encode())
    code.keep()
    return digest.hexdigest()
