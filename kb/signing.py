"""Signatures with Ed25519: bytes and a key in a file in, a signature out, or whether one holds.

The cryptography is that of the library `cryptography`, an extra: who signs nothing needs it not.
Keys are PEM, as `openssl genpkey -algorithm ed25519` writes them.
"""

from __future__ import annotations

import json
import stat
from hashlib import sha256
from pathlib import Path
from typing import Any

from kb.chain import canonical
from kb.errors import AlteredError, StoreError
from kb.plain_file import NotPlain, read_plain

MISSING = "signatures need cryptography, which is not installed: pip install 'downdraft[sign]'"


def sign(content: bytes, key_file: Path) -> str:
    """The signature of some bytes by the private key in a file, with the public one, as JSON."""
    if key_file.exists() and stat.S_IMODE(key_file.stat().st_mode) & 0o077:
        raise StoreError(f"{key_file} can be read by others; `chmod 600 {key_file}` first")
    key = _loaded(key_file, private=True)
    public = key.public_key().public_bytes_raw()
    return canonical({"key": public.hex(), "signature": key.sign(content).hex()})


def check(content: bytes, signature: str, key_file: Path, name: str) -> str:
    """Hold a signature against the public key in a file; how that key is known.

    name    of what is signed, in errors
    raises  AlteredError where it is not signed by this key
    """
    key = _loaded(key_file, private=False)
    if not signature:
        raise AlteredError(f"{name} is not signed; leave out --key, or have it signed")
    try:
        given = bytes.fromhex(json.loads(signature)["signature"])
    except (KeyError, TypeError, ValueError) as error:
        raise AlteredError(f"{name}: its signature cannot be read") from error
    from cryptography.exceptions import InvalidSignature

    try:
        key.verify(given, content)
    except InvalidSignature as error:
        raise AlteredError(f"{name} is not signed by the key in {key_file}") from error
    return fingerprint(key.public_bytes_raw())


def fingerprint(public: bytes) -> str:
    """The first digits of the hash of a public key."""
    return sha256(public).hexdigest()[:16]


def _loaded(file: Path, *, private: bool) -> Any:
    """The key in a file; StoreError where there is none of its kind."""
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise StoreError(MISSING) from None
    kind = "private" if private else "public"
    try:
        text = read_plain(file)
        found: object = (
            serialization.load_pem_private_key(text, None)
            if private
            else serialization.load_pem_public_key(text)
        )
    except (NotPlain, TypeError, ValueError) as error:
        raise StoreError(f"{file}: no {kind} key can be read there ({_why(error)})") from None
    wanted = ed25519.Ed25519PrivateKey if private else ed25519.Ed25519PublicKey
    if not isinstance(found, wanted):
        raise StoreError(f"{file} holds no {kind} key of Ed25519; make one with openssl genpkey")
    return found


def _why(error: Exception) -> str:
    return str(error) if isinstance(error, NotPlain) else "it is no PEM, or has a password"
