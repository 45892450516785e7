"""Hospitals speak, and the crews bound for them hear of it; the air ambulance is offered, and a person decides."""

from collections.abc import Sequence
from typing import Any

import pytest

from dispatch.application.codec import digest, encode, situation_from
from dispatch.application.directing import SCENE_S
from dispatch.application.ports import AirRescue
from dispatch.application.service import Dispatcher
from dispatch.domain.air import AirMeetingState, Flight, FlightWish
from dispatch.domain.assignment import Milestone
from dispatch.domain.capability import HospitalCapability as Ward
from dispatch.domain.errors import StaleChoice, StaleReport, UnknownHospital, UnknownIncident
from dispatch.domain.handover import HANDOVER_S, PRIOR
from dispatch.domain.hospital_messages import (
    AirMeetingOffered,
    DecideAirMeeting,
    HospitalReported,
    ReportAir,
    ReportHospital,
)
from dispatch.domain.ids import CrewId, HospitalId, IncidentId
from dispatch.domain.messages import DestinationChosen, Event, PolicyFellBack
from dispatch.policy.nearest import Nearest
from routing.types import LatLon
from tests.builders import NOON, NOWHERE, WHOLE_WAY, Desk, a_crew, a_hospital, an_incident, fold

NEAR, FAR = HospitalId("near"), HospitalId("far")
ROADS = {("A", "call"): 240.0, ("call", "near"): 600.0, ("call", "far"): 1_800.0}
TO_PATIENT = WHOLE_WAY[:4]
TO_HOSPITAL = WHOLE_WAY[:5]


def a_desk(*buttons: Milestone, hospital: str | None = None, **more: Any) -> Desk:
    """Return a desk whose one crew was sent to the one call, and has pressed these buttons."""
    hospitals = [a_hospital("near", Ward.GENERAL, Ward.STROKE), a_hospital("far", Ward.GENERAL, Ward.STROKE)]
    desk = Desk(crews=[a_crew("A")], hospitals=hospitals, seconds=ROADS)
    desk.call(an_incident("call", 1, hospital_need=frozenset({Ward.STROKE}), **more))
    desk.confirm("call", "A")
    *before, last = (None, *buttons)
    desk.press("A", *[button for button in before if button is not None])
    if last is not None:
        desk.press("A", last, hospital=hospital)
    return desk


def bound_for(desk: Desk) -> str | None:
    (job,) = desk.situation.assignments.values()
    assert job.destination is not None
    return job.destination.hospital


def codes(events: Sequence[Event]) -> list[str]:
    (chosen,) = (event.destination for event in events if isinstance(event, DestinationChosen))
    return [reason.code for reason in (*chosen.warnings, *chosen.reasons)]


@pytest.mark.parametrize("buttons", [(), TO_PATIENT, TO_HOSPITAL])
def test_a_crew_is_turned_round_when_its_hospital_closes(buttons: tuple[Milestone, ...]) -> None:
    desk = a_desk(*buttons)
    assert bound_for(desk) == "near"
    events = desk.do(ReportHospital(hospital=NEAR, open=False, reason="пожар"))
    assert bound_for(desk) == "far"
    assert codes(events)[0] == "instead-of-closed"
    assert desk.do(ReportHospital(hospital=NEAR, open=False, reason="пожар"))[1:] == ()


def test_a_crew_that_has_arrived_is_left_alone() -> None:
    desk = a_desk(*TO_HOSPITAL, Milestone.AT_DESTINATION)
    assert len(desk.do(ReportHospital(hospital=NEAR, open=False))) == 1


def test_the_way_to_another_hospital_begins_where_the_crew_is() -> None:
    desk = a_desk(*TO_HOSPITAL)
    at = LatLon(lat=60.1, lon=30.2)
    desk.do(ReportHospital(hospital=NEAR, open=False), positions={CrewId("A"): at})
    assert desk.times.asked[-1][0] == {"call": at}


def test_only_those_who_need_the_ward_are_turned_round() -> None:
    desk = a_desk(*TO_HOSPITAL)
    assert len(desk.do(ReportHospital(hospital=NEAR, diverted=frozenset({Ward.BURNS})))) == 1
    events = desk.do(ReportHospital(hospital=NEAR, diverted=frozenset({Ward.STROKE})))
    assert codes(events)[0] == "instead-of-ward"


def test_a_hospital_that_the_crew_chose_itself_stays_chosen_and_the_crew_is_warned_once() -> None:
    desk = a_desk(*TO_HOSPITAL, hospital="far")
    events = desk.do(ReportHospital(hospital=FAR, open=False))
    assert bound_for(desk) == "far"
    assert codes(events) == ["hospital-closed", "hospital-by-crew"]
    assert len(desk.do(ReportHospital(hospital=FAR, open=False))) == 1
    assert codes(desk.do(ReportHospital(hospital=FAR))) == ["hospital-by-crew"]


def test_a_crew_that_chooses_a_closed_hospital_is_warned_at_once() -> None:
    desk = a_desk(*TO_PATIENT)
    desk.do(ReportHospital(hospital=FAR, open=False))
    desk.press("A", Milestone.LEFT_SCENE, hospital="far")
    (job,) = desk.situation.assignments.values()
    assert job.destination is not None
    assert [reason.code for reason in job.destination.warnings] == ["hospital-closed"]


def test_when_all_are_closed_nobody_is_sent_to_and_fro() -> None:
    desk = a_desk(*TO_HOSPITAL)
    desk.do(ReportHospital(hospital=FAR, open=False))
    assert len(desk.do(ReportHospital(hospital=NEAR, open=False))) == 1


@pytest.mark.parametrize(
    ("word", "refusal"),
    [
        ({"hospital": HospitalId("nowhere")}, UnknownHospital),
        ({"hospital": NEAR, "observed_at": NOON + 3_600}, StaleReport),
        ({"hospital": NEAR, "valid_until": NOON}, StaleReport),
        ({"hospital": NEAR, "observed_at": NOON - 60}, StaleReport),
    ],
)
def test_a_word_of_nobody_of_the_future_or_older_than_the_last_is_refused(
    word: dict[str, Any], refusal: type[Exception]
) -> None:
    desk = a_desk()
    desk.do(ReportHospital(hospital=NEAR))
    with pytest.raises(refusal):
        desk.do(ReportHospital(**word))


def test_a_new_word_replaces_the_last_but_keeps_the_bays_that_were_named() -> None:
    desk = a_desk()
    desk.do(ReportHospital(hospital=NEAR, open=False, bays=3))
    desk.do(ReportHospital(hospital=NEAR))
    said = desk.situation.receptions[NEAR]
    assert (said.open, said.bays, said.by) == (True, 3, "ivanova")


def test_a_handover_teaches_its_hospital_and_takes_one_bed() -> None:
    desk = a_desk(*TO_HOSPITAL)
    desk.do(ReportHospital(hospital=NEAR, beds={Ward.STROKE: 2, Ward.GENERAL: 9}))
    desk.press("A", Milestone.AT_DESTINATION)
    desk.now += 600
    desk.press("A", Milestone.CARE_TRANSFERRED)
    pace = desk.situation.handovers[NEAR]
    assert (pace.handover_s, pace.seen) == (pytest.approx(HANDOVER_S + (600 - HANDOVER_S) / PRIOR), 1)
    assert desk.situation.receptions[NEAR].beds == {Ward.STROKE: 1, Ward.GENERAL: 9}


def test_what_hospitals_say_survives_the_record_and_a_new_region_keeps_it() -> None:
    desk = a_desk(*TO_HOSPITAL, Milestone.AT_DESTINATION, Milestone.CARE_TRANSFERRED)
    desk.do(ReportHospital(hospital=NEAR, bays=2))
    now = desk.situation
    assert now == fold(desk.record.events)
    assert digest(now) == digest(situation_from(encode(now)))
    assert any(isinstance(event, HospitalReported) for event in desk.record.events)


class TwoSites:
    """Flights to each hospital from one meadow, half an hour after the patient is ready."""

    def __init__(self) -> None:
        self.asked: list[FlightWish] = []

    def flights(self, wish: FlightWish) -> Sequence[Flight]:
        """Return a flight to each hospital."""
        self.asked.append(wish)
        return [
            Flight(
                hospital=hospital,
                site="meadow",
                site_name="луг",
                at=NOWHERE,
                crew_there_at=wish.ready_at + 300,
                lands_at=wish.ready_at + 600,
                hospital_at=wish.ready_at + 1_800,
            )
            for hospital in wish.hospitals
        ]


READY = ReportAir(ready=True, base=NOWHERE, visibility_m=9_000, ceiling_m=900, wind_m_s=3, valid_until=NOON + 7_200)


def a_remote_desk(air: AirRescue, *, by_road_s: float = 7_200.0, urgency: int = 1, ready: bool = True) -> Desk:
    """Return a desk whose only stroke centre is far by road."""
    desk = Desk(
        crews=[a_crew("A")],
        hospitals=[a_hospital("near"), a_hospital("far", Ward.STROKE)],
        seconds={**ROADS, ("call", "far"): by_road_s},
    )
    nearest = Nearest()
    desk.dispatcher = Dispatcher(
        record=desk.record, travel_times=desk.times, policies={"nearest": nearest}, fallback=nearest, air=air
    )
    if ready:
        desk.do(READY)
    desk.call(an_incident("call", urgency, hospital_need=frozenset({Ward.STROKE})))
    desk.confirm("call", "A")
    return desk


def test_a_meeting_is_offered_when_it_brings_the_patient_much_sooner() -> None:
    air = TwoSites()
    desk = a_remote_desk(air)
    met = desk.situation.air_meetings[IncidentId("call")]
    assert (met.site, met.hospital, met.state) == ("meadow", "far", AirMeetingState.OFFERED)
    assert [reason.code for reason in met.reasons] == ["air-meeting", "air-sooner"]
    assert met.reasons[1].params["minutes"] == 90.0
    assert air.asked[0].ready_at == NOON + 240 + SCENE_S
    assert bound_for(desk) == "far", "until somebody decides the patient goes by road"


@pytest.mark.parametrize("less", [{"by_road_s": 3_000.0}, {"urgency": 3}, {"ready": False}])
def test_no_meeting_is_offered_when_the_road_is_short_or_it_is_no_emergency_or_nobody_flies(
    less: dict[str, Any],
) -> None:
    air = TwoSites()
    desk = a_remote_desk(air, **less)
    assert desk.situation.air_meetings == {}
    assert air.asked == []


def test_a_stroke_is_flown_though_it_is_no_immediate_threat_to_life() -> None:
    assert a_remote_desk(TwoSites(), urgency=2).situation.air_meetings[IncidentId("call")].hospital == "far"


def test_readiness_lapses() -> None:
    desk = a_remote_desk(TwoSites(), ready=False)
    desk.do(READY)
    desk.now = NOON + 7_200
    events = desk.press("A", *TO_PATIENT)
    assert not any(isinstance(event, AirMeetingOffered) for event in events)


def test_a_person_agrees_and_the_choice_of_the_road_is_not_made_again() -> None:
    desk = a_remote_desk(TwoSites())
    desk.do(DecideAirMeeting(incident=IncidentId("call"), site="meadow", accepted=True))
    (job,) = desk.situation.assignments.values()
    assert job.destination is not None
    assert [reason.code for reason in job.destination.reasons] == ["air-meeting", "air-sooner"]
    desk.press("A", *TO_PATIENT)
    assert next(iter(desk.situation.assignments.values())).destination == job.destination
    desk.press("A", *WHOLE_WAY[4:])
    assert desk.situation.air_meetings == {}


def test_a_meeting_that_was_declined_is_not_offered_again() -> None:
    desk = a_remote_desk(TwoSites())
    desk.do(DecideAirMeeting(incident=IncidentId("call"), site="meadow", accepted=False, reason="туман"))
    events = desk.press("A", *TO_PATIENT)
    assert not any(isinstance(event, AirMeetingOffered) for event in events)
    with pytest.raises(StaleChoice, match="уже решено"):
        desk.do(DecideAirMeeting(incident=IncidentId("call"), site="meadow", accepted=True))


def test_a_decision_about_another_meeting_or_call_is_refused() -> None:
    desk = a_remote_desk(TwoSites())
    with pytest.raises(StaleChoice, match="не предложена"):
        desk.do(DecideAirMeeting(incident=IncidentId("call"), site="stadium", accepted=True))
    with pytest.raises(UnknownIncident):
        desk.do(DecideAirMeeting(incident=IncidentId("other"), site="meadow", accepted=True))


class Crashed:
    """An air ambulance that cannot be reckoned."""

    def flights(self, wish: FlightWish) -> Sequence[Flight]:
        """Fail."""
        raise OSError(f"landing sites are gone, asked at {wish.ordered_at}")


def test_a_failure_of_the_air_plan_costs_nobody_the_crew_or_the_hospital_and_is_written_down() -> None:
    desk = a_remote_desk(Crashed())
    assert bound_for(desk) == "far"
    assert any(isinstance(event, PolicyFellBack) for event in desk.record.events)
