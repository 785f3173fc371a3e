"""The record: scores against plain loops, noise against simulation, skill against itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.forecast.forecasters import Market, plain
from engine.forecast.protocol import LEVELS, cases
from engine.forecast.quantile_scores import chance_above, covered, crps, transform
from engine.forecast.states import AGE_NAMES, EVERY, OVER_NAMES, failed_before
from engine.forecast.track_record import by_state, error_of_mean, scored, scores, skill
from tests.forecast.market import FIRST, fridays, walk
from tests.forecast.scores import crps_from_quantiles

ASKED = fridays(walk())
PLAIN = plain(Market(ASKED, np.full(len(ASKED), 0.6)))
WIDE = plain(Market(ASKED, np.full(len(ASKED), 1.4)))


def test_the_fast_score_is_the_checked_one():
    came = np.nan_to_num(ASKED.outcome[:, 0])
    told = PLAIN[:, 0]
    assert crps(told, came) == pytest.approx(crps_from_quantiles(LEVELS, told, came), rel=1e-12)


def test_an_outcome_that_is_not_in_has_no_score():
    told, open_still = PLAIN[:1, 0], np.array([np.nan])
    for measure in (crps, transform, covered):
        assert np.isnan(measure(told, open_still)).all()


def test_the_transform_counts_quantiles_under_what_came():
    assert transform(LEVELS, np.array(0.505)) == pytest.approx(0.505)
    assert transform(LEVELS, np.array(-1.0)) == pytest.approx(0.005)
    assert transform(LEVELS, np.array(2.0)) == pytest.approx(0.995)
    assert transform(LEVELS, np.array(LEVELS[49])) == pytest.approx(0.50)


def test_the_interval_holds_what_lies_between_its_ends():
    told = np.broadcast_to(LEVELS, (4, 99))
    assert covered(told, np.array([0.09, 0.10, 0.90, 0.91])).tolist() == [0, 1, 1, 0]


def test_a_chance_is_read_between_quantiles():
    told = np.stack([LEVELS, LEVELS, LEVELS])
    chances = chance_above(told, np.array([0.255, -9.0, 9.0]))
    assert chances == pytest.approx([0.745, 0.995, 0.005])


def test_open_and_early_cases_are_not_scored():
    use = scored(ASKED, PLAIN, 2)
    assert use.sum() == (ASKED.due & ~np.isnan(ASKED.outcome[:, 2])).sum()
    assert not (use & ~ASKED.due).any()


def test_the_record_is_that_of_a_plain_loop():
    found = scores(ASKED, PLAIN, 1)
    use = np.flatnonzero(scored(ASKED, PLAIN, 1))
    losses = [float(crps(PLAIN[n, 1], ASKED.outcome[n, 1])) for n in use]
    by_episode: dict[int, list[float]] = {}
    for n, loss in zip(use, losses, strict=True):
        by_episode.setdefault(int(ASKED.episode[n]), []).append(loss)
    assert found.cases == len(use)
    assert found.episodes == len(by_episode)
    assert found.crps == pytest.approx(np.mean(losses))
    assert found.crps_by_episode == pytest.approx(
        np.mean([np.mean(v) for v in by_episode.values()])
    )
    under = [ASKED.outcome[n, 1] > np.log(ASKED.lowest[n] / ASKED.price[n]) for n in use]
    assert found.low_was_in == pytest.approx(np.mean(under))


def test_nothing_to_score_is_no_record():
    none = replace(ASKED, due=np.zeros(len(ASKED), dtype=bool))
    assert scores(none, PLAIN, 0) is None
    assert skill(none, PLAIN, WIDE, 0) is None


def test_skill_against_oneself_is_nought_and_a_worse_forecaster_is_beaten():
    same = skill(ASKED, PLAIN, PLAIN, 0)
    assert (same.value, same.interval) == (0.0, (0.0, 0.0))
    better = skill(ASKED, PLAIN, WIDE, 0)
    assert better.interval[0] <= better.value <= better.interval[1]
    assert better.value == pytest.approx(
        1 - scores(ASKED, PLAIN, 0).crps / scores(ASKED, WIDE, 0).crps
    )


def test_skill_compares_only_where_both_spoke():
    silent = WIDE.copy()
    silent[::2] = np.nan
    found = skill(ASKED, PLAIN, silent, 0)
    assert found.cases == scored(ASKED, silent, 0).sum() < scored(ASKED, PLAIN, 0).sum()


def test_the_error_of_a_mean_allows_for_overlap():
    """Means of 26 weeks that overlap: the error found is that of simulation, not of 600 draws."""
    rng = np.random.default_rng(8)
    day = 7 * np.arange(600)
    means, errors, naive = [], [], []
    for _ in range(200):
        shocks = rng.standard_normal(625)
        values = np.convolve(shocks, np.ones(26) / np.sqrt(26), "valid")
        means.append(values.mean())
        errors.append(error_of_mean(values, day, 360))
        naive.append(values.std() / np.sqrt(600))
    assert np.mean(errors) == pytest.approx(np.std(means), rel=0.25)
    assert np.mean(naive) < 0.5 * np.std(means)


def test_under_three_episodes_there_is_no_interval():
    few = sorted(set(ASKED.episode[scored(ASKED, PLAIN, 0)]))[:2]
    part = replace(ASKED, due=ASKED.due & np.isin(ASKED.episode, few))
    assert skill(part, PLAIN, WIDE, 0).interval is None


def test_states_part_the_record_and_years_do_too():
    found = {each.state: each for each in by_state(ASKED, PLAIN, WIDE, 0)}
    whole = found[EVERY].cases
    assert sum(found[name].cases for name in OVER_NAMES if name in found) == whole
    assert sum(found[name].cases for name in AGE_NAMES if name in found) == whole
    assert sum(one.cases for name, one in found.items() if name.isdigit()) == whole
    assert found[EVERY].skill == pytest.approx(skill(ASKED, PLAIN, WIDE, 0).value)


def test_a_rebound_has_failed_once_a_new_low_followed_it():
    """Down a fifth and more, up by a quarter, under the low again; then a new highest close."""
    path = [100.0, 70.0, 60.0, 74.0, 76.0, 65.0, 59.0, 62.0, 110.0, 80.0, 75.0]
    closes = np.repeat(path, 70)
    asked = cases(closes, FIRST)
    told = dict(zip(asked.at // 70, failed_before(asked), strict=True))
    assert [bool(told[place]) for place in (1, 2, 3, 4, 5, 6, 7, 9, 10)] == [
        False, False, False, False, False, True, True, False, False,
    ]  # fmt: skip
