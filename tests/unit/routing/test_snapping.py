"""Points meet the nearest road that may be driven: shapely is the truth."""

from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from routing.network.model import DEGREES
from routing.oracle import RoadOracle
from routing.snapping.grid import mercator
from routing.snapping.snapper import Snapper
from routing.types import LatLon, PointOutsideMap
from tests.tiny_town.town import spot
from tests.unit.routing.drawing import drawn


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


STREET = {"highway": "residential"}
BANKS = (
    ({**STREET, "name": "Левый берег"}, [(0, 0), (4, 0)]),
    ({**STREET, "name": "Правый берег"}, [(0, 0.3), (4, 0.3)]),
    ({**STREET, "name": "Мост", "bridge": "yes"}, [(0, 0), (0, 0.3)]),
)
JOIN = (STREET, [(4, -0.5), (6, -0.5), (6, 0.3), (4, 0.3)])
RIVER = ({"waterway": "river"}, [(-1, 0.2), (5, 0.2)])
SHORES = ({"natural": "water", "water": "river"}, [(-1, 0.18), (5, 0.18), (5, 0.24), (-1, 0.24), (-1, 0.18)])


def street(oracle: RoadOracle, east: float, north: float) -> str | None:
    network = oracle._network
    return network.text(network.ways.name[network.edge_way[oracle.snap(spot(east, north)).edge]])


@pytest.mark.parametrize("water", [(RIVER,), (SHORES,), (RIVER, SHORES)], ids=["line", "area", "both"])
def test_a_place_belongs_to_its_own_bank_though_the_road_over_the_water_is_nearer(tmp_path, water):
    town = drawn(tmp_path, *BANKS, *water)
    assert street(town, 2, 0.17) == "Левый берег"
    assert street(town, 2, 0.25) == "Правый берег"


def test_without_water_on_the_map_the_nearest_road_is_taken(tmp_path):
    assert street(drawn(tmp_path, *BANKS), 2, 0.17) == "Правый берег"


def test_the_far_bank_is_better_than_a_far_road_on_this_one(tmp_path):
    town = drawn(tmp_path, ({**STREET, "name": "Далёкая"}, [(0, -0.5), (4, -0.5)]), *BANKS[1:], RIVER, JOIN)
    assert street(town, 2, 0.19) == "Правый берег"


def test_a_point_on_a_bridge_is_on_the_bridge(tmp_path):
    town = drawn(tmp_path, *BANKS, RIVER, SHORES)
    for east, north in ((0.01, 0.19), (-0.01, 0.21), (0.02, 0.24)):
        assert street(town, east, north) == "Мост"


def test_a_boat_meets_the_nearer_shore(tmp_path):
    lake = ({"natural": "water"}, [(-1, 0.02), (5, 0.02), (5, 0.28), (-1, 0.28), (-1, 0.02)])
    town = drawn(tmp_path, *BANKS, lake)
    assert (street(town, 2, 0.1), street(town, 2, 0.2)) == ("Левый берег", "Правый берег")


@pytest.mark.parametrize(
    "tags",
    [
        {"waterway": "stream"},
        {"waterway": "river", "tunnel": "culvert"},
        {"waterway": "dam"},
    ],
)
def test_a_brook_a_pipe_and_a_dam_part_nothing(tmp_path, tags):
    assert street(drawn(tmp_path, *BANKS, (tags, RIVER[1])), 2, 0.17) == "Правый берег"


def test_a_pond_need_not_be_gone_round(tmp_path):
    pond = ({"natural": "water"}, [(1.98, 0.2), (2.02, 0.2), (2.02, 0.23), (1.98, 0.23), (1.98, 0.2)])
    assert street(drawn(tmp_path, *BANKS, pond), 2, 0.17) == "Правый берег"


def test_a_lake_drawn_as_a_relation_parts_too(tmp_path):
    drawn(tmp_path, *BANKS, ({"note": "shore"}, SHORES[1]))
    text = (tmp_path / "drawn.osm").read_text("utf-8")
    relation = '<relation id="9" version="1"><member type="way" ref="4" role="outer"/>'
    relation += '<tag k="type" v="multipolygon"/><tag k="natural" v="water"/></relation></osm>'
    path = tmp_path / "lake.osm"
    path.write_text(text.replace("</osm>", relation), "utf-8")
    assert street(RoadOracle.open(path, tmp_path / "cache"), 2, 0.17) == "Левый берег"


def test_many_points_are_told_their_banks_as_one_is(tmp_path):
    town = drawn(tmp_path, *BANKS, RIVER, SHORES)
    rng = np.random.default_rng(6)
    points = [spot(*at) for at in rng.uniform((-1, -0.3), (5, 0.6), (500, 2))]
    feet = town._snapper.feet(points, town._state.profiles["siren"].usable)
    assert feet.edge.tolist() == [town.snap(point).edge for point in points]


@pytest.mark.real_map
@pytest.mark.parametrize(
    ("lat", "lon"),
    [(60.8, 31.6), (30.5, 59.9), (55.75, 37.62), (-59.9, 30.3), (60.03, 27.0)],
    ids=["in Ladoga", "exchanged", "in Moscow", "south", "on Gogland"],
)
def test_a_point_far_from_every_road_is_named_so(real_oracle, lat, lon):
    with pytest.raises(PointOutsideMap, match="exchanged"):
        real_oracle.snap(LatLon(lat=lat, lon=lon))


@pytest.mark.real_map
def test_an_island_without_a_bridge_is_far_from_its_road_and_says_so(real_oracle):
    assert real_oracle.snap(LatLon(lat=60.86, lon=30.61)).distance_m > 3_000


@pytest.mark.parametrize(("lat", "lon"), [(float("nan"), 30), (60, float("inf")), (91, 30), (60, 181)])
def test_what_is_no_point_on_earth_is_refused(lat, lon):
    with pytest.raises(ValueError, match=r"a (latitude|longitude) is a number"):
        LatLon(lat=lat, lon=lon)
