"""Folders of pages or tables as one file to hand on: bundle, unbundle."""

from __future__ import annotations

import tempfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.output import in_words, say, show_json, tell, write_whole
from engine.cli.session import Session, refuse_no_name, shared

if TYPE_CHECKING:
    from kb.bundle import Bundle


@click.command("bundle")
@click.argument("folder", metavar="FOLDER|PACK")
@click.option("-o", "--output", required=True, metavar="FILE", help="The bundle to write.")
@click.option("--sign", "key", metavar="KEY", help="A file with a private Ed25519 key, as PEM.")
@shared("as_json")
def bundle_command(session: Session, folder: str, output: str, key: str | None) -> None:
    """Put the files of a folder into one file with their hashes: rules, tables of facts, maps.

    A PACK of built-in facts is named instead: essay, comment, published or past. The same files
    make the same bytes. Whoever unpacks it is told where a byte differs; that it is yours, only a
    signature shows, or its hash told on another way.

    \b
    Example:
      downdraft bundle rules -o rules.bundle
    """
    from kb.bundle import Bundle
    from kb.signing import sign

    if not folder:
        raise click.UsageError("'' names no folder; name one, or a PACK")
    target, found = session.file(output), _files(folder)
    _refuse_input(target, Path(folder), key)
    if key:
        found = Bundle(found.name, found.files, sign(found.manifest, Path(key)))
    packed = found.packed()
    write_whole(target, packed)
    hashed = sha256(packed).hexdigest()
    if session.as_json:
        show_json({"bundle": output, "files": sorted(found.files), "sha256": hashed})
    else:
        tell(f"{output} holds {_counted(found)} of {found.name}, sha256 {hashed}")


def _counted(found: Bundle) -> str:
    return f"{len(found.files):,} {'file' if len(found.files) == 1 else 'files'}"


def _refuse_input(target: Path, folder: Path, key: str | None) -> None:
    """Never write over the key, nor into the folder that is bundled."""
    if key and target.exists() and Path(key).exists() and target.samefile(key):
        raise click.UsageError(f"{target} is the key and is left as it is; name another file")
    if folder.is_dir() and target.resolve().is_relative_to(folder.resolve()):
        raise click.UsageError(f"{target} lies in what is bundled; name a file outside of it")


def _files(folder: str) -> Bundle:
    from kb.bundle import Bundle, bundle_of
    from kb.packs import EVERY, files_of

    if folder in EVERY and not Path(folder).exists():
        return Bundle(folder, files_of(folder))
    return bundle_of(Path(folder))


@click.command("unbundle")
@click.argument("file", metavar="FILE")
@click.option("-o", "--output", required=True, metavar="FOLDER", help="A folder to make.")
@click.option("--key", metavar="KEY", help="A file with the public key that must have signed it.")
@shared("as_json")
def unbundle_command(session: Session, file: str, output: str, key: str | None) -> None:
    """Unpack a bundle into a new folder, or say which file of it is not as it was bundled.

    Every byte is held against the hashes before anything is written. A folder of pages is used
    with --rules FOLDER, a table of facts with `add`.

    \b
    Example:
      downdraft unbundle rules.bundle -o desk-rules
    """
    from kb.bundle import read_bundle
    from kb.signing import check

    refuse_no_name(output)
    target = Path(output)
    if target.exists() or target.is_symlink():
        raise click.ClickException(f"{output} is already there; name a folder that is not")
    found = read_bundle(Path(file))
    by = check(found.manifest, found.signature, Path(key), file) if key else ""
    _unpack(found, target)
    if session.as_json:
        show_json({"folder": output, "files": sorted(found.files), "signed_by": by or None})
        return
    signed = f", signed by key {by}" if by else ""
    say(f"{output}: {_counted(found)} of {found.name}, as they were bundled{signed}")
    if found.signature and not key:
        say("it is signed, which was not checked; pass --key with the key that you trust")


def _unpack(found: Bundle, target: Path) -> None:
    """The folder at once, or nothing of it."""
    from kb.bundle import unpack_bundle

    try:
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as draft:
            made = Path(draft) / "files"
            made.mkdir()
            unpack_bundle(found, made)
            made.rename(target)
    except OSError as error:
        problem = f"{target} cannot be written ({in_words(error)}); name another folder"
        raise click.ClickException(problem) from error
