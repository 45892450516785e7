"""The engine: many at once, few changes, two copies of the weights."""

import gc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.engine.buffers import Buffers
from routing.oracle import RoadOracle
from routing.types import Profile, WeightsSpec
from tests.tiny_town.town import TOWN, spot

WAYS = [*range(101, 113)]
closures = st.builds(
    WeightsSpec,
    closed_ways=st.lists(st.sampled_from(WAYS), max_size=4, unique=True).map(tuple),
    hour_of_week=st.sampled_from([None, 8]),
)


@pytest.fixture(scope="module")
def changing(tmp_path_factory: pytest.TempPathFactory) -> RoadOracle:
    return RoadOracle.open(TOWN, tmp_path_factory.mktemp("cache"))


def followed(oracle: RoadOracle, spec: WeightsSpec, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Re-weight by following the changes; tell whether that gave what weighing everything gives."""
    monkeypatch.setattr("routing.oracle.state.FEW", 1.0)
    oracle.reweight(spec)
    whole = oracle._weighing.weighed(spec)
    pairs = [
        (whole.profiles[each].metric.passing.arc, oracle._state.profiles[each].metric.passing.arc) for each in Profile
    ]
    usable = [(whole.profiles[each].usable, oracle._state.profiles[each].usable) for each in Profile]
    return all(np.array_equal(a, b) for a, b in pairs + usable)


@settings(max_examples=100, deadline=None)
@given(st.lists(closures, min_size=1, max_size=6))
def test_following_a_few_changes_gives_what_weighing_everything_gives(changing, specs):
    with pytest.MonkeyPatch.context() as patch:
        for spec in specs:
            assert followed(changing, spec, patch)


@pytest.mark.real_map
def test_following_closures_on_the_real_map_gives_what_weighing_everything_gives(real_oracle, monkeypatch):
    rng, ways = np.random.default_rng(4), real_oracle._network.ways.osm_id
    try:
        for count in (1, 30, 600, 0, 5):
            assert followed(real_oracle, WeightsSpec(closed_ways=tuple(rng.choice(ways, count).tolist())), monkeypatch)
    finally:
        real_oracle.reweight(WeightsSpec())


def test_weights_that_are_still_asked_are_not_written_over(own_town):
    a, b = own_town.snap(spot(0.2, 0)), own_town.snap(spot(1.5, 1))
    held = own_town._state.profiles[Profile.SIREN].metric
    before = held.path(held.ends(a), held.ends(b)).duration_ms
    for way in WAYS * 2:
        own_town.reweight(WeightsSpec(closed_ways=(way,)))
        own_town.reweight(WeightsSpec(class_factor={"primary": 0.1}))
    assert held.path(held.ends(a), held.ends(b)).duration_ms == before


def test_a_table_says_the_same_as_the_matrix_in_half_the_memory(town):
    rng = np.random.default_rng(1)
    places = [spot(*at) for at in rng.uniform(-0.5, 3.5, (1100, 2))]  # more than are labelled at a time
    for profile in Profile:
        table = town.table(places, places[:7], profile)
        assert table.dtype == np.float32
        assert np.array_equal(table, town.matrix(places, places[:7], profile).astype(np.float32))
    assert town.table([], places, Profile.SIREN).shape == (0, 1100)


class Holder:
    """What keeps weights in use."""


def test_a_copy_that_lies_behind_gets_what_has_changed_since():
    buffers, holders = Buffers(4), [Holder(), Holder()]
    first = buffers.blank()
    first[:] = [1, 2, 3, 4]
    buffers.wrote(holders[0], first)
    second = buffers.copied(first)
    second[1] = 9
    buffers.wrote(holders[1], second, np.array([1]))
    del holders[0]
    gc.collect()
    third = buffers.copied(second)
    assert third is first
    assert third.tolist() == [1, 9, 3, 4]


def test_a_copy_from_before_a_whole_writing_is_copied_whole():
    buffers, old = Buffers(2), Holder()
    first = buffers.blank()
    first[:] = [1, 1]
    buffers.wrote(old, first)
    new = Holder()
    second = buffers.blank()
    second[:] = [5, 6]
    buffers.wrote(new, second)
    del old
    gc.collect()
    assert buffers.copied(second).tolist() == [5, 6]
