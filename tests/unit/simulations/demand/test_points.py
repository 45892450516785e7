"""Where calls come from: a finite set of places that add up by district."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dispatch.domain.region import Region
from routing.types import LatLon, great_circle_m
from simulations.demand import DemandIsGiven, demand_points, demand_source, draw_calls
from simulations.demand.destinations import destinations
from simulations.demand.points import Origin, disc
from simulations.demand.settlements import homes, plain_district
from simulations.demand.streams import Streams
from simulations.durations import FiguresInvalid
from simulations.scenario.model import GivenCalls
from tests.unit.simulations.demand.conftest import Build

MOST_POINTS = 4_500
HEADER = "name,district,population,lat,lon,town_census\n"


@pytest.fixture
def settlements() -> Path:
    path = Path(__file__).parents[5] / "shared" / "osm" / "settlements.csv"
    if not path.is_file():
        pytest.skip(f"the settlements are not at {path}")
    return path


def test_every_call_comes_from_one_of_the_points(build: Build) -> None:
    scenario = build()
    points, calls = demand_points(scenario), draw_calls(scenario, 0)
    known = set(zip(points.lat.tolist(), points.lon.tolist(), strict=True))
    assert set(zip(calls.lat.tolist(), calls.lon.tolist(), strict=True)) <= known


def test_weights_add_up_to_all_calls_of_a_year(build: Build) -> None:
    points = demand_points(build())
    assert points.weight.sum() == pytest.approx(1)
    for origin in Origin:
        assert points.weights[origin].sum() == pytest.approx(1)
    assert len(set(points.ids)) == len(points)


def test_points_call_as_often_as_their_weight_says(build: Build) -> None:
    scenario = build(begin="2025-01-01", days=365)
    points, calls = demand_points(scenario), draw_calls(scenario, 0)
    expected = np.bincount(points.district, points.weight) * len(calls)
    counted = np.bincount(calls.district, minlength=len(points.districts))
    assert np.abs(counted - expected).max() < 5 * expected.max() ** 0.5


def test_residents_add_up_to_the_published_district(region: Region) -> None:
    living = homes(region, None)
    for district in region.districts:
        found = sum(home.residents for home in living if home.district == district.name)
        assert found == pytest.approx(district.residents)


@pytest.mark.real_map
def test_the_settlements_of_the_real_map_fit_the_region_and_the_table(
    build: Build, region: Region, settlements: Path
) -> None:
    scenario = build(settlements=settlements)
    assert len(demand_points(scenario)) <= MOST_POINTS
    living = homes(region, settlements)
    for district in region.districts:
        found = sum(home.residents for home in living if home.district == district.name)
        assert found == pytest.approx(district.residents)


def test_a_district_is_known_whatever_its_kind_is_called() -> None:
    assert plain_district("Лужский муниципальный район") == plain_district("Лужский район")
    assert plain_district("Сосновоборский городской округ") != plain_district("Лужский район")


def test_a_district_without_settlements_calls_from_its_centre(build: Build, region: Region) -> None:
    bare = replace(region, places=())
    names = {home.name for home in homes(bare, None)}
    assert names == {district.name for district in region.districts}
    assert len(draw_calls(build(in_region=bare, days=1), 0)) > 0


def test_transfers_begin_at_hospitals_and_some_accidents_on_roads(build: Build) -> None:
    scenario = build(days=28)
    calls, points = draw_calls(scenario, 0), demand_points(scenario)
    at = {
        place: name for name, *place in zip(points.ids, points.lat, points.lon, strict=True) for place in [tuple(place)]
    }
    kind = np.array([at[place][0] for place in zip(calls.lat, calls.lon, strict=True)])
    complaint = np.array(calls.complaints)[calls.complaint]
    assert set(kind[complaint == "road-accident"]) == {"r", "s"}
    moved = np.isin(complaint, ["transfer", "transfer-intensive", "transfer-child-intensive"])
    hospitals = {(row.at.lat, row.at.lon) for row in scenario.region.hospitals}
    assert set(zip(calls.lat[moved], calls.lon[moved], strict=True)) <= hospitals
    given = np.array([hospital is not None for hospital in calls.hospital])
    assert np.array_equal(given, moved)


def test_a_transfer_ends_at_another_hospital_that_can_do_what_is_needed(build: Build, region: Region) -> None:
    source = demand_source(build(days=28))
    drawn = source.drawn(Streams(seed=47, replication=0))
    able = {row.id: row.capabilities for row in region.hospitals}
    need = {row.code: row.hospital_need for row in region.complaints}
    ends = destinations(region, source.points, drawn)
    for point, complaint, hospital in zip(drawn.point.tolist(), drawn.complaint.tolist(), ends, strict=True):
        if hospital is not None:
            assert need[region.call_shares[complaint].complaint] <= able[hospital]
            assert source.points.ids[point] != f"h.{hospital}"


def test_summer_weekends_are_heard_from_the_country(build: Build) -> None:
    source = demand_source(build(begin="2025-07-14"))
    per_day = {
        origin: sum(
            source.rate(process)[:168].reshape(7, 24).sum(axis=1)
            for process in source.processes
            if process.origin is origin
        )
        for origin in (Origin.DACHA, Origin.RESIDENT)
    }
    dacha = np.asarray(per_day[Origin.DACHA])
    assert dacha[5] > 2 * dacha[2]
    assert dacha[4] > dacha[3]
    assert 0.03 < dacha.sum() / np.asarray(per_day[Origin.RESIDENT]).sum() < 0.2


def test_a_disc_is_covered_evenly() -> None:
    at = LatLon(lat=60, lon=30)
    box = type("Box", (), {"south": 0, "north": 90, "west": 0, "east": 90})()
    spots = disc(at, 3_000, 40, box)
    away = np.array([great_circle_m(at, spot) for spot in spots])
    assert away.max() <= 3_000
    assert np.mean(away < 3_000 / 2**0.5) == pytest.approx(0.5, abs=0.05)


def test_given_calls_are_not_drawn(build: Build) -> None:
    with pytest.raises(DemandIsGiven, match=r"days\.csv"):
        draw_calls(replace(build(), demand=GivenCalls(path=Path("days.csv"))), 0)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Х,Марсианский район,10,60,30,False", "settlements.csv:2 поле district: «Марсианский район»"),
        ("Х,Лужский район,много,60,30,False", "settlements.csv:2 поле population: «много»: нужно число"),
        ("Х,Лужский район,10,160,30,False", "settlements.csv:2 поле lat: «160»: нужно число от -90 до 90"),
        ("", "нет ни одного поселения"),
    ],
)
def test_a_wrong_settlement_is_told_by_line_and_field(tmp_path: Path, region: Region, row: str, said: str) -> None:
    path = tmp_path / "settlements.csv"
    path.write_text(HEADER + row + "\n", encoding="utf-8")
    with pytest.raises(FiguresInvalid) as wrong:
        homes(region, path)
    assert said in str(wrong.value)
