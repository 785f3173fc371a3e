"""What is said of odd names: short, and with nothing in it that a terminal would obey."""

from __future__ import annotations

import pytest

from tests.every import every

RED = "\x1b[31mred"
LONG = "a" * 5_000


@every(
    "command",
    [
        "brief --asset {}", "brief --as-of {}", "brief --format {}", "brief {}", "{}", "brief --{}",
        "why {}", "why-not {}", "facts {}", "replay {}", "verify --head {}", "verify {}",
        "rules show {}", "rules list --rules {}", "brief --catalog {}", "add {}", "facts --db {}",
        "brief --known-at {}", "uses {}", "what-if {}", "what-if {}=1USD", "diff {} {}",
    ],
)  # fmt: skip
@every("odd", [RED, LONG, "\udce9", "x\x07\u202e"])
def test_an_odd_name_is_shown_short_and_in_plain_letters(desk, command, odd):
    said = desk(*command.format(odd, odd).split(" "))
    assert said.code in (1, 2, 4)
    assert "unforeseen" not in said.err
    for line in said.err.splitlines():
        assert line.isprintable()
        assert len(line) < 700
    assert LONG[:300] not in said.err


@pytest.mark.parametrize("odd", [RED, "\udce9"])
def test_a_base_of_an_odd_name_is_named_in_plain_letters_or_refused(downdraft, odd):
    said = downdraft("init", "--db", f"{odd}.db")
    said = said if said.code else downdraft("verify", "--db", f"{odd}.db")
    assert all(line.isprintable() for line in (said.out + said.err).splitlines())


@pytest.mark.parametrize("option", ["--debug", "--no-cache"])
def test_an_option_before_the_command_is_a_sentence(downdraft, option):
    said = downdraft(option, "brief", "--example")
    assert (said.code, "Options stand behind a command" in said.err) == (2, True)
    assert "Traceback" not in said.err


def test_what_is_not_read_in_a_folder_of_pages_is_named_once(desk, tmp_path):
    for name in ("briefing.yml", ".#low.md", "ci.yaml"):
        (tmp_path / "rules" / name).write_text("x: y", encoding="utf-8")
    said = desk("brief", "--no-ledger")
    assert said.err.count("are not read: ") == 1
    assert "briefing.yml (write briefing.yaml)" in said.err


def test_what_is_not_read_changes_no_run(desk, tmp_path):
    first = desk("brief", "--no-ledger").out
    (tmp_path / "rules" / ".#funds_left.md").write_text("junk", encoding="utf-8")
    (tmp_path / "rules" / "ci.yaml").write_text("x: y", encoding="utf-8")
    assert desk("brief", "--no-ledger").out == first


def test_a_catalogue_that_never_ends_is_refused(desk):
    said = desk("brief", "--catalog", "/dev/zero")
    assert (said.code, "this is a pipe or a device" in said.err) == (1, True)
