"""The picture of what takes the fewest daily moves: it says which fact, and what then becomes."""

from __future__ import annotations

from engine.briefing.pictures.judged import how_far_from_turning
from engine.words.cite import unmarked
from tests import published


def test_it_names_the_fact_and_says_turns_of_what_turns_alone():
    briefing = published.with_past("2024-08-05")
    picture = how_far_from_turning(briefing)
    title = unmarked(picture.title)
    rows = [row for row in briefing.flips if row.cells[5]]
    named = [row for row in rows if unmarked(f"with {row.cells[2]} at {row.cells[4]}") in title]
    assert named
    nearest = min(rows, key=lambda row: float(unmarked(row.cells[5]).replace(",", "")))
    assert nearest in named
    becomes = "cannot be judged" if nearest.cells[6] == "unknown" else "turns"
    assert f"{becomes} with " in title
