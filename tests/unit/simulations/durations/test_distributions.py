"""Each distribution is the one it says, and is drawn by inversion."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulations.durations import Constant, Duration, Empirical, Exponential, Gamma, LogNormal, Truncated, Weibull

SHARES = np.linspace(0.001, 0.999, 97)
KNOWN = [
    (Exponential(expected_s=300), stats.expon(scale=300)),
    (LogNormal(median_s=600, sigma=0.5), stats.lognorm(0.5, scale=600)),
    (Gamma(shape=2.5, scale_s=200), stats.gamma(2.5, scale=200)),
    (Weibull(shape=1.4, scale_s=900), stats.weibull_min(1.4, scale=900)),
]
ALL: list[Duration] = [
    *(mine for mine, _ in KNOWN),
    Constant(seconds=60),
    LogNormal(median_s=60, sigma=0),
    Truncated(of=LogNormal(median_s=600, sigma=0.8), low_s=120, high_s=1_800),
    Truncated(of=Exponential(expected_s=100), high_s=150),
    Empirical(observed_s=(30, 60, 60, 300)),
]
NAMES = [type(each).__name__ for each in ALL]


@pytest.mark.parametrize(("mine", "known"), KNOWN, ids=NAMES[:4])
def test_it_is_the_textbooks_distribution(mine: Duration, known: stats.rv_continuous) -> None:
    assert mine.quantile(SHARES) == pytest.approx(known.ppf(SHARES))
    assert mine.share_within(known.ppf(SHARES)) == pytest.approx(SHARES)
    assert mine.mean_s == pytest.approx(known.mean())


@pytest.mark.parametrize("duration", ALL, ids=NAMES)
def test_draws_have_its_mean_and_are_never_negative(duration: Duration) -> None:
    drawn = duration.draw(np.random.default_rng(47), 200_000)
    assert drawn.min() >= 0
    assert drawn.mean() == pytest.approx(duration.mean_s, rel=0.01)
    assert duration.quantile(np.zeros(1))[0] >= 0


@pytest.mark.parametrize("duration", ALL, ids=NAMES)
def test_who_ranks_higher_takes_no_less_time(duration: Duration) -> None:
    assert (np.diff(duration.quantile(SHARES)) >= 0).all()


@pytest.mark.parametrize("duration", ALL, ids=NAMES)
def test_a_draw_takes_one_number_a_duration(duration: Duration) -> None:
    one, other = np.random.default_rng(1), np.random.default_rng(1)
    duration.draw(one, 7)
    other.random(7)
    assert one.random() == other.random()


@given(low=st.floats(0, 500), width=st.floats(1, 5_000), share=st.floats(0, 0.999999))
def test_what_is_cut_off_never_happens(low: float, width: float, share: float) -> None:
    cut = Truncated(of=LogNormal(median_s=600, sigma=0.7), low_s=low, high_s=low + width)
    drawn = cut.quantile(np.array([share]))[0]
    assert low <= drawn <= low + width
    assert 0 < cut.mean_s <= low + width


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: Constant(seconds=-1), "seconds=-1"),
        (lambda: Exponential(expected_s=float("inf")), "expected_s=inf"),
        (lambda: LogNormal(median_s=0, sigma=1), "median_s=0"),
        (lambda: Gamma(shape=0, scale_s=1), "shape=0"),
        (lambda: Weibull(shape=1, scale_s=-1), "scale_s=-1"),
        (lambda: Empirical(observed_s=()), "observed_s"),
        (lambda: Empirical(observed_s=(1, -1)), "observed_s=-1"),
        (lambda: Truncated(of=Constant(seconds=5), low_s=10, high_s=20), "nothing"),
        (lambda: Truncated(of=Exponential(expected_s=5), low_s=10, high_s=10), "nothing"),
    ],
)
def test_what_can_be_no_distribution_is_refused(build: type, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        build()
