"""Flights over a flat country whose roads are straight: an hour of road is sixty kilometres."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from math import inf
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from routing.air.helicopter import Helicopter, Minimum, Weather
from routing.air.plan import AirPlan, Mission, NoFlight, air_plan
from routing.air.refusals import PHRASES, Reason, Refusal
from routing.air.sites import LandingSite, SiteKind, SitesUnreadable, read_sites
from routing.air.sun import dark_changes_at, is_dark
from routing.oracle import RoadOracle
from routing.types import LatLon, Profile, great_circle_m

SITES = Path(__file__).parents[3] / "data" / "region" / "leningrad" / "landing_sites.csv"
NOON = datetime(2026, 3, 20, 9, tzinfo=UTC).timestamp()
MIDNIGHT = NOON + 12 * 3600
CLEAR = Weather(visibility_m=10_000, ceiling_m=inf, wind_m_s=3)
HELICOPTER = Helicopter(cruise_m_s=60, startup_s=600, climb_and_approach_s=100, handover_s=500, unloading_s=200)
BASE, SCENE, HOSPITAL = LatLon(lat=60, lon=30), LatLon(lat=59, lon=32), LatLon(lat=60, lon=30.5)
MISSION = Mission(base=BASE, scene=SCENE, hospital=HOSPITAL, ordered_at=NOON, ready_at=NOON + 900)


def straight_roads(origins: Sequence[LatLon], destinations: Sequence[LatLon]) -> NDArray[np.float64]:
    return np.array([[great_circle_m(a, b) * 3.6 / 60 for b in destinations] for a in origins])


def site(name: str, at: LatLon, *, lit: bool = False) -> LandingSite:
    return LandingSite(
        id=name,
        name=name,
        kind=SiteKind.FIELD,
        district="",
        at=at,
        lit=lit,
        source="",
        certainty="assumed",
    )


NEAR_SCENE, NEAR_HOSPITAL = site("near scene", LatLon(lat=59.05, lon=32)), site("pad", HOSPITAL)
PAIR = [NEAR_SCENE, NEAR_HOSPITAL]


def refusal(**changes: object) -> Refusal:
    given = {"mission": MISSION, "sites": PAIR, "weather": CLEAR, "helicopter": HELICOPTER} | changes
    found = air_plan(**given, road_times=straight_roads)
    assert isinstance(found, NoFlight)
    return found.why


def flight(**changes: object) -> AirPlan:
    given = {"mission": MISSION, "sites": PAIR, "weather": CLEAR, "helicopter": HELICOPTER} | changes
    found = air_plan(**given, road_times=straight_roads)
    assert isinstance(found, AirPlan)
    return found


def test_each_leg_takes_its_time_and_the_helicopter_meets_the_crew() -> None:
    plan = flight()
    out_s = great_circle_m(BASE, NEAR_SCENE.at) / 60 + 100
    assert plan.take_off_at == NOON + 600
    assert plan.touch_down_at == pytest.approx(NOON + 600 + out_s)
    assert plan.crew_there_at == pytest.approx(NOON + 900 + great_circle_m(SCENE, NEAR_SCENE.at) * 0.06)
    assert plan.leaves_at == plan.touch_down_at + 500
    assert plan.patient_waits_s == pytest.approx(plan.touch_down_at - plan.crew_there_at)
    over_s = great_circle_m(NEAR_SCENE.at, HOSPITAL) / 60 + 100
    assert plan.hospital_at == pytest.approx(plan.leaves_at + over_s + 200)
    assert plan.by_road_at == pytest.approx(NOON + 900 + great_circle_m(SCENE, HOSPITAL) * 0.06)
    assert plan.saved_s == plan.by_road_at - plan.hospital_at > 0


def test_a_helicopter_that_is_there_first_waits_for_the_crew() -> None:
    plan = flight(mission=replace(MISSION, ready_at=NOON + 7200))
    assert plan.patient_waits_s == 0
    assert plan.leaves_at == plan.crew_there_at + 500


def test_of_several_sites_the_ones_that_bring_the_patient_soonest_are_taken() -> None:
    wrong_way = site("wrong way", LatLon(lat=58.9, lon=32))
    aside = site("aside", LatLon(lat=60.1, lon=30.5))
    plan = flight(sites=[wrong_way, aside, *PAIR])
    assert (plan.pickup, plan.drop) == (NEAR_SCENE, NEAR_HOSPITAL)


def test_near_a_hospital_the_road_is_faster_and_the_plan_says_so() -> None:
    near = LatLon(lat=60, lon=30.7)
    plan = flight(mission=replace(MISSION, scene=near), sites=[site("by the road", near), NEAR_HOSPITAL])
    assert plan.saved_s < 0


def test_nobody_flies_in_the_dark_without_clearance() -> None:
    assert refusal(mission=replace(MISSION, ordered_at=MIDNIGHT)).reason is Reason.NIGHT


def test_a_flight_that_begins_in_light_may_not_end_in_the_dark() -> None:
    dusk = datetime(2026, 3, 20, 16, tzinfo=UTC).timestamp()
    assert refusal(mission=replace(MISSION, ordered_at=dusk, ready_at=dusk)).reason is Reason.NIGHT


def test_by_night_a_cleared_crew_lands_where_there_are_lamps() -> None:
    cleared = replace(HELICOPTER, night_minimum=Minimum(visibility_m=4000, ceiling_m=450))
    asked = {"mission": replace(MISSION, ordered_at=MIDNIGHT, ready_at=MIDNIGHT), "helicopter": cleared}
    assert refusal(**asked).reason is Reason.UNLIT_SITE
    lit = [replace(each, lit=True) for each in PAIR]
    assert flight(sites=lit, **asked).pickup.lit
    foggy = replace(CLEAR, visibility_m=3000)
    assert refusal(sites=lit, weather=foggy, **asked) == Refusal(reason=Reason.VISIBILITY, found=3000, needed=4000)


@pytest.mark.parametrize(
    ("weather", "reason"),
    [
        (replace(CLEAR, visibility_m=1_900), Reason.VISIBILITY),
        (replace(CLEAR, ceiling_m=120), Reason.CEILING),
        (replace(CLEAR, wind_m_s=16), Reason.WIND),
        (replace(CLEAR, visibility_m=float("nan")), Reason.VISIBILITY),
        (replace(CLEAR, wind_m_s=float("nan")), Reason.WIND),
    ],
)
def test_weather_below_the_minimum_is_named(weather: Weather, reason: Reason) -> None:
    assert refusal(weather=weather).reason is reason


def test_weather_at_the_minimum_is_good_enough() -> None:
    assert flight(weather=Weather(visibility_m=2000, ceiling_m=150, wind_m_s=15))


def test_a_missing_site_is_named_with_its_minutes() -> None:
    far = site("far", LatLon(lat=59.5, lon=32))
    why = refusal(sites=[far, NEAR_HOSPITAL])
    assert (why.reason, why.needed) == (Reason.NO_SITE_NEAR_SCENE, 30)
    assert why.found == pytest.approx(great_circle_m(SCENE, far.at) / 1000)
    assert refusal(sites=[NEAR_SCENE]).reason is Reason.NO_SITE_NEAR_HOSPITAL
    assert refusal(sites=[]).found == inf


def test_one_site_for_both_ends_is_no_flight() -> None:
    at_home = replace(MISSION, scene=LatLon(lat=60, lon=30.45))
    assert refusal(mission=at_home, sites=[NEAR_HOSPITAL]).reason is Reason.NO_OTHER_SITE


def test_what_is_beyond_the_range_is_not_flown() -> None:
    assert refusal(helicopter=replace(HELICOPTER, range_m=100_000)).reason is Reason.TOO_FAR


def test_the_road_is_told_beside_every_refusal() -> None:
    found = air_plan(MISSION, PAIR, replace(CLEAR, wind_m_s=30), HELICOPTER, straight_roads)
    assert isinstance(found, NoFlight)
    assert found.by_road_at == pytest.approx(NOON + 900 + great_circle_m(SCENE, HOSPITAL) * 0.06)


def test_where_no_road_leads_the_helicopter_saves_for_ever() -> None:
    def cut_off(origins: Sequence[LatLon], destinations: Sequence[LatLon]) -> NDArray[np.float64]:
        seconds = straight_roads(origins, destinations)
        seconds[seconds > 3600] = inf
        return seconds

    found = air_plan(MISSION, PAIR, CLEAR, HELICOPTER, cut_off)
    assert isinstance(found, AirPlan)
    assert found.saved_s == inf


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_is_said_in_both_languages(reason: Reason) -> None:
    assert set(PHRASES[reason]) == {"ru", "en"}
    why = Refusal(reason=reason, found=12, needed=34)
    assert "12" in why.said()
    assert "34" in why.said("en")


@pytest.mark.parametrize("field", ["cruise_m_s", "range_m", "longest_transfer_s", "startup_s", "handover_s"])
def test_an_impossible_helicopter_is_refused_by_field(field: str) -> None:
    with pytest.raises(ValueError, match=field):
        replace(HELICOPTER, **{field: -1.0})


def test_the_region_has_its_landing_sites_each_with_a_source() -> None:
    sites = read_sites(SITES)
    assert len(sites) > 30
    assert all(site.source and site.certainty in {"fact", "assumed"} for site in sites)
    assert all(58 < site.at.lat < 62 and 27 < site.at.lon < 36 for site in sites)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (",hospital-pad,", ",roof,", r"landing_sites.csv:2 поле kind: «roof»"),
        (",no,", ",maybe,", "поле lit: «maybe»"),
        (",assumed", ",surely", "поле certainty"),
        ("60.01512", "160.01512", "поля lat, lon: lat=160"),
        ("60.01512", "sixty", "поля lat, lon"),
        ("pad-toksovskaya-mb", "pad-vsevolozhskaya-kmb", "поле id: повторяется pad-vsevolozhskaya-kmb"),
        ("pad-vsevolozhskaya-kmb", "", "поле id: пусто"),
        ("id,name", "number,name", "столбцы"),
    ],
)
def test_a_mistake_in_the_table_is_named_by_line_and_field(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "landing_sites.csv"
    path.write_text(SITES.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SitesUnreadable, match=told):
        read_sites(path)


@pytest.mark.real_map
def test_from_the_far_east_of_the_oblast_the_helicopter_is_faster_than_the_real_road(real_oracle: RoadOracle) -> None:
    base = LatLon(lat=59.98300, lon=30.58700)
    scene, hospital = LatLon(lat=60.9100, lon=34.1619), LatLon(lat=60.0400, lon=30.3600)
    found = air_plan(
        Mission(base=base, scene=scene, hospital=hospital, ordered_at=NOON, ready_at=NOON + 1200),
        read_sites(SITES),
        CLEAR,
        replace(Helicopter(), range_m=700_000),
        lambda origins, destinations: real_oracle.matrix(origins, destinations, Profile.SIREN),
    )
    assert isinstance(found, AirPlan)
    assert (found.pickup.id, found.drop.id) == ("pad-podporozhskaya-mb", "pad-lokb")
    assert found.saved_s > 0


def test_the_end_of_the_light_and_of_the_dark_are_known_to_the_minute() -> None:
    evening_at = dark_changes_at(BASE, NOON)
    assert evening_at is not None
    assert not is_dark(BASE, evening_at - 120)
    assert is_dark(BASE, evening_at + 60)
    morning_at = dark_changes_at(BASE, evening_at + 60)
    assert morning_at is not None
    assert 8 * 3_600 < morning_at - evening_at < 12 * 3_600


def test_where_the_sun_hardly_sets_it_stays_light() -> None:
    midsummer = datetime(2026, 6, 21, 9, tzinfo=UTC).timestamp()
    assert dark_changes_at(LatLon(lat=66, lon=30), midsummer) is None
