"""What was learnt, in force: the oracle of the tiny town with a shelf beside it."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from routing.learning.districts import districts
from routing.learning.hours import HourClass, class_of
from routing.learning.in_force import InForce
from routing.learning.levels import NOTHING, Effects, Level
from routing.learning.shelf import IN_FORCE, Shelf, VersionUnknown
from routing.learning.speeds import LearntSpeeds
from routing.learning.spread import Grain, Spread
from routing.learning.store import Learnt
from routing.network.model import Network
from routing.oracle import RoadOracle
from routing.types import PUBLISHED_SPREAD, LearntRoads, Profile, WeightsSpec
from tests.tiny_town.town import TOWN, spot

SIREN, ORDINARY = Profile.SIREN, Profile.ORDINARY
MORNING, NIGHT = 8, 3
"""Hours of the week: Monday."""
CROSSING = (spot(0, 0.5), spot(2.5, 1))


def effects(key: list[int], effect: list[float], passages: list[float]) -> Effects:
    return Effects(key=np.array(key), effect=np.array(effect), passages=np.array(passages))


def half_as_fast(network: Network, *, morning: float = 0.0) -> Learnt:
    """Every street is driven at half the table's speed with siren; in the morning by a factor of e^morning more."""
    classes = np.unique(network.ways.highway[network.edge_way]).astype(int)
    hours = len(HourClass)
    keys = [code * hours + hour for code in classes for hour in range(hours)]
    logs = [np.log(0.5) + (morning if key % hours == HourClass.MORNING else 0.0) for key in keys]
    taught = dict.fromkeys(Level, NOTHING) | {Level.CLASS: effects(keys, logs, [10.0] * len(keys))}
    speeds = LearntSpeeds(
        map_checksum=network.checksum,
        zones=districts(network, ()),
        effects={SIREN: taught},
        runs=40,
        passages=400,
        made_from=1.0,
        made_to=2.0,
        least_factor=0.2,
        most_factor=3.0,
    )
    later = dict.fromkeys(Grain, NOTHING) | {Grain.ALL: effects([0], [np.log(1.1)], [40.0])}
    return Learnt(speeds=speeds, spreads={SIREN: Spread(profile=SIREN, median=later, runs=40)})


@pytest.fixture
def network(own_town: RoadOracle) -> Network:
    return own_town._network


@pytest.fixture
def shelf(network: Network, tmp_path: Path) -> Shelf:
    return Shelf.of(tmp_path / "learnt", network.checksum)


def opened(tmp_path: Path, spec: WeightsSpec | None = None) -> RoadOracle:
    return RoadOracle.open(TOWN, tmp_path, spec=spec, learnt=tmp_path / "learnt")


def seconds(oracle: RoadOracle, profile: Profile = SIREN) -> float:
    return oracle.route(*CROSSING, profile).duration_s


def test_a_learnt_factor_is_in_every_answer_and_in_the_version(own_town, network, shelf, tmp_path):
    shelf.put_in_force(shelf.keep(half_as_fast(network), "runs = 40", ""))
    taught = opened(tmp_path)
    assert taught.learnt == LearntRoads(version=half_as_fast(network).version, runs=40, made_from=1.0, made_to=2.0)
    assert 1.5 * seconds(own_town) < seconds(taught) < 2.0 * seconds(own_town)  # turns take what they take
    assert taught.matrix([CROSSING[0]], [CROSSING[1]], SIREN)[0, 0] == pytest.approx(seconds(taught))
    assert seconds(taught, ORDINARY) == seconds(own_town, ORDINARY)
    assert taught.weights_version != own_town.weights_version


def test_learnt_factors_follow_the_hour(network, shelf, tmp_path):
    shelf.put_in_force(shelf.keep(half_as_fast(network, morning=-0.4), "", ""))
    by_night, in_the_morning = (opened(tmp_path, WeightsSpec(hour_of_week=hour)) for hour in (NIGHT, MORNING))
    known = InForce.open(network, tmp_path / "learnt").factors
    assert known is not None
    assert known(SIREN, MORNING)[0] == pytest.approx(0.5 * np.exp(-0.4))
    assert known(SIREN, NIGHT)[0] == pytest.approx(0.5)
    assert known(SIREN, None)[0] == pytest.approx(0.5 * np.exp(-0.4 / len(HourClass)))
    assert known(SIREN, MORNING) is known(SIREN, MORNING + 1)
    assert seconds(in_the_morning) > seconds(by_night)


def test_a_street_closed_and_opened_again_is_as_fast_as_it_was_learnt(network, shelf, tmp_path):
    shelf.put_in_force(shelf.keep(half_as_fast(network), "", ""))
    taught = opened(tmp_path)
    before = taught._state.profiles[SIREN].metric.weights.edge_ms.copy()
    way = int(network.ways.osm_id[network.edge_way[0]])
    taught.reweight(WeightsSpec(closed_ways=(way,)))
    taught.reweight(WeightsSpec())
    assert np.array_equal(taught._state.profiles[SIREN].metric.weights.edge_ms, before)


def test_the_spread_is_the_learnt_one_and_the_published_one_where_nothing_was_learnt(network, shelf, tmp_path):
    shelf.put_in_force(shelf.keep(half_as_fast(network), "", ""))
    taught = opened(tmp_path)
    assert taught.spread(SIREN).p50 == pytest.approx((1.1, 1.1, 1.1))
    assert taught.spread(ORDINARY).p90 == pytest.approx(PUBLISHED_SPREAD[ORDINARY].p90 * 3)
    taught.reweight(WeightsSpec(hour_of_week=NIGHT))
    assert taught.spread(ORDINARY).p90[0] > PUBLISHED_SPREAD[ORDINARY].p90[0]


def test_an_older_version_can_be_put_in_force_again_and_so_can_the_table(own_town, network, shelf, tmp_path):
    older = shelf.keep(half_as_fast(network), "runs = 40", "")
    newer = shelf.keep(half_as_fast(network, morning=0.1), "runs = 41", "")
    shelf.put_in_force(newer)
    shelf.put_in_force(older)
    assert opened(tmp_path).learnt.version == older
    assert {kept.version: kept.in_force for kept in shelf.versions()} == {older: True, newer: False}
    assert shelf.summary(newer) == "runs = 41"
    shelf.put_in_force(None)
    assert opened(tmp_path).weights_version == own_town.weights_version
    with pytest.raises(VersionUnknown, match=older):
        shelf.put_in_force("nobody")


def test_what_cannot_be_read_is_not_in_force_and_is_said(own_town, network, shelf, tmp_path):
    version = shelf.keep(half_as_fast(network), "", "")
    shelf.put_in_force(version)
    file = shelf.folder / f"{version}.npz"
    file.write_bytes(file.read_bytes()[:-40])
    taught = opened(tmp_path)
    assert taught.learnt.version is None
    assert "learn again" in str(taught.learnt.problem)
    assert seconds(taught) == seconds(own_town)
    (shelf.folder / IN_FORCE).write_text("gone\n")
    assert "gone.npz" in str(opened(tmp_path).learnt.problem)


def test_what_was_learnt_on_another_map_is_on_another_shelf(network, shelf, tmp_path):
    shelf.put_in_force(shelf.keep(half_as_fast(network), "", ""))
    elsewhere = Shelf.of(tmp_path / "learnt", "0" * 64)
    assert elsewhere.load(network) is None
    shutil.copytree(shelf.folder, elsewhere.folder)
    assert elsewhere.in_force() is not None


@pytest.mark.parametrize(
    ("hour_of_week", "expected"),
    [(3, HourClass.NIGHT), (8, HourClass.MORNING), (17, HourClass.EVENING), (24 * 5 + 12, HourClass.WEEKEND)],
)
def test_an_hour_of_the_week_is_classed_as_its_moments_are(hour_of_week, expected):
    assert class_of(hour_of_week) == expected
