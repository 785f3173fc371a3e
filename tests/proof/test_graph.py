"""The causal graph: what rests on what, coloured by finding, as text and as a picture."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from engine.proof.causal import COLOURS, Claim, Edge, Graph, causal_graph, mermaid
from engine.proof.graph_svg import BOX, svg
from tests.worlds import book, page_text

SVG = "{http://www.w3.org/2000/svg}"


def low(claim, *when, **parts):
    lines = when or ("now <= 100 USD/coin: ours",)
    return page_text(claim, facts={"now": "price.close"}, when=lines, **parts)


@pytest.fixture
def graph():
    of = book(
        low("fell"),
        low("thin", "now <= 90 USD/coin: ours", "not claim fell"),
        low("spiral", "claim thin", "claim fell", "fell.now <= 80 USD/coin: ours"),
        low("echo", "fell.now <= 70 USD/coin: ours"),
    )
    return causal_graph(of, {"fell": "holds", "thin": "fails", "spiral": "unknown"})


def test_an_edge_says_how_one_claim_rests_on_another(graph):
    assert set(graph.edges) == {
        Edge("fell", "thin", "fails"),
        Edge("thin", "spiral", "holds"),
        Edge("fell", "spiral", "holds"),
        Edge("fell", "echo", "feeds"),
    }


def test_a_claim_stands_to_the_right_of_all_it_rests_on(graph):
    assert graph.columns() == {"fell": 0, "thin": 1, "echo": 1, "spiral": 2}


def test_a_claim_nobody_judged_has_no_finding(graph):
    assert Claim("echo", "chapter", "") in graph.claims


def test_the_text_names_every_claim_edge_and_colour(graph):
    text = mermaid(graph)
    assert text.startswith("flowchart LR\n")
    assert "  thin --> spiral\n" in text
    assert "  fell -- not --> thin\n" in text
    assert "  fell -.-> echo\n" in text
    assert "  class fell holds\n" in text
    assert f"classDef fails fill:{COLOURS['fails'][0]}" in text


def test_the_picture_is_well_formed_with_a_box_a_claim_and_a_line_an_edge(graph):
    root = ElementTree.fromstring(svg(graph))
    boxes = [r for r in root.iter(f"{SVG}rect") if r.get("width") == str(BOX)]
    assert len(boxes) == len(graph.claims)
    assert len(list(root.iter(f"{SVG}path"))) == len(graph.edges)
    titles = {title.text for title in root.iter(f"{SVG}title")}
    assert {"fell: holds", "thin: fails", "spiral: unknown", "echo: not asked"} <= titles


def test_no_two_boxes_stand_on_each_other(graph):
    root = ElementTree.fromstring(svg(graph))
    boxes = [r for r in root.iter(f"{SVG}rect") if r.get("width") == str(BOX)]
    assert len({(box.get("x"), box.get("y")) for box in boxes}) == len(boxes)


def test_a_hostile_name_is_only_text():
    nasty = Graph((Claim("<script>", "a", "holds"),), ())
    root = ElementTree.fromstring(svg(nasty))
    assert not list(root.iter(f"{SVG}script"))


def test_a_page_that_rests_on_a_headline_is_drawn_without_that_line():
    head = page_text(
        "head", kind="headline", facts={"now": "price.close"}, sections=("Holds",),
        when=["now <= 50 USD/coin: ours"],
    )  # fmt: skip
    of = book(head, low("fell", "now <= 90 USD/coin: ours", "claim head"))
    drawn = causal_graph(of, {})
    assert (len(drawn.claims), drawn.edges) == (1, ())
    ElementTree.fromstring(svg(drawn))
