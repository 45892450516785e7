"""Bands of the tiny town, checked by hand (see its README)."""

import numpy as np
import pytest
import shapely

from routing.isochrones.bands import Isochrones
from routing.isochrones.reach import reached
from routing.oracle import RoadOracle
from routing.types import GazetteerEntry, LatLon, Profile, WeightsSpec
from tests.tiny_town.town import spot

ASIDE_KM = 0.3


def covers(found: Isochrones, point: LatLon, limit_s: float | None = None) -> bool:
    band = next(band for band in found.bands if limit_s in {None, band.limit_s})
    return bool(band.area.contains(shapely.Point(point.lon, point.lat)))


def test_a_street_partly_driven_is_cut_where_the_time_is_up(town: RoadOracle) -> None:
    found = town.isochrones([spot(0.2, 0)], [30], Profile.SIREN)
    end_km = 0.2 + 30 * 57 / 3600
    assert covers(found, spot(end_km - 0.02, 0))
    assert not covers(found, spot(end_km + 0.02, 0))


def test_ground_far_from_any_road_is_not_reached(town: RoadOracle) -> None:
    found = town.isochrones([spot(0.5, 0)], [3600], Profile.SIREN)
    assert covers(found, spot(0.5, ASIDE_KM - 0.05))
    assert not covers(found, spot(0.5, ASIDE_KM + 0.05))
    block = next(ring for area in found.bands[0].area.geoms for ring in area.interiors)
    assert shapely.Polygon(block).contains(shapely.Point(spot(0.5, 0.5).lon, spot(0.5, 0.5).lat))


def test_a_one_way_street_is_reached_ahead_and_not_behind(town: RoadOracle) -> None:
    found = town.isochrones([spot(1, 0.5)], [20], Profile.SIREN)
    assert covers(found, spot(1, 0.6))
    assert not covers(found, spot(1, 0.4))


def test_a_street_between_two_stations_is_whole_when_they_meet_on_it(town: RoadOracle) -> None:
    alone, both = ([spot(0.2, 0)], [spot(0.2, 0), spot(0.8, 0)])
    assert not covers(town.isochrones(alone, [25], Profile.SIREN), spot(0.7, 0))
    together = town.isochrones(both, [25], Profile.SIREN)
    assert all(covers(together, spot(km, 0)) for km in (0.1, 0.3, 0.5, 0.7, 0.9))


def test_a_minute_in_the_middle_of_a_long_street_leaves_both_its_ends(town: RoadOracle) -> None:
    found = town.isochrones([spot(0.5, 0)], [10], Profile.SIREN)
    reach_km = 10 * 57 / 3600
    for side in (-1, 1):
        assert covers(found, spot(0.5 + side * (reach_km - 0.02), 0))
        assert not covers(found, spot(0.5 + side * (reach_km + 0.02), 0))


def test_the_emergency_link_is_in_the_band_of_the_siren_only(town: RoadOracle) -> None:
    middle = spot(3, 0.5)
    assert covers(town.isochrones([spot(2.8, 0)], [200], Profile.SIREN), middle)
    assert not covers(town.isochrones([spot(2.8, 0)], [200], Profile.ORDINARY), middle)


def test_other_weights_are_asked_without_being_put_in_force(town: RoadOracle) -> None:
    closed = WeightsSpec(closed_ways=(103,))
    version = town.weights_version
    before = town.isochrones([spot(0.5, 0)], [120], Profile.SIREN)
    after = town.isochrones([spot(0.5, 0)], [120], Profile.SIREN, spec=closed)
    assert covers(before, spot(1, 0.5))
    assert not covers(after, spot(1, 0.5))
    assert after.weights_version != before.weights_version == version == town.weights_version


def test_a_band_contains_the_smaller_ones_and_is_drawn_under_them(town: RoadOracle) -> None:
    found = town.isochrones([spot(1.2, 0)], [300, 60, 120, 60], Profile.SIREN)
    assert [band.limit_s for band in found.bands] == [60, 120, 300]
    for smaller, larger in zip(found.bands, found.bands[1:], strict=False):
        assert smaller.area.difference(larger.area.buffer(1e-7)).is_empty
    written = found.geojson()
    assert [feature["properties"]["minutes"] for feature in written["features"]] == [5, 2, 1]
    for feature in written["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.is_valid
        assert all(polygon.exterior.is_ccw for polygon in shape.geoms)


def test_the_map_makers_are_named(town: RoadOracle) -> None:
    written = town.isochrones([spot(1, 0)], [60], Profile.SIREN).geojson()
    assert "OpenStreetMap contributors" in written["attribution"]
    assert written["weights_version"] == town.weights_version


def test_residents_are_counted_by_district_and_those_outside_are_named(town: RoadOracle) -> None:
    settlements = [
        GazetteerEntry(name="Ближняя", at=spot(0.5, 0.01), district="Главный", population=300),
        GazetteerEntry(name="Дальняя", at=spot(1, 2.9), district="Главный", population=100),
        GazetteerEntry(name="Тихая", at=spot(2.9, 1), district="Тихий", population=50),
        GazetteerEntry(name="Ничья", at=spot(0.1, 0), population=None),
        GazetteerEntry(name="Заморская", at=spot(60, 60), district="Тихий", population=7),
    ]
    cover = town.isochrones([spot(0.2, 0)], [60, 400], Profile.SIREN, settlements=settlements).cover
    assert cover is not None
    assert (cover.total.residents, cover.total.within) == (457, (300, 450))
    assert cover.districts["Главный"].shares() == (0.75, 1.0)
    assert cover.districts["Тихий"].within == (0, 50)
    assert cover.districts["без района"].shares() == (None, None)
    assert [place.name for place in cover.outside] == ["Заморская"]
    assert cover.uncounted == 1


def test_a_station_off_the_map_is_told_and_reaches_nobody(town: RoadOracle) -> None:
    far = spot(60, 60)
    found = town.isochrones([far], [60], Profile.SIREN)
    assert found.lost == (far,)
    assert found.bands[0].area.is_empty
    assert town.isochrones([far, spot(1, 0)], [60], Profile.SIREN).bands[0].area.area > 0


@pytest.mark.parametrize("limits", [[], [0], [-5], [float("nan")], [float("inf")], [10**9]])
def test_a_limit_that_is_none_is_refused_by_its_name(town: RoadOracle, limits: list[float]) -> None:
    with pytest.raises(ValueError, match="limits_s"):
        town.isochrones([spot(1, 0)], limits, Profile.SIREN)


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("count", [1, 3])
def test_the_search_knows_the_times_of_the_matrix(town: RoadOracle, profile: Profile, count: int) -> None:
    rng = np.random.default_rng(20)
    places = [spot(*rng.uniform((-0.2, -0.2), (3.2, 3.2))) for _ in range(200)]
    now = town._state.profiles[profile]
    for limit_s in (40, 300, 3000):
        origins = [spot(*rng.uniform((0, 0), (3, 2))) for _ in range(count)]
        found = reached(now.metric.weights, now.usable, town._snapper.feet(origins, now.usable), limit_s * 1000)
        seconds = town.matrix(origins, places, profile).min(axis=0)
        expected = np.where(seconds <= limit_s, seconds, np.inf)
        assert found.seconds(town._snapper.feet(places, now.usable)).tolist() == expected.tolist()
