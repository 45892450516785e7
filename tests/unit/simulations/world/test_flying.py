"""The air ambulance in the simulated town: a flat road of sixty kilometres, and a helicopter beside its beginning."""

from typing import Any

import pytest

from dispatch.adapters.air_rescue import AirFlights
from dispatch.adapters.memory import MemoryRecord
from dispatch.bootstrap.dispatching import build_dispatcher
from dispatch.domain.hospital_messages import AirMeetingDecided, AirMeetingOffered
from dispatch.domain.ids import HospitalId
from routing.air.helicopter import Helicopter
from routing.air.sites import LandingSite, SiteKind
from routing.types import LatLon, Profile
from simulations.metrics import table
from simulations.results import Results
from simulations.scenario.model import AirAmbulance, GreatCircle, Scenario
from simulations.travel.great_circle import GreatCircleTravel
from simulations.world import run
from tests.builders import a_hospital
from tests.unit.simulations.world.town import calls, crew, scenario

ROADS = GreatCircle(speed_mps=dict.fromkeys(Profile, 10.0))
NOON, MIDNIGHT = 10 * 60, 0.0


def km(east: float) -> LatLon:
    return LatLon(lat=0.0, lon=east / 111.195)


def site(name: str, east: float) -> LandingSite:
    return LandingSite(
        id=name,
        name=name,
        kind=SiteKind.FIELD,
        district="",
        at=km(east),
        lit=False,
        source="a test",
        certainty="assumed",
    )


def air(**more: Any) -> AirAmbulance:
    known: dict[str, Any] = {
        "base": km(0),
        "sites": (site("meadow", 1), site("pad", 59)),
        "helicopters": 1,
        "flyable": (1.0,) * 12,
        "weather_s": 3_600.0,
        "startup_s": 600.0,
        "decide_s": 60.0,
        "night": False,
    }
    return AirAmbulance(**{**known, **more})


def town(asked: AirAmbulance | None) -> Scenario:
    crews = [crew("near", 0.0), crew("other", 0.001)]
    return scenario(crews, [a_hospital("far", at=km(60))], roads=ROADS, air=asked)


def lived(asked: AirAmbulance | None, *minutes: float, record: MemoryRecord | None = None) -> Results:
    rows = [{"minute": at, "complaint": "dying", "scene": 20, "transported": True, "handover": 10} for at in minutes]
    return run(town(asked), calls(*rows), GreatCircleTravel(ROADS), record=record)


def in_hospital_s(results: Results) -> float:
    """Return how long after the call the patient was in hospital."""
    rows = results.calls
    flown = results.flown_s.get(rows.ids[0], 0.0)
    return float(rows.at_destination_at[0] - rows.received_at[0]) + flown


def test_a_patient_far_from_hospital_is_flown_and_is_there_much_sooner() -> None:
    by_air, by_road = lived(air(), NOON), lived(None, NOON)
    assert (table(by_air)["air.offered"], table(by_air)["air.flights"]) == (1, 1)
    saved_s = in_hospital_s(by_road) - in_hospital_s(by_air)
    assert saved_s > 3_000
    assert table(by_air)["air.saved_mean_s"] == pytest.approx(saved_s, abs=120)


def test_the_crew_waits_at_the_site_for_the_helicopter_and_is_free_when_the_patient_is_aboard() -> None:
    rows = lived(air(startup_s=3_600.0), NOON).calls
    waited_s = float(rows.care_transferred_at[0] - rows.at_destination_at[0])
    assert waited_s > Helicopter().handover_s + 1_800
    assert rows.available_at[0] == rows.care_transferred_at[0]


def test_nobody_flies_in_the_dark_or_in_bad_weather_or_where_the_scenario_has_no_helicopter() -> None:
    for results in (lived(air(), MIDNIGHT), lived(air(flyable=(0.0,) * 12), NOON)):
        assert (table(results)["air.offered"], table(results)["air.flights"]) == (0, 0)
        assert not results.flown_s
    assert not [name for name in table(lived(None, NOON)) if name.startswith("air.")]


def test_one_helicopter_flies_to_one_patient_at_a_time_and_two_to_two() -> None:
    assert table(lived(air(), NOON, NOON + 2))["air.flights"] == 1
    assert table(lived(air(helicopters=2), NOON, NOON + 2))["air.flights"] == 2
    assert table(lived(air(), NOON, NOON + 240))["air.flights"] == 2


def test_a_flown_day_replayed_through_the_dispatcher_gives_equal_events() -> None:
    record, again = MemoryRecord(), MemoryRecord()
    lived(air(), NOON, NOON + 30, NOON + 240, record=record)
    assert [type(e) for e in record.events].count(AirMeetingOffered) >= 2
    assert [e.accepted for e in record.events if isinstance(e, AirMeetingDecided)].count(True) >= 2
    travel = GreatCircleTravel(ROADS)
    dispatcher = build_dispatcher(again, travel, AirFlights(air().sites, travel, Helicopter(startup_s=600.0)))
    for command in record.commands:
        dispatcher.handle(command)
    assert again.events == record.events


def test_a_flight_teaches_nothing_about_the_hospitals_handover() -> None:
    record = MemoryRecord()
    lived(air(startup_s=3_600.0), NOON, record=record)
    assert HospitalId("far") not in record.situation().handovers
