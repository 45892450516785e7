"""Points meet the nearest road that may be driven: shapely is the truth."""

from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from routing.network.model import DEGREES
from routing.oracle import RoadOracle
from routing.snapping.snapper import Snapper, mercator
from routing.types import LatLon
from tests.tiny_town.town import spot


def lines(oracle: RoadOracle) -> NDArray[np.object_]:
    pieces = oracle._network.pieces
    plane = np.column_stack(mercator(pieces.lon * DEGREES, pieces.lat * DEGREES))
    return shapely.linestrings(plane, indices=np.repeat(np.arange(len(pieces.way)), np.diff(pieces.first)))


def check(oracle: RoadOracle, points: Sequence[LatLon], usable: NDArray[np.bool_]) -> None:
    """Each point is as near to the foot as to the nearest usable line, and the share of the piece leads to the foot."""
    network = oracle._network
    feet = Snapper(network).feet(points, usable)
    every = lines(oracle)
    dots = shapely.points(
        np.column_stack(mercator(np.array([p.lon for p in points]), np.array([p.lat for p in points])))
    )
    found = shapely.points(np.column_stack(mercator(feet.lon, feet.lat)))
    chosen = np.flatnonzero(usable)
    nearest = chosen[shapely.STRtree(every[chosen]).nearest(dots)]
    known = ~np.isnan(feet.offset)
    assert known.mean() > 0.9
    assert shapely.distance(dots, found)[known] == pytest.approx(
        shapely.distance(dots, every[nearest])[known], abs=1e-11
    )
    own = network.edges.piece[feet.edge]
    assert usable[own][known].all()
    along = np.where(network.edges.forward[feet.edge] == 1, feet.offset, 1 - feet.offset)
    there = shapely.line_interpolate_point(every[own], along, normalized=True)
    assert shapely.distance(there, found)[known].max() < 1e-10


def test_every_point_of_the_town_meets_its_nearest_road(town):
    rng = np.random.default_rng(2)
    points = [spot(*at) for at in rng.uniform(-3, 6, (2_000, 2))]
    pieces = len(town._network.pieces.way)
    check(town, points, np.ones(pieces, bool))
    for closed in range(pieces):
        check(town, points[:200], np.arange(pieces) != closed)


@pytest.mark.real_map
def test_points_on_the_real_map_meet_their_nearest_open_road(real_oracle):
    rng = np.random.default_rng(3)
    west, south, east, north = real_oracle.info.bounds
    far = [LatLon(lat=lat, lon=lon) for lat, lon in rng.uniform((south, west), (north, east), (2_000, 2)).tolist()]
    at = rng.integers(0, len(real_oracle._network.junctions.osm_id), 3_000)
    lat, lon = real_oracle._network.junctions.lat[at] * DEGREES, real_oracle._network.junctions.lon[at] * DEGREES
    near = [LatLon(lat=a, lon=b) for a, b in zip(lat.tolist(), lon.tolist(), strict=True)]
    check(real_oracle, far + near, rng.random(len(real_oracle._network.pieces.way)) < 0.9)


@pytest.mark.parametrize(("lat", "lon"), [(90, 0), (-90, 180), (0, 0), (30, 60), (60.0, -180)])
def test_far_away_is_outside_the_map_and_nothing_else(town, lat, lon):
    feet = town._snapper.feet([LatLon(lat=lat, lon=lon)], town._state.profiles["siren"].usable)
    assert np.isnan(feet.offset).all()


def test_no_open_road_at_all_is_outside_the_map(town):
    feet = town._snapper.feet([spot(1, 1)], np.zeros(len(town._network.pieces.way), bool))
    assert np.isnan(feet.offset).all()
