"""Flights by the roads of the dispatcher and the sites of the region."""

from pathlib import Path

from dispatch.adapters.air_rescue import AirFlights
from dispatch.adapters.straight_line import StraightLineTimes
from dispatch.bootstrap.air import air_rescue
from dispatch.config import ROOT
from dispatch.domain.air import AirReadiness, FlightWish
from dispatch.domain.ids import HospitalId
from routing.air.plan import NoFlight
from routing.air.refusals import Reason
from routing.types import LatLon

REGION = ROOT / "data" / "region" / "leningrad"
LUGA, LOKB = LatLon(lat=58.73876, lon=29.84756), LatLon(lat=60.04, lon=30.36)
RZHEVKA = LatLon(lat=59.983, lon=30.587)
NOON_OF_JUNE = 1_750_500_000.0
"""21 June 2025, 10:00 UTC."""


def a_wish(at: float = NOON_OF_JUNE, **more: float) -> FlightWish:
    weather = {"visibility_m": 9_000.0, "ceiling_m": 900.0, "wind_m_s": 3.0, **more}
    readiness = AirReadiness(ready=True, base=RZHEVKA, observed_at=at, valid_until=at + 7_200, by="test", **weather)
    return FlightWish(
        scene=LUGA, hospitals={HospitalId("lokb"): LOKB}, readiness=readiness, ordered_at=at, ready_at=at + 1_200
    )


def flights() -> AirFlights:
    found = air_rescue(REGION, StraightLineTimes())
    assert found is not None
    return found


def test_by_day_in_good_weather_a_patient_of_luga_is_met_and_flown() -> None:
    (flight,) = flights().flights(a_wish())
    assert flight.hospital == "lokb"
    assert NOON_OF_JUNE < flight.lands_at < flight.hospital_at
    assert flight.site_name


def test_fog_is_a_reason_and_no_flight() -> None:
    wish = a_wish(visibility_m=300.0)
    assert flights().flights(wish) == []
    plan = flights().plan(wish, HospitalId("lokb"))
    assert isinstance(plan, NoFlight)
    assert plan.why.reason is Reason.VISIBILITY


def test_a_region_without_landing_sites_has_no_air_ambulance(tmp_path: Path) -> None:
    assert air_rescue(tmp_path, StraightLineTimes()) is None
