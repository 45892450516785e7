"""Bands over the real extract keep what the matrix says."""

from collections.abc import Sequence

import numpy as np
import pytest
import shapely

from routing.network.model import DEGREES
from routing.oracle import RoadOracle
from routing.types import LatLon, Profile

pytestmark = pytest.mark.real_map

STATIONS = [
    LatLon(lat=60.01512, lon=30.67314),
    LatLon(lat=59.57639, lon=30.12833),
    LatLon(lat=60.70763, lon=28.75283),
    LatLon(lat=59.63924, lon=33.52555),
    LatLon(lat=58.73876, lon=29.84756),
]
LIMITS_S = [600.0, 1200.0, 1800.0]
ASIDE_DEG = 0.002
"""Points asked about lie this near to a road, so that they may be in a band at all: 220 m north, 110 m east."""
BORDER_DEG = 0.003
"""A grid has its step: nearer to an outline than this, a point may be on either side."""


def points_by_roads(oracle: RoadOracle, area: shapely.Geometry, count: int) -> list[LatLon]:
    """Random points near roads, in the surroundings of an area."""
    rng = np.random.default_rng(5)
    lon, lat = oracle._network.pieces.lon * DEGREES, oracle._network.pieces.lat * DEGREES
    near = np.flatnonzero(shapely.contains_xy(shapely.box(*area.bounds).buffer(0.1), lon, lat))
    chosen = rng.choice(near, count)
    shift = rng.uniform(-ASIDE_DEG, ASIDE_DEG, (count, 2))
    return [LatLon(lat=lat[i] + s[0], lon=lon[i] + s[1]) for i, s in zip(chosen, shift, strict=True)]


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("origins", [STATIONS[:1], STATIONS[2:3], STATIONS], ids=["one", "by the sea", "all"])
def test_what_is_in_a_band_is_reached_in_time_and_what_is_not_is_not(
    real_oracle: RoadOracle, origins: Sequence[LatLon], profile: Profile
) -> None:
    found = real_oracle.isochrones(origins, LIMITS_S, profile)
    for band in found.bands:
        assert band.area.is_valid
        points = points_by_roads(real_oracle, band.area, 4000)
        dots = shapely.points([(at.lon, at.lat) for at in points])
        clear = shapely.distance(dots, band.area.boundary) > BORDER_DEG
        in_time = real_oracle.matrix(origins, points, profile).min(axis=0) <= band.limit_s
        inside = shapely.contains(band.area, dots)
        assert clear.sum() > 1000
        assert inside[clear].any()
        assert not inside[clear].all()
        assert (inside == in_time)[clear].mean() >= 0.99


@pytest.mark.parametrize(
    ("origins", "lost"), [(STATIONS[:2], 0.005), (STATIONS, 0.04)], ids=["on a fine grid", "on a coarse grid"]
)
def test_bands_grow_with_time_and_with_every_station(
    real_oracle: RoadOracle, origins: Sequence[LatLon], lost: float
) -> None:
    together = real_oracle.isochrones(origins, LIMITS_S, Profile.SIREN)
    for smaller, larger in zip(together.bands, together.bands[1:], strict=False):
        assert smaller.area.difference(larger.area.buffer(1e-7)).is_empty
    for station in origins:
        alone = real_oracle.isochrones([station], LIMITS_S, Profile.SIREN)
        for own, union in zip(alone.bands, together.bands, strict=True):
            assert own.area.difference(union.area).area <= lost * own.area.area


def test_what_is_written_is_valid_to_the_last_digit(real_oracle: RoadOracle) -> None:
    for station in STATIONS:
        found = real_oracle.isochrones([station], [300, 600, 900, 1200, 1800], Profile.SIREN)
        for feature in found.geojson()["features"]:
            assert shapely.geometry.shape(feature["geometry"]).is_valid
