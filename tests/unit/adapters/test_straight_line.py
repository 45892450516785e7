"""Straight lines: the last step of degrading can be checked with a ruler."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.adapters.straight_line import StraightLineTimes
from routing.types import LatLon, Profile

DEGREE_M = 111_194.9
POINTS = st.builds(LatLon, lat=st.floats(-89, 89), lon=st.floats(-179, 179))


def test_a_degree_of_latitude_at_fifty_kilometres_an_hour() -> None:
    ends = {"a": LatLon(lat=59, lon=30)}, {"b": LatLon(lat=60, lon=30)}
    seconds = StraightLineTimes().matrix(*ends, Profile.SIREN).seconds[0, 0]
    assert seconds == pytest.approx(DEGREE_M * 1.4 / (50 / 3.6), rel=1e-4)


@given(st.lists(POINTS, max_size=3), st.lists(POINTS, max_size=3))
def test_the_table_has_a_row_for_each_start_and_a_column_for_each_end(starts: list[LatLon], ends: list[LatLon]) -> None:
    origins = {f"o{n}": at for n, at in enumerate(starts)}
    found = StraightLineTimes().matrix(origins, {f"d{n}": at for n, at in enumerate(ends)}, Profile.ORDINARY)
    assert found.seconds.shape == (len(starts), len(ends))
    assert np.isfinite(found.seconds).all()
    assert (found.seconds >= 0).all()


def test_the_version_tells_the_rule_so_that_the_screens_can_see_the_step() -> None:
    assert StraightLineTimes().weights_version.startswith("straight-line")
    assert StraightLineTimes().weights_version != StraightLineTimes(detour=1.5).weights_version
