"""Mutated files: sound files in, changed byte by byte or line by line, and what a command said.

Tables of facts, pages, catalogues and documents, each handed to the command that reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.faults.calling import Said, call, start
from benchmarks.faults.desk import AS_OF, make_base, write_pages
from benchmarks.faults.tally import Outcome, Try

LIMIT = 2.0
"""Seconds a refusal may take."""
ROOM = 300 << 20
"""Bytes it may hold."""
DOCUMENT, WORK = "desk.md", 20.0
"""A document that was altered is made again to name the line, within so many seconds."""
TABLE = """series,target,as_of,value,unit,known_at,source,note
price.close,,2025-11-16,94177.08,USD/coin,2025-11-17,desk,a note
price.close,,2025-11-17,92215.14,USD/coin,2025-11-18,desk,
policy.cut_odds,2025-12-10,2025-11-14,44.4,%,2025-11-14,desk,"one, two"
etf.net_flow,,2025-11-14,-492.1,USD m,2025-11-15,desk,
"""
LINES = """{"series": "price.close", "as_of": "2025-11-16", "value": 94177.08, "unit": "USD/coin"}
{"series": "etf.net_flow", "as_of": "2025-11-14", "value": "-492.1", "unit": "USD m"}
"""
CATALOGUE = """series:
  desk.index:
    description: an index of our own
    unit: index
    scope: global
    measure: stock
    cadence: daily
    stale_after: 5
    publication: utc_day
    tolerance: 0.1 %
    sources: ["*"]
"""
SPICES = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b'"', b"'", b",", b";", b"\t", b"\n---\n",
    b"{{", b"}}", b"[[[[", b"&a *a", b"!!python/object:os.system", b"1e999", b"NaN", b"-0",
    b"\xe2\x80\xae", b"\xf3\xa0\x80\x81", b"\xed\xa0\x80", b"9" * 400, b"2025-02-30", b"(" * 60,
    b": ", b"|", b">\n", b"= ", b"%", b"# ", b"## Holds\n", b"| a | b |\n", b"\x1b[2J",
    b"/../../etc/passwd", b"\xc2\xa0",
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """A sound file and the command that reads it.

    name    its place in the folder of a try
    weight  how often it is tried: seldom where that takes long
    """

    name: str
    content: bytes
    arguments: tuple[str, ...]
    weight: int = 4

    def line(self, folder: Path) -> list[str]:
        """The command line that reads it there."""
        return [each.format(folder=folder) for each in self.arguments]


def mutated_files(folder: Path) -> Try:
    """Change one file a try, and let its command read it."""
    make_base(folder)
    readings = _readings(folder)
    weights = [each.weight for each in readings]

    def change_one(n: int, random: Random, whole: bool) -> Outcome:
        [reading] = random.choices(readings, weights)
        path, content = folder / reading.name, mutated(reading.content, random)
        path.write_bytes(content)
        said = call(reading.line(folder), folder, whole=whole)
        path.write_bytes(reading.content)
        limit = WORK if reading.name == DOCUMENT else LIMIT
        return wrong(said, limit), f"{reading.name}: {content[:120]!r}", said

    return change_one


def wrong(said: Said, limit: float = LIMIT) -> str:
    """What is wrong with how a command met what it was given; "" for nothing.

    limit  seconds that a refusal may take, beside the start of an interpreter
    """
    if said.broken or said.code in (0, 3):
        return said.broken
    if said.seconds > limit + said.whole * start():
        return "over two seconds"
    return "over 300 MB" if said.memory > ROOM else ""


def mutated(content: bytes, random: Random) -> bytes:
    """A file with one to four changes."""
    for _ in range(random.randint(1, 4)):
        content = random.choice(CHANGES)(content, random)
    return content


def _flipped(content: bytes, random: Random) -> bytes:
    if not content:
        return b"\x01"
    place = random.randrange(len(content))
    return (
        content[:place] + bytes([content[place] ^ 1 << random.randrange(8)]) + content[place + 1 :]
    )


def _spiced(content: bytes, random: Random) -> bytes:
    place = random.randrange(len(content) + 1)
    return content[:place] + random.choice(SPICES) + content[place:]


def _cut(content: bytes, random: Random) -> bytes:
    first, last = sorted(random.randrange(len(content) + 1) for _ in range(2))
    return content[:first] + content[last:]


def _shortened(content: bytes, random: Random) -> bytes:
    return content[: random.randrange(len(content) + 1)]


def _repeated(content: bytes, random: Random) -> bytes:
    first, last = sorted(random.randrange(len(content) + 1) for _ in range(2))
    return content[:last] + content[first:last] * random.randint(1, 40) + content[last:]


def _shuffled(content: bytes, random: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    random.shuffle(lines)
    return b"".join(lines)


CHANGES: tuple[Callable[[bytes, Random], bytes], ...] = (
    _flipped, _spiced, _spiced, _cut, _shortened, _repeated, _shuffled,
)  # fmt: skip


def _readings(folder: Path) -> list[Reading]:
    """Sound files, each with its command.

    raises  RuntimeError where one of them is refused: of a changed one nothing would be learned
    """
    base = ("--db", str(folder / "desk.db"))
    pages, document = write_pages(folder / "rules"), folder / DOCUMENT
    page = min(pages.glob("*/*.md"))
    call(["brief", "--as-of", AS_OF, "--format", "md", "-o", str(document), *base], folder)
    add, checked = ("add", "--dry-run", "--source", "desk", *base), ("rules", "check", "--rules")
    found = [
        Reading("f.csv", TABLE.encode(), (*add, "{folder}/f.csv")),
        Reading("f.jsonl", LINES.encode(), (*add, "{folder}/f.jsonl")),
        Reading("m.csv", b"date,open,high,low,close\n2025-11-14,99700,99900,94000,94500\n",
                (*add, "--map", "ohlcv", "{folder}/m.csv")),
        Reading(str(page.relative_to(folder)), page.read_bytes(), (*checked, "{folder}/rules")),
        Reading("rules/briefing.yaml", (pages / "briefing.yaml").read_bytes(),
                (*checked, "{folder}/rules")),
        Reading("own.yaml", CATALOGUE.encode(),
                ("facts", "--catalog", "{folder}/own.yaml", *base)),
        Reading(DOCUMENT, document.read_bytes(), ("verify", "{folder}/desk.md", *base), weight=1),
    ]  # fmt: skip
    for each in found:
        (folder / each.name).write_bytes(each.content)
    for each in found:
        said = call(each.line(folder), folder)
        if said.code:
            raise RuntimeError(f"{each.name} as it should be left with {said.code}: {said.err}")
    return found
