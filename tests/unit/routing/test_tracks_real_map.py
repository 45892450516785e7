"""Matching and learning on the real extract: drives whose truth is known, seen by receivers of many kinds.

Half of the drivers take the fastest way of the table, half the way that seems fastest to them. The extract draws
some streets twice (a survey and a sketch over one another); no fix can tell such two apart, and either counts.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pytest
from numpy.typing import NDArray

from routing.learning.backtest import backtest
from routing.learning.districts import districts
from routing.learning.hours import HourClass
from routing.learning.levels import Level
from routing.learning.runs import Run
from routing.learning.speeds import learn
from routing.learning.table import SpeedTable
from routing.network.model import Network
from routing.oracle import RoadOracle
from routing.tracks.matched import MatchedTrack
from routing.tracks.matcher import Matcher
from routing.types import Profile, WeightsSpec
from routing.weights import Weights
from tests.unit.routing.driven import Drawn, Drive, Drivers, Receiver, driven, reported, weights_of

pytestmark = pytest.mark.real_map
UTC_OFFSET_S = 10_800.0
DRIVES = 40


@dataclass
class Real:
    """The real map, ready for matching."""

    network: Network

    @cached_property
    def weights(self) -> Weights:
        return weights_of(self.network)

    @cached_property
    def matcher(self) -> Matcher:
        return Matcher(self.network, self.weights)

    @cached_property
    def drawn(self) -> Drawn:
        return Drawn(self.network)

    @cached_property
    def drives(self) -> list[Drive]:
        rng = np.random.default_rng(7)
        every = [Drivers(self.network, self.weights, rng, taste=taste) for taste in (0.3, 0.0)]
        ways = [way for drivers in every for way in drivers.ways(DRIVES // 2, 1_000, 30_000)]
        return [driven(self.network, self.weights, way) for way in ways]


@pytest.fixture(scope="module")
def real(real_oracle: RoadOracle) -> Real:
    return Real(real_oracle._network)


@dataclass
class Score:
    """Shares of edges driven that were found, and of edges that were not driven, of all driven."""

    driven: int = 0
    found: int = 0
    beside: int = 0
    confidence: NDArray[np.float64] = ()  # type: ignore[assignment]
    right: NDArray[np.bool_] = ()  # type: ignore[assignment]


def score(real: Real, seen: Receiver) -> Score:
    rng, total = np.random.default_rng(3), Score()
    for drive in real.drives:
        track = reported(real.network, drive, seen, rng)
        if len(track) > 3:
            judge(real, drive, (track.at[0], track.at[-1]), real.matcher.match(track), total)
    return total


def judge(real: Real, drive: Drive, span: tuple[float, float], found: MatchedTrack, total: Score) -> None:
    truth = {edge: real.drawn.alike(edge) for edge in drive.edges.tolist()}
    while_seen = (drive.times[1:] > span[0]) & (drive.times[:-1] < span[1])
    matched = set(found.edges())
    total.driven += int(while_seen.sum())
    total.found += sum(bool(truth[edge] & matched) for edge in drive.edges[while_seen].tolist())
    total.beside += len(matched - set().union(*truth.values()))
    for chain in found.chains:
        true = drive.edge_at(chain.at)
        right = [int(edge) in truth[int(real_edge)] for edge, real_edge in zip(chain.edge, true, strict=True)]
        total.confidence = np.append(total.confidence, chain.confidence)
        total.right = np.append(total.right, right)


@pytest.mark.parametrize(
    ("seen", "least_found", "most_beside"),
    [
        (Receiver(every_s=10, noise_m=10), 0.98, 0.03),
        (Receiver(every_s=5, noise_m=5), 0.99, 0.02),
        (Receiver(every_s=10, noise_m=10, says_course=True), 0.98, 0.03),
        (Receiver(every_s=10, noise_m=30), 0.96, 0.10),
        (Receiver(every_s=60, noise_m=10), 0.95, 0.04),
        (Receiver(every_s=60, noise_m=30), 0.92, 0.08),
        (Receiver(every_s=10, noise_m=10, canyon=0.2, lost=0.2, says_accuracy=True), 0.96, 0.08),
    ],
    ids=lambda value: f"{value.every_s:.0f}s-{value.noise_m:.0f}m" if isinstance(value, Receiver) else "",
)
def test_streets_that_were_driven_are_found(real, seen, least_found, most_beside):
    found = score(real, seen)
    assert found.driven > 1_000
    assert found.found / found.driven >= least_found
    assert found.beside / found.driven <= most_beside


def test_confidence_is_the_share_of_places_that_are_right(real):
    found = score(real, Receiver(every_s=10, noise_m=20))
    sure = found.confidence > 0.95
    assert found.right[sure].mean() > 0.97
    assert found.right[found.confidence < 0.6].mean() < 0.8
    assert sure.mean() > 0.5


@dataclass
class Lesson:
    """Runs over streets whose speed differs from the table by a hidden factor."""

    real: Real
    runs: list[Run]
    hidden: NDArray[np.float64]


@pytest.fixture(scope="module")
def lesson(real: Real) -> Lesson:
    """720 runs on 36 ways; the streets differ by a quarter, the drivers and the days by a tenth."""
    rng, network = np.random.default_rng(5), real.network
    hidden = np.exp(rng.normal(-0.1, 0.25, network.edge_count))
    ways = Drivers(network, real.weights, rng, taste=0.2).ways(36, 3_000, 12_000)
    runs = []
    for k in range(720):
        way = ways[k % len(ways)]
        factor = hidden[way] * np.exp(rng.normal(0, 0.1) + rng.normal(0, 0.1, len(way)))
        drive = driven(network, real.weights, way, factor=factor, begin_at=1_795_424_400.0 + 3_600 * k)
        track = real.matcher.match(reported(network, drive, Receiver(), rng))
        runs.append(Run(name=str(k), profile=Profile.SIREN, track=track))
    return Lesson(real, runs, hidden)


def test_hidden_speeds_are_found_again(lesson):
    network, table = lesson.real.network, SpeedTable(lesson.real.network, lambda _: WeightsSpec())
    speeds = learn(network, table, districts(network, ()), lesson.runs, utc_offset_s=UTC_OFFSET_S)
    passages = speeds.effects[Profile.SIREN][Level.EDGE].passages_of(np.arange(network.edge_count))
    known = (passages >= 10) & (network.edge_length_m > 200)
    off = np.log(speeds.factors(network, Profile.SIREN, HourClass.DAY)[known] / lesson.hidden[known])
    assert known.sum() > 50
    assert np.abs(np.log(lesson.hidden[known])).mean() > 0.18
    assert np.abs(off).mean() < 0.1
    assert np.corrcoef(np.log(lesson.hidden[known]), np.log(lesson.hidden[known]) + off)[0, 1] > 0.9


def test_learning_lessens_the_error_of_predicted_times(lesson):
    network, table = lesson.real.network, SpeedTable(lesson.real.network, lambda _: WeightsSpec())
    tested = backtest(network, table, districts(network, ()), lesson.runs, utc_offset_s=UTC_OFFSET_S)
    assert tested.after.mean_absolute_share < 0.75 * tested.before.mean_absolute_share
    assert abs(tested.after.bias_s) < abs(tested.before.bias_s)
    assert 0.8 <= tested.after.within_p90 <= 1.0
