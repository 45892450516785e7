"""Roads first, straight lines if they fail, and the step is always known."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from dispatch.application.degrading import DegradingTimes
from routing.types import LatLon, NoRoad, PointOutsideMap, Profile, TravelTimeMatrix
from tests.builders import NOWHERE, TableTimes

A, B = {"a": NOWHERE}, {"b": NOWHERE}


@dataclass(slots=True)
class Flaky:
    """Roads that answer or fail as told."""

    error: Exception | None = None
    weights_version: str = "roads-1"

    def matrix(
        self,
        origins: Mapping[str, LatLon],
        destinations: Mapping[str, LatLon],
        profile: Profile,
        *,
        departs_at: float | None = None,
    ) -> TravelTimeMatrix:
        if self.error:
            raise self.error
        return TableTimes({("a", "b"): 60.0}, self.weights_version).matrix(
            origins, destinations, profile, departs_at=departs_at
        )


def test_the_best_source_answers_while_it_can_and_again_when_it_is_back() -> None:
    roads = Flaky()
    times = DegradingTimes([roads, TableTimes({("a", "b"): 99.0}, "straight")])
    assert times.matrix(A, B, Profile.SIREN).seconds[0, 0] == 60.0
    assert (times.step, times.error, times.weights_version) == (0, None, "roads-1")
    roads.error = NoRoad("the engine is gone")
    assert times.matrix(A, B, Profile.SIREN).seconds[0, 0] == 99.0
    assert (times.step, times.error, times.weights_version) == (1, "the engine is gone", "straight")
    roads.error = None
    assert times.matrix(A, B, Profile.SIREN).weights_version == "roads-1"
    assert (times.step, times.weights_version) == (0, "roads-1")


def test_with_three_sources_each_is_a_step() -> None:
    times = DegradingTimes(
        [Flaky(PointOutsideMap("x")), Flaky(NoRoad("y"), "profile"), TableTimes({("a", "b"): 1.0}, "line")]
    )
    assert times.matrix(A, B, Profile.SIREN).weights_version == "line"
    assert times.step == 2


def test_a_mistake_of_the_program_is_not_taken_for_a_road_that_fails() -> None:
    times = DegradingTimes([Flaky(ZeroDivisionError()), TableTimes({}, "line")])
    with pytest.raises(ZeroDivisionError):
        times.matrix(A, B, Profile.SIREN)


def test_the_last_source_may_not_fail_silently() -> None:
    times = DegradingTimes([Flaky(NoRoad("x")), Flaky(NoRoad("y"))])
    with pytest.raises(NoRoad, match="y"):
        times.matrix(A, B, Profile.SIREN)
