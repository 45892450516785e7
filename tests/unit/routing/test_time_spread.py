"""How far times are to be trusted, checked by hand."""

import numpy as np
import pytest

from routing.types import NINTH_DECILE, PUBLISHED_SPREAD, PUBLISHED_WIDTH, Profile, TimeSpread, TravelTimeMatrix

LEARNT = TimeSpread(until_s=(300.0, 900.0), p50=(1.2, 1.0, 0.9), p90=(1.5, 1.3, 1.2))
SAID_S = np.array([[100.0, 600.0], [1_000.0, np.inf]])


def test_the_median_is_by_the_length_that_the_weights_say():
    assert LEARNT.median_s(SAID_S).tolist() == [[120.0, 600.0], [900.0, np.inf]]


def test_the_ninth_decile_is_by_the_length_of_the_median_one_by_one_and_all_at_once():
    median_s = LEARNT.median_s(SAID_S)
    every = LEARNT.p90_of_all_s(median_s)
    assert every.tolist() == [[180.0, 780.0], [1_080.0, np.inf]]
    assert [LEARNT.p90_s(seconds) for seconds in median_s.ravel().tolist()] == every.ravel().tolist()


def test_without_runs_the_median_is_what_the_weights_say_and_the_spread_is_published():
    for profile in Profile:
        known = PUBLISHED_SPREAD[profile]
        assert known.median_s(SAID_S) is SAID_S
        assert known.p90_s(600.0) == pytest.approx(600 * np.exp(NINTH_DECILE * PUBLISHED_WIDTH[profile]))


def test_a_spread_of_wrong_size_is_refused():
    with pytest.raises(ValueError, match="2 borders"):
        TimeSpread(until_s=(300.0, 900.0), p50=(1.0,), p90=(1.2,))


def test_nothing_is_known_of_the_spread_unless_somebody_says():
    matrix = TravelTimeMatrix(
        origins=("a",), destinations=("b",), seconds=np.ones((1, 1)), profile=Profile.SIREN, weights_version="v"
    )
    assert matrix.spread is None
