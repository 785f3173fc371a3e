"""A bundle: the same files are the same bytes, and whatever differs in it is refused by name."""

from __future__ import annotations

import io
import os
import zipfile

import pytest

from kb import bundle
from kb.bundle import Bundle, bundle_of, read_bundle
from kb.errors import AlteredError, StoreError
from kb.signing import check, sign

FILES = {
    "policy/odds.md": b"The odds fell.\n",
    "briefing.yaml": b"order: []\n",
    "é.csv": b"\x00\xff",
}


@pytest.fixture
def folder(tmp_path):
    for name, content in FILES.items():
        (tmp_path / "desk" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "desk" / name).write_bytes(content)
    return tmp_path / "desk"


@pytest.fixture
def file(folder, tmp_path):
    path = tmp_path / "desk.bundle"
    path.write_bytes(bundle_of(folder).packed())
    return path


def test_what_goes_in_comes_out_and_the_same_files_are_the_same_bytes(folder, file, tmp_path):
    (folder / ".hidden").write_text("not this", encoding="utf-8")
    os.utime(folder / "briefing.yaml", (0, 0))
    assert bundle_of(folder).packed() == file.read_bytes()
    found = read_bundle(file)
    assert (found.name, found.files) == ("desk", FILES)
    bundle.unpack_bundle(found, tmp_path / "out")
    out = {path.relative_to(tmp_path / "out").as_posix(): path.read_bytes()
           for path in (tmp_path / "out").rglob("*") if path.is_file()}  # fmt: skip
    assert out == FILES


def test_what_could_unfold_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "bomb.bundle"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("manifest.json", b" " * 1_000_000)
    with pytest.raises(AlteredError, match="is compressed, which no bundle is"):
        read_bundle(path)


def test_a_single_byte_anywhere_is_noticed(file):
    whole = file.read_bytes()
    for place in range(0, len(whole), 2):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises((AlteredError, StoreError)):
            read_bundle(file)
    for odd in (whole[:-1], whole + b"x", b"x" + whole, b"", whole[: len(whole) // 2]):
        file.write_bytes(odd)
        with pytest.raises(AlteredError):
            read_bundle(file)


def test_the_file_in_which_a_byte_differs_is_named(file):
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b"The odds fell", b"The odds rose"))
    with pytest.raises(AlteredError, match=r"desk.bundle: policy/odds.md was altered"):
        read_bundle(file)
    forged = Bundle("desk", {**FILES, "briefing.yaml": b"order: [x]"})
    listed = Bundle("desk", FILES).manifest
    file.write_bytes(
        zipped({"manifest.json": listed, **{f"files/{n}": c for n, c in forged.files.items()}})
    )
    with pytest.raises(AlteredError, match=r"briefing.yaml is not the file of its hash"):
        read_bundle(file)


def zipped(members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "name",
    ["../x", "/etc/passwd", "a/../b", "a//b", "C:x", "a\\b", "", ".ssh/config", "a/" * 9 + "b",
     "x\n", "con ", "a."],
)  # fmt: skip
def test_no_name_leads_out_of_the_folder(tmp_path, name):
    path = tmp_path / "hostile.bundle"
    path.write_bytes(Bundle("x", {name: b"1"}).packed())
    with pytest.raises(StoreError, match=r"is no name for a file of a bundle|missing from it"):
        read_bundle(path)


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["a", "a/b"], "'a' is a file, and 'a/b' lies in it; rename one"),
        (["A.md", "a.md/b/c"], "'A.md' is a file, and 'a.md/b/c' lies in it; rename one"),
        (["x/" + "界" * 100], f"'{'界' * 100}' has more than 255 bytes; rename it"),
        *((["x/" + name], f"'x/{name}': {name} is the name of a device on Windows; rename it")
          for name in ("CON", "nul", "Aux.md", "com1", "LPT9.tar.gz", "COM²", "prn .txt")),
    ],
    ids=lambda given: given[0] if isinstance(given, list) else "",
)  # fmt: skip
def test_names_that_cannot_be_written_everywhere_are_refused(tmp_path, names, says):
    path = tmp_path / "odd.bundle"
    path.write_bytes(Bundle("x", dict.fromkeys(names, b"1")).packed())
    with pytest.raises(StoreError) as refused:
        read_bundle(path)
    assert str(refused.value) == says


def test_a_name_that_only_begins_as_a_device_or_a_file_does_is_a_name(folder):
    names = ["a", "a.b/c", "ab/c", "console.md", "com10", "nulls.csv", "x.con", "x/a"]
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"1")
    assert bundle_of(folder).files.keys() == {*FILES, *names}


def test_names_that_are_one_on_some_systems_are_refused(tmp_path):
    path = tmp_path / "twins.bundle"
    path.write_bytes(Bundle("x", {"A.md": b"1", "a.md": b"2"}).packed())
    with pytest.raises(StoreError, match="are one file on some systems"):
        read_bundle(path)


def test_more_than_a_bundle_may_hold_is_refused_before_it_is_read(file, folder, monkeypatch):
    monkeypatch.setattr("kb.bundle.LARGEST_FILE", 12)
    with pytest.raises(StoreError, match="a bundle holds at most"):
        read_bundle(file)
    with pytest.raises(StoreError, match="has more than 12 bytes"):
        bundle_of(folder)


@pytest.mark.parametrize("odd", ["a link", "a pipe", "nothing"])
def test_what_is_no_plain_file_is_not_bundled(folder, odd, tmp_path):
    if odd == "a link":
        (folder / "link.md").symlink_to("/etc/hostname")
    elif odd == "a pipe":
        os.mkfifo(folder / "pipe.md")
    else:
        folder = tmp_path / "empty"
        folder.mkdir()
    with pytest.raises(StoreError, match=r"put a plain file there|there is no file in"):
        bundle_of(folder)


class TestSignatures:
    @pytest.fixture
    def keys(self, tmp_path):
        """Two pairs of files with keys: ours, and another."""
        pytest.importorskip("cryptography")
        from cryptography.hazmat.primitives import serialization as of
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        for name in ("ours", "other"):
            key = Ed25519PrivateKey.generate()
            private = key.private_bytes(of.Encoding.PEM, of.PrivateFormat.PKCS8, of.NoEncryption())
            public = key.public_key().public_bytes(
                of.Encoding.PEM, of.PublicFormat.SubjectPublicKeyInfo
            )
            (tmp_path / f"{name}.key").write_bytes(private)
            (tmp_path / f"{name}.key").chmod(0o600)
            (tmp_path / f"{name}.pub").write_bytes(public)
        return tmp_path

    def test_what_was_signed_is_known_by_its_key_and_by_no_other(self, keys):
        signature = sign(b"manifest", keys / "ours.key")
        assert sign(b"manifest", keys / "ours.key") == signature
        assert len(check(b"manifest", signature, keys / "ours.pub", "x")) == 16
        for content, text, key, says in (
            (b"manifesT", signature, "ours.pub", "x is not signed by the key in"),
            (b"manifest", signature, "other.pub", "x is not signed by the key in"),
            (b"manifest", "", "ours.pub", "x is not signed; leave out --key"),
            (b"manifest", "{}", "ours.pub", "its signature cannot be read"),
        ):
            with pytest.raises(AlteredError, match=says):
                check(content, text, keys / key, "x")

    def test_a_key_that_is_none_or_can_be_read_by_others_is_refused(self, keys, tmp_path):
        with pytest.raises(StoreError, match=r"no private key can be read there"):
            sign(b"", keys / "ours.pub.none")
        (keys / "odd.key").write_text("no key", encoding="utf-8")
        (keys / "odd.key").chmod(0o600)
        with pytest.raises(StoreError, match="it is no PEM, or has a password"):
            sign(b"", keys / "odd.key")
        (keys / "ours.key").chmod(0o644)
        with pytest.raises(StoreError, match=r"chmod 600 .*ours.key"):
            sign(b"", keys / "ours.key")

    def test_a_signed_bundle_is_read_with_its_signature(self, folder, keys):
        found = bundle_of(folder)
        signed = Bundle(found.name, found.files, sign(found.manifest, keys / "ours.key"))
        (keys / "signed.bundle").write_bytes(signed.packed())
        again = read_bundle(keys / "signed.bundle")
        assert check(again.manifest, again.signature, keys / "ours.pub", "x")
