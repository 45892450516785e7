"""The region that comes with the product is whole and says what has been published."""

import runpy
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from dispatch.adapters.region_files import check_region, load_region
from dispatch.domain.capability import CrewCapability, CrewKind, HospitalCapability
from dispatch.domain.places import Certainty
from dispatch.domain.region import Region, contradictions
from routing.types import LatLon, great_circle_m


@pytest.fixture(scope="module")
def region(leningrad: Path) -> Region:
    return load_region(leningrad)


def test_nothing_is_wrong_with_it(leningrad: Path) -> None:
    assert check_region(leningrad) == []


def test_163_crews_a_day_as_published(region: Region) -> None:
    assert len(region.crews) == region.figure("crews_per_day") == 163


def test_crew_ids_are_four_digits_and_unique(region: Region) -> None:
    assert all(len(crew.id) == 4 and crew.id.isdigit() for crew in region.crews)
    assert len({crew.id for crew in region.crews}) == 163


def test_crews_csv_equals_the_rule(leningrad: Path) -> None:
    rule = runpy.run_path(str(leningrad.parent / "spread_crews.py"))
    assert (leningrad / "crews.csv").read_text(encoding="utf-8") == rule["as_csv"](rule["spread"](leningrad))


def test_most_crews_are_feldsher_crews_and_every_kind_is_there(region: Region) -> None:
    kinds = Counter(crew.kind for crew in region.crews)
    assert kinds[CrewKind.FELDSHER] > 163 / 2
    assert set(kinds) == set(CrewKind)


def test_every_district_has_a_crew_for_basic_need_round_the_clock(region: Region) -> None:
    for district in region.districts:
        crews = [crew for crew in region.crews if crew.district == district.name]
        assert any(CrewCapability.BASIC in crew.capabilities and crew.shift.length_s == 86_400 for crew in crews)


def test_published_posts_have_their_published_crews(region: Region) -> None:
    by_station = Counter(crew.station for crew in region.crews)
    posts = {station.id: station for station in region.stations}
    assert by_station["kudrovo"] == 2
    assert 2 <= by_station["razmetelevo"] <= 4
    assert {posts[post].certainty for post in ("kudrovo", "razmetelevo")} == {Certainty.FACT}


def test_seventeen_districts_and_sosnovy_bor_with_the_residents_of_the_oblast(region: Region) -> None:
    assert len(region.districts) == 18
    assert sum(district.residents for district in region.districts) == pytest.approx(2_030_000, rel=0.01)


def test_every_district_centre_has_a_station_near_and_a_general_hospital_within_reach(region: Region) -> None:
    general = [row for row in region.hospitals if HospitalCapability.GENERAL in row.capabilities]
    for district in region.districts:
        stations = [row.at for row in region.stations if row.district == district.name]
        assert min(great_circle_m(at, district.centre) for at in stations) < 5_000
        assert min(great_circle_m(row.at, district.centre) for row in general) < 50_000


def test_shares_of_calls_agree_with_the_published_ones(region: Region) -> None:
    urgency = {row.code: row.urgency for row in region.complaints}
    emergency = sum(row.share for row in region.call_shares if urgency[row.complaint].is_emergency)
    by_group: Counter[str] = Counter()
    for row in region.call_shares:
        by_group[row.group] += row.share  # type: ignore[assignment]
    children = sum(row.share * row.child_share for row in region.call_shares)
    assert sum(row.share for row in region.call_shares) == pytest.approx(1)
    assert emergency == pytest.approx(region.figure("emergency_share"))
    assert by_group["cardiovascular"] == pytest.approx(region.figure("cardiovascular_share"))
    assert by_group["road"] == pytest.approx(region.figure("road_accident_share"))
    assert children == pytest.approx(region.figure("child_share"), abs=0.001)


def test_no_emergency_waits_for_a_specialised_crew(region: Region) -> None:
    emergencies = [row for row in region.complaints if row.urgency.is_emergency]
    assert all(CrewCapability.BASIC in row.crew_need for row in emergencies)


def test_the_norm_for_an_emergency_is_twenty_minutes(region: Region) -> None:
    assert region.norms.emergency_arrival_s == 1200
    assert "388н" in region.norms.sources["emergency_arrival_s"]
    assert region.norms.urgent_arrival_s < region.norms.urgent_latest_s == 2700


def test_words_name_one_complaint_each(region: Region) -> None:
    words = Counter(word for row in region.call_shares for word in row.words)
    assert [word for word, times in words.items() if times > 1] == []


def test_every_row_says_where_it_comes_from(region: Region) -> None:
    rows = [*region.districts, *region.stations, *region.hospitals, *region.faps, *region.crews, *region.places]
    assert all(row.source for row in rows)


def test_equal_regions_have_equal_digests_and_a_moved_station_changes_it(leningrad: Path, region: Region) -> None:
    moved = replace(region.stations[0], at=LatLon(lat=60.1, lon=30.7))
    assert load_region(leningrad).digest == region.digest
    assert replace(region, stations=(moved, *region.stations[1:])).digest != region.digest


def test_a_region_built_by_hand_is_checked_the_same_way(region: Region) -> None:
    homeless = replace(region, stations=region.stations[1:])
    told = [(each.table, each.field) for each in contradictions(homeless)]
    assert set(told) == {("crews", "station")}
    assert list(contradictions(region)) == []


def test_lookups(region: Region) -> None:
    stroke = region.complaint("stroke")
    assert stroke is not None
    assert stroke.hospital_need == {HospitalCapability.STROKE}
    assert region.complaint("no-such") is None
    assert region.station(region.crews[0].station) is not None
