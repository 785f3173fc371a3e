"""Shapes: well-formed, within the picture, gaps where nothing is known, names that do not touch."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from engine.pictures.falls import falls
from engine.pictures.flows import Strip, flows, strips
from engine.pictures.frame import Named
from engine.pictures.price import Fan, Prices, price
from engine.pictures.rows import Bar, parts_of, turning
from engine.pictures.svg import HEIGHT, LINE, WIDTH, Told, area, line, sparkline, spread
from tests.every import every

TOLD = Told("it", "It fell & stayed <low>", "A line from high to low")
DAYS = np.arange(20_000, 20_365)
CLOSES = np.linspace(120_000.0, 80_000.0, 365)


def prices(closes: np.ndarray, *, fan: bool = True) -> str:
    ends = Named(55_000.0, "10%"), Named(70_000.0, "50%")
    told = [np.array([70_000.0, 55_000.0]), np.array([76_000.0, 70_000.0]), np.full(2, 79_000.0)]
    shown = Prices(
        DAYS, closes, np.full(365, 50_000.0), closes / np.fmax.accumulate(closes) - 1.0,
        Named(80_000.0, "last"), Named(-0.33, "fall"), Named(50_000.0, "paid"),
        (Named(81_000.0, "a level"), Named(80_500.0, "another"), Named(9.0, "far below")),
        Fan(np.array([90, 180]), *told, ends) if fan else None,
    )  # fmt: skip
    return price(TOLD, shown)


def strip(values: np.ndarray, name: str = "dollars") -> Strip:
    return Strip(DAYS[: len(values)], values, name, "{:g}".format, Named(values[-1], "last"))


FLOWS = np.array([3e8, -9e8, 1.2e9, -2e8] * 5)
GAPS = np.where(np.arange(365) % 50 < 10, np.nan, CLOSES)
CHARTS = {
    "price": prices(CLOSES),
    "price with gaps": prices(GAPS),
    "price without a fan": prices(CLOSES, fan=False),
    "falls": falls(
        TOLD, [("Dec", -np.linspace(0, 0.8, 90)), ("", -np.linspace(0, 0.3, 60))],
        -np.linspace(0, 0.3, 46), "now",
    ),
    "flows": flows(TOLD, DAYS[:20], FLOWS, "last", (2, "worst")),
    "one strip": strips(TOLD, [strip(CLOSES)]),
    "two strips": strips(TOLD, [strip(GAPS), strip(CLOSES / 2, "coins")]),
    "parts": parts_of(
        TOLD, [Bar("funds", 0.1, "10%", 0.05, 0.2), Bar("rest", 0.9, "90%", 0.8, 0.95, "grey")]
    ),
    "turning": turning(TOLD, [Bar("a", 0.002, "0", 0, 0), Bar("b", 14.0, "14", 14, 14)]),
}  # fmt: skip


def box(svg: str) -> tuple[float, float]:
    found = ElementTree.fromstring(svg).attrib["viewBox"].split()
    return float(found[2]), float(found[3])


def points(svg: str) -> list[tuple[float, float]]:
    """The places of everything that is put somewhere."""
    found = []
    for each in ElementTree.fromstring(svg).iter():
        at = each.attrib
        if "cx" in at:
            found.append((float(at["cx"]), float(at["cy"])))
        elif "x" in at:
            found.append((float(at["x"]), float(at["y"])))
        for x, y in re.findall(r"[ML](\S+?) ([0-9.-]+)", at.get("d", "")):
            found.append((float(x), float(y)))
    return found


@every("svg", CHARTS.values(), ids=CHARTS)
def test_a_chart_is_well_formed_and_says_what_it_shows(svg):
    root = ElementTree.fromstring(svg)
    assert root.attrib["role"] == "img"
    named = {each.attrib["id"]: each.text for each in root if each.tag in ("title", "desc")}
    assert named[root.attrib["aria-labelledby"]] == TOLD.title
    assert named[root.attrib["aria-describedby"]] == TOLD.seen


@every("svg", CHARTS.values(), ids=CHARTS)
def test_everything_lies_within_the_picture(svg):
    width, height = box(svg)
    assert width == WIDTH
    assert height in (HEIGHT, 330.0)
    assert len(points(svg)) > 5
    assert all(0 <= x <= width and 0 <= y <= height for x, y in points(svg))


@every("svg", CHARTS.values(), ids=CHARTS)
def test_at_most_three_colours_beside_the_greys(svg):
    used = set(re.findall(r'class="\w+ (\w+)"', svg)) | set(re.findall(r'<text class="(\w+)"', svg))
    assert used - {"faint", "zero", "level", "back", "tick"} <= {"accent", "warn", "grey", "ink"}


@every("svg", CHARTS.values(), ids=CHARTS)
def test_no_two_names_stand_on_each_other(svg):
    """Names on one side of one place are a line apart, or begin elsewhere."""
    texts = [e for e in ElementTree.fromstring(svg).iter("text") if e.attrib["class"] != "tick"]
    spans = sorted((float(e.attrib["y"]), *_across(e)) for e in texts)
    for (y, left, right), (below, left2, right2) in pairwise(spans):
        assert below - y >= 14 or right <= left2 or right2 <= left


def _across(text: ElementTree.Element) -> tuple[float, float]:
    x, wide = float(text.attrib["x"]), 7.0 * len(text.text)
    start = {"start": x, "middle": x - wide / 2, "end": x - wide}[text.attrib["text-anchor"]]
    return start, start + wide


def test_a_day_without_a_value_leaves_a_gap_in_the_line():
    x = np.arange(5.0)
    drawn = line(x, np.array([1.0, 2.0, np.nan, 4.0, 5.0]), "accent")
    assert re.search('d="(.*)"', drawn).group(1) == "M0.0 1.0L1.0 2.0M3.0 4.0L4.0 5.0"


def test_a_day_alone_between_gaps_can_be_seen():
    drawn = line(np.arange(3.0), np.array([np.nan, 2.0, np.nan]), "accent")
    assert "M-1.0 2.0h4" in drawn


def test_an_area_breaks_where_its_line_does():
    top = np.array([1.0, 2.0, np.nan, 4.0, 5.0])
    assert area(np.arange(5.0), top, 9.0, "accent").count("Z") == 2


@pytest.mark.parametrize("wanted", [[50.0, 51.0, 52.0], [199.0, 200.0, 200.0], [0.0, 0.0, 90.0]])
def test_names_that_want_one_place_are_moved_apart_and_keep_their_order(wanted):
    found = spread(wanted, 10.0, 200.0)
    assert all(b - a >= LINE for a, b in pairwise(found))
    assert all(0.0 <= y <= 200.0 for y in found)


def test_names_far_from_each_other_stay_where_they_are():
    assert spread([120.0, 30.0], 10.0, 200.0) == [120.0, 30.0]


def test_a_sparkline_ends_in_a_dot_at_its_last_known_point():
    drawn = ElementTree.fromstring(sparkline([1.0, 2.0, *[None] * 6, 3.0, None, 2.0, None]))
    path, dot = drawn
    assert path.attrib["d"].count("M") == 2
    assert float(dot.attrib["cx"]) < 86.0
    assert 3.0 < float(dot.attrib["cy"]) < 17.0


@pytest.mark.parametrize("values", [[], [1.0], [None, 2.0, None]])
def test_a_single_point_makes_no_sparkline(values):
    assert sparkline(values) == ""
