"""Completion for a shell: completion."""

from __future__ import annotations

import click

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def completion_command(shell: str, debug: bool) -> None:
    """Print what lets a shell complete commands, options, claims, series, assets and runs.

    In .bashrc: eval "$(downdraft completion bash)"; in .zshrc the same with zsh; with fish into
    ~/.config/fish/completions/downdraft.fish.

    \b
    Example:
      downdraft completion zsh
    """
    from click.shell_completion import get_completion_class

    cli = click.get_current_context().find_root().command
    if found := get_completion_class(shell):
        click.echo(found(cli, {}, "downdraft", "_DOWNDRAFT_COMPLETE").source())
