"""downdraft.toml: what it may say, and what is said of what it may not."""

from __future__ import annotations

from datetime import date

import pytest

from engine.daily.settings import FILE, file_name
from engine.daily.settings_file import SettingsError, read_settings

WHOLE = """
base = "desk.db"
rules = "rules"
keys = "mine.keys"
contact = "mailto:desk@example.org"
feeds = ["treasury-par", "binance-spot"]
since = 2024-01-01
outputs = ["out/{date}-{asset}.html", { path = "out/{asset}.txt", format = "front" }]

[assets.btc]
binance-spot = "BTCUSDT"

[assets.eth]

[watch]
moves = 1.5
notify = "logger -t downdraft"

[watch.mail]
host = "mail.example.org"
sender = "desk@example.org"
to = ["all@example.org"]
"""


def settings(tmp_path, text):
    file = tmp_path / FILE
    file.write_text(text, encoding="utf-8")
    return read_settings(file)


def test_a_whole_file_is_read(tmp_path):
    found = settings(tmp_path, WHOLE)
    assert found.place(found.base) == tmp_path / "desk.db"
    assert found.keys_file == tmp_path / "mine.keys"
    assert found.symbols("binance-spot") == {"btc": "BTCUSDT", "eth": ""}
    assert found.since == date(2024, 1, 1)
    assert [each.form for each in found.outputs] == ["html", "front"]
    names = {"date": "2025-11-18", "asset": "btc"}
    assert file_name(found.outputs[0], names) == "out/2025-11-18-btc.html"
    assert found.watch.mail is not None
    assert found.watch.mail.port == 587


def test_an_empty_file_is_all_defaults(tmp_path):
    found = settings(tmp_path, "")
    assert (found.feeds, list(found.assets)) == ([], ["btc"])
    assert found.keys_file is None


WRONG = {
    "a slip": ('base = "x"\nfeedz = []\n', "2: feedz: unknown entry; did you mean feeds?"),
    "a slip below": ("[watch]\nmove = 1\n", "2: watch.move: unknown entry; did you mean moves?"),
    "a format": (
        'outputs = [\n  "a.md",\n  { path = "b", format = "pdf" },\n]\n',
        "1: outputs.format: 'pdf' is no format; write front, text",
    ),
    "an ending": (
        'outputs = ["x/{date}.pdf"]\n',
        "1: outputs: the ending of 'x/{date}.pdf' tells no format; the endings are .txt",
    ),
    "a field": ('outputs = ["{day}.md"]\n', "1: outputs.path: {day} is not known; write {date}"),
    "a text for a day": ('since = "2024"\n', "1: since: write a day, such as 2024-01-01"),
    "a day ahead": ("since = 2999-01-01\n", "1: since: 2999-01-01 lies ahead; write a day of the"),
    "a day of long ago": ("since = 0001-01-01\n", "1: since: no source goes back to 0001-01-01"),
    "a number": ("contact = 7\n", "1: contact: write a text, in quotes"),
    "two lines": ('contact = "a\\nb"\n', "1: contact: write one line of plain letters"),
    "no feeds": ("feeds = []\n", "1: feeds: name a feed, or take the entry out"),
    "a feed twice": ('feeds = ["a", "b", "a"]\n', "1: feeds: 'a' stands twice; keep one of them"),
    "a text for a list": ('feeds = "fred"\n', "1: feeds: write a list, in [brackets]"),
    "a file twice": ('outputs = ["a.md", "./a.md"]\n', "1: outputs: './a.md' stands twice"),
    "a file for two": (
        'outputs = ["{date}.md"]\n[assets]\nbtc = {}\neth = {}\n',
        "1: outputs: '{date}.md' is written for several assets; write {asset} into it",
    ),
    "moves": ("[watch]\nmoves = 99\n", "2: watch.moves: write 10 or less"),
    "no web": (
        '[watch]\nwebhook = "ftp://x/y"\n',
        "2: watch.webhook: write an address",
    ),
    "no sender": ('[watch.mail]\nhost = "h"\nto = ["a"]\n', "1: watch.mail.sender: it is missing"),
    "no toml": ("base = \n", "line 1: this is not TOML; write `name = value`, a text in"),
    "a name twice": (
        'base = "a"\nbase = "b"\n',
        "line 2: this name stands twice",
    ),
    "no text": ("a\0b", "is no text; settings are lines such as `name = value`"),
    "one of ours": ('folder = "x"\n', "1: folder: unknown entry"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_told_with_its_line(tmp_path, text, said):
    with pytest.raises(SettingsError) as caught:
        settings(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / FILE}")
    assert said in str(caught.value)
