"""A folder of pages in which nothing is wrong, for faults to be planted in, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from engine.cases.excuses import excuses
from engine.cases.house import wants
from engine.cases.mutants import mutants_of
from engine.cases.table import run_cases
from engine.pages.errors import PageError
from engine.pages.library import load_book
from kb.built_in import catalog

FELL = """---
claim: fell
source: [E10]
kind: mechanism
facts:
  peak: peak(price.close, 9d)
  now: price.close
  odds: policy.cut_odds
  closes: path(price.close, 30d)
said:
  peak: about 126,000 USD/coin (the peak)
let:
  fall: 1 - now / peak
  part: fall * assume.share
  scaled: fall * terms.move
  past: normality.fall_among_past(closes, 10 %)
  deepest: past.shallower
when:
  - fall >= 20 %: our reading of a fall
  - claim rose
---
# The price fell

The essay names {{ said.peak }}.

## Holds
It fell by {{ fall | pct }}, {{ part | pct }} of it forced, {{ scaled | pct }} scaled, to
{{ now | price }} at odds of {{ odds | pct }}.

## Fails
It fell by {{ fall | pct }} only; {{ deepest | pct }} of falls were shallower.

## Cases
| case           | peak          | now         | odds | rose  | finding | fall |
|----------------|---------------|-------------|------|-------|---------|------|
| exactly enough | 100 USD/coin  | 80 USD/coin | 40 % | holds | holds   | 20 % |
| a tick short   | 100 USD/coin  | 81 USD/coin | ?    | holds | fails   | 19 % |
| it never rose  | 100 USD/coin  | 80 USD/coin | ?    | fails | fails   | 20 % |
| nobody knows   | 100 USD/coin  | ?           | ?    | ?     | unknown | ?    |
"""

ROSE = """---
claim: rose
source: [E8]
kind: measurement
facts:
  odds: policy.cut_odds
when:
  - odds > 50 %: our reading of odds that rose
---
# The odds rose

Of one meeting.

## Holds
{% include "the_odds" %}.

## Fails
{% include "the_odds" %} only.

## Cases
| case         | odds   | finding |
|--------------|--------|---------|
| over it      | 50.1 % | holds   |
| at it        | 50 %   | fails   |
| nobody knows | ?      | unknown |
"""

TERMS = """---
claim: terms
source: [E9]
kind: definition
facts:
  leverage: derivatives.max_leverage
let:
  move: 1 / leverage
---
# What leverage does

One over it.

## Shows
A move of {{ move | pct }} is the margin.

## Cases
| case | leverage | move |
|------|----------|------|
| ten  | 10 x     | 10 % |
| five | 5 x      | 20 % |
"""

ASSUMPTIONS = """share:
  low: 1 %
  middle: 2 %
  high: 3 %
  reason: nobody publishes it
"""

ORDER = """# The order.
why:
  policy:
    What changed: [fell, rose]
  terms:
    What it means: [terms]
headline: [fell]
answer:
  Fall: fell.fall | pct
  Price: fell.now | price
theses:
  The essay:
    paragraphs: E
    share: fell.fall
    reading: all that fell
front:
  rows:
    Close: price.close | price | share
  drivers: [rose]
"""

PHRASES = """# Said twice.
the_odds: |
  They stood at
  {{ rose.odds | pct }}
"""

EXCUSES = """# None can be told apart.
"fell#1: fall >= 20 % with >": an example
"""

FAULTS = Path(__file__).with_name("planted")
GOOD = {
    "policy/fell.md": FELL,
    "policy/rose.md": ROSE,
    "terms/terms.md": TERMS,
    "assumptions.yaml": ASSUMPTIONS,
    "briefing.yaml": ORDER,
    "phrases.yaml": PHRASES,
    "equivalent_mutants.yaml": EXCUSES,
}
Complaint = tuple[str, int, str]


class Fault(NamedTuple):
    """One passage of one file replaced by another, which is wrong; see the files in planted/.

    at     a passage of the line that is to be named, in the file as it is then
    says   what is wrong and what to write instead
    named  the file that is to be named, where it is another
    """

    file: str
    old: str
    new: str
    at: str
    says: str
    named: str = ""


def faults() -> list[Fault]:
    """Every fault there is to plant."""
    texts = [path.read_text("utf-8") for path in sorted(FAULTS.glob("*.yaml"))]
    rows = [row for text in texts for row in yaml.safe_load(text)]
    return [Fault(row.pop("in"), **row) for row in rows]


def write(folder: Path, texts: dict[str, str]) -> Path:
    """The texts as files of a folder."""
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode("latin-1" if "é" in text else "utf-8"))
    return folder


def complaints(folder: Path) -> Iterator[Complaint]:
    """What is wrong with a folder of pages: what refuses it, else what it leaves open."""
    book = load_book(folder)
    for page in book.pages:
        for outcome in run_cases(book, page):
            yield from ((page.file, outcome.case.line, problem) for problem in outcome.problems)
    excuses(book, tuple(mutant.name for page in book.pages for mutant in mutants_of(page)))
    yield from ((want.file, want.line, want.problem) for want in wants(book, catalog()))


def complained(folder: Path) -> tuple[list[Complaint], PageError | None]:
    """The same as a list, with the error that refused the folder where one did."""
    try:
        return list(complaints(folder)), None
    except PageError as error:
        return [(error.file, error.line, error.problem)], error
