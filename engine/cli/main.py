"""The command `downdraft`: its commands, and how errors become one sentence and an exit code.

Exit codes: 0 good; 1 error; 2 wrong usage; 3 no headline or no floor, or an unknown under --strict;
4 a verification, a rule check or the matcher's agreement failed.
"""

from __future__ import annotations

import errno
import gc
import importlib
import os
import sys
import warnings

import click

from engine import VERSION
from engine.cli.output import in_words, say
from engine.cli.plain import let_print
from engine.cli.summaries import SUMMARIES
from engine.cli.unforeseen import damage, in_use
from kb.shown import shown

COMMANDS = {
    "init": "init", "add": "facts", "fetch": "fetch", "withdraw": "withdraw", "facts": "facts",
    "brief": "brief", "floor": "brief", "document": "document",
    "why": "audit", "why-not": "audit", "uses": "uses",
    "what-if": "what_if", "runs": "runs", "diff": "compare", "replay": "compare",
    "verify": "verify", "backup": "backup", "pull": "exchange", "push": "exchange",
    "bundle": "bundle", "unbundle": "bundle",
    "history": "history", "backtest": "backtest", "screen": "screen", "rules": "rules",
    "feeds": "feeds", "daily": "daily", "watch": "watch", "doctor": "doctor",
    "site": "site", "serve": "serve", "mcp": "mcp", "completion": "completion",
}  # fmt: skip


class _ReaderGone(Exception):
    """Whoever read standard output has seen enough. Under its own name click would leave with 1."""


class Commands(click.Group):
    """Commands by name, their modules imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"engine.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with a sentence on each, none of them imported."""
        limit = formatter.width - 6 - max(map(len, SUMMARIES))
        said = (click.Command(name, help=text) for name, text in SUMMARIES.items())
        rows = [(each.name or "", each.get_short_help_str(limit)) for each in said]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> object:
        """Call the command; a closed pipe is passed on as what it means."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _ReaderGone from error


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="downdraft")
def cli() -> None:
    """Why is a leveraged market falling, and where does it stop?

    Every sentence of the answer can be audited down to the facts and the rules that fired.

    \b
    Example:
      downdraft brief --example
    """


def main(arguments: list[str] | None = None) -> None:
    """Run a command and leave with its exit code."""
    gc.set_threshold(100_000, 50, 50)  # a short life: collecting costs a tenth of a briefing
    given = sys.argv[1:] if arguments is None else arguments
    if arguments is None:  # threads that wait for linear algebra cost more than they help here
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    let_print()
    in_use.set("")
    if not _debugging(given):  # they speak to programmers, of what comes out as unknown
        warnings.simplefilter("ignore", RuntimeWarning)
    try:
        code = _called(given)
    except (BrokenPipeError, _ReaderGone):
        _forget_output()
        code = 0
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            _forget_output()
        if _debugging(given) and not isinstance(error, click.UsageError):
            raise
        code = _explain(error)
    if arguments is None:  # the process ends here, and need not look for what nobody holds any more
        gc.freeze()
    sys.exit(code if isinstance(code, int) else 0)


def _called(given: list[str]) -> object:
    """Call the command; what it leaves with."""
    try:
        code: object = cli.main(args=given, standalone_mode=False)
    except SystemExit as left:
        code = left.code
    sys.stdout.flush()
    _say_if_alone()
    return code


def _say_if_alone() -> None:
    """That one evaluator judged what was said, and how the other is had."""
    if "engine.judge.infer" in sys.modules:
        from engine.extension import ALONE, ExtensionMissing, extension

        try:
            extension()
        except ExtensionMissing as error:
            say(f"downdraft: {ALONE}: {error}")


def _debugging(arguments: list[str]) -> bool:
    """Whether a traceback is wanted."""
    return "--debug" in arguments or bool(os.environ.get("DOWNDRAFT_DEBUG"))


def _forget_output() -> None:
    """What could not be written must not be tried again when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _explain(error: Exception) -> int:
    """Say what went wrong in one sentence; what nobody foresaw says how to see more."""
    if isinstance(error, click.UsageError):
        _show_usage(error)
        return 2
    if isinstance(error, click.Abort):
        say("stopped; what was being written is there whole or not at all")
        return 1
    if isinstance(error, click.ClickException):
        say(shown(f"downdraft: {error.format_message()}"))
        return 1
    code = _code(error)
    if code:
        say(shown(f"downdraft: {_sentence(error)}"))
        return code
    if of_the_base := damage():
        say(shown(f"downdraft: {of_the_base}"))
        return 4
    kind = type(error).__name__
    said = shown(f"{kind}: {error}")
    say(f"downdraft: something unforeseen happened ({said}); --debug shows where")
    return 1


def _show_usage(error: click.UsageError) -> None:
    """How the command is called, and what is wrong with this call."""
    said = shown(error.format_message())
    if isinstance(error, click.NoSuchOption) and error.ctx and error.ctx.parent is None:
        said += " Options stand behind a command, as in `downdraft brief --debug`."
    click.UsageError(said, error.ctx).show()


def _sentence(error: Exception) -> str:
    if isinstance(error, UnicodeEncodeError):
        return f"{error.object!r} is not written in UTF-8; give it another name"
    if not isinstance(error, OSError):
        return str(error)
    return f"{error.filename}: {in_words(error)}" if error.filename else in_words(error)


def _code(error: Exception) -> int:
    """The exit code of an error that is foreseen, 0 for any other."""
    from engine.extension import ExtensionMissing
    from engine.formulas.plugins import PluginError
    from engine.judge.claims import LogicError
    from engine.judge.infer import Disagreement
    from engine.judge.matcher import MatcherError
    from engine.judge.run import NothingToJudge
    from engine.pages.errors import PageError, UnknownName
    from engine.words.cite import BareNumber
    from kb.catalog import CatalogError, UnknownSeries
    from kb.errors import AlteredError, StoreError
    from kb.facts import FactError
    from kb.units import UnitError

    rules = (PageError, PluginError, BareNumber, LogicError)
    matcher = (Disagreement, MatcherError, ExtensionMissing)
    asked = (FactError, UnitError, UnknownSeries, UnknownName, NothingToJudge)
    if isinstance(error, (*rules, *matcher, AlteredError)):
        return 4
    given = (CatalogError, OSError, UnicodeEncodeError)
    return 1 if isinstance(error, (*asked, StoreError, *given)) else 0


if __name__ == "__main__":
    main()
