"""The citing filters: the only way a number gets printed."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, TemplateError, UndefinedError

from engine.words.cite import BareNumber, Cited, Ref, Refs, bind
from engine.words.filters import STYLES, make_environment
from kb.clock import day_number
from tests.every import every

REF = Ref("fact", "odds_fell.odds_now", ((3,),))
ODDS = Cited(REF, (), 0.40, 0.44, 0.50)
MEETING = Cited(REF, day=day_number("2025-12-10"))
NOTHING = Cited(REF)


def shown(source: str, **names: object) -> str:
    """What a template prints once its marks are taken off."""
    refs = Refs()
    environment = make_environment(refs, DictLoader({"page": source}), laid_out=False)
    given = {"odds": ODDS, "meeting": MEETING, "nothing": NOTHING} | names
    return bind(environment.get_template("page").render(given), refs).text


@every("style", STYLES)
def test_every_style_prints_a_value_with_its_range(style):
    assert " to " in shown(f"{{{{ amount | {style} }}}}", amount=Cited(REF, (), 1e3, 2e3, 3e3))


@every("style", [*STYLES, "day", "isoday"])
def test_every_style_says_that_the_unknown_is_unknown(style):
    assert shown(f"{{{{ nothing | {style} }}}}") == "unknown"


def test_a_date_is_printed_in_words_or_in_iso_form():
    assert shown("{{ meeting | day }}, {{ meeting | isoday }}") == "10 December 2025, 2025-12-10"


def test_a_value_says_what_there_is_none_of_in_scenarios_without_one():
    open_ended = Cited(REF, (), 0.1, 0.2, 0.3, without=28, scenarios=65)
    said = shown('{{ x | without("no stop") | pct }}', x=open_ended)
    assert said == "20% (10% to 30%; no stop in 28 of 65 scenarios)"


def test_the_middle_of_a_range_is_printed_alone_where_asked():
    assert shown("{{ odds | middle | pct }}") == "44%"


@pytest.mark.parametrize(
    ("low", "middle", "high", "size"),
    [(-0.3, -0.2, -0.1, "20% (10% to 30%)"), (-0.2, 0.1, 0.3, "10% (0% to 30%)")],
)
def test_a_size_drops_the_sign_of_the_whole_range(low, middle, high, size):
    """A range across zero has sizes from nothing on, and holds its middle."""
    assert shown("{{ x | size | pct }}", x=Cited(REF, (), low, middle, high)) == size


@every(
    "raw",
    [
        "{{ odds }}",
        "{{ odds ~ '' }}",
        "{{ odds | string }}",
        "{{ odds | upper }}",
        "{{ '%s' | format(odds) }}",
        "{{ [odds] | join }}",
        "{{ odds.middle }}",
        "{{ odds.middle | string }}",
        "{{ odds.middle * 100 }}",
        "{{ meeting.day }}",
        "{{ 44 }}",
        "{{ '44' }}",
        "44 %",
        "{{ 44 | pct }}",
        "{{ '44' | pct }}",
        "{{ [odds] | length }}",
        "{% for i in [0, 1] %}{{ loop.index }}{% endfor %}",
        "{% set n = 3 %}{{ n }}",
        "{{ none }}",
        "{{ true }}",
    ],
)
def test_nothing_is_printed_raw(raw):
    with pytest.raises(BareNumber):
        shown(raw)


@pytest.mark.parametrize(
    "unknown",
    ["{{ oods | pct }}", "{{ odds.sauce }}", "{{ odds.sauce | pct }}", "{{ odds | prct }}"],
)
def test_a_name_that_is_not_known_is_refused(unknown):
    with pytest.raises((TemplateError, BareNumber)):
        shown(unknown)


def test_the_name_that_is_not_known_is_named():
    with pytest.raises(UndefinedError, match="'oods' is undefined"):
        shown("{{ oods | pct }}")


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ odds.__class__.__mro__ }}",
        "{{ ''.__class__ }}",
        "{{ odds.mapped.__globals__ }}",
        "{% include '/etc/passwd' %}",
        "{{ odds.attributes.__class__.__base__.__subclasses__() }}",
    ],
)
def test_a_page_cannot_climb_out_of_its_template(hostile):
    with pytest.raises((TemplateError, BareNumber, ValueError)):
        shown(hostile)


def test_a_page_may_ask_whether_a_value_is_known():
    source = "{% if nothing is known %}yes{% else %}no{% endif %}"
    assert shown(source) == "no"
    assert shown(source, nothing=ODDS) == "yes"


@pytest.mark.parametrize(
    ("low", "high", "answers"),
    [(0.1, 0.3, "yes no"), (-0.3, -0.1, "no yes"), (-0.1, 0.3, "no no"), (0.0, 0.0, "no no")],
)
def test_a_value_has_a_sign_only_where_all_of_its_range_has(low, high, answers):
    source = (
        "{% if x is positive %}yes{% else %}no{% endif %} "
        "{% if x is negative %}yes{% else %}no{% endif %}"
    )
    assert shown(source, x=Cited(REF, (), low, (low + high) / 2, high)) == answers


def test_the_unknown_has_no_sign():
    assert shown("{% if nothing is positive or nothing is negative %}yes{% endif %}") == ""
