"""Asking what would be: what-if."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.cli import completing
from engine.cli.output import say, show_json
from engine.cli.session import READING, Session, shared, when

if TYPE_CHECKING:
    from engine.judge.run import Run
    from kb.facts import Fact


@click.command("what-if")
@click.argument(
    "supposed", nargs=-1, required=True, metavar="SERIES=VALUE|FILE...",
    shell_complete=completing.supposed,
)  # fmt: skip
@when
@shared(*READING)
def what_if_command(session: Session, supposed: tuple[str, ...]) -> None:
    """What would be different if a series had another value on the day. Nothing is written.

    A value takes its unit with it: -2bn, 80%, 25 bp, 85000. A date it is about stands after the
    series: policy.cut_odds@2025-12-10=80%. A csv file of facts does too.

    \b
    Example:
      downdraft what-if etf.net_flow=-2bn policy.cut_odds=80% --example
    """
    from engine.changes.what_if import as_text, as_tree, what_if
    from engine.counterfactual.supposed import suppose
    from engine.counterfactual.suppositions import NotASupposition, refuse_odd, suppositions

    try:
        refuse_odd(supposed, session.catalog())
    except NotASupposition as error:
        raise click.UsageError(str(error)) from None
    with session.base() as kb:
        run = session.answer(kb)
    facts = suppositions(run, supposed)
    found = what_if(run, suppose(run, facts))
    for fact in facts:
        if fact.series not in run.book.series:
            say(f"no page reads {fact.series}")
    if session.as_json:
        show_json({"supposed": [_as_given(fact) for fact in facts], **as_tree(found)})
    else:
        click.echo("\n".join([*(_supposed(run, fact) for fact in facts), *as_text(found)]))


def _as_given(fact: Fact) -> dict[str, object]:
    return {name: getattr(fact, name) for name in ("series", "target", "as_of", "span", "value")}


def _supposed(run: Run, fact: Fact) -> str:
    """What is supposed, beside what stands."""
    from engine.counterfactual.suppositions import standing
    from engine.words.quoting import as_given, fact_dates, unit_style

    now = standing(run, fact.series, fact.target).value
    style = unit_style(run.catalog.get(fact.series).unit)
    stands = "nothing stands" if now is None else f"now {style(now)}"
    return f"suppose {fact.series} {as_given(fact)}, as of {fact_dates(fact)} ({stands})"
