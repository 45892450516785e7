"""The time until care, not the road alone: queues, diversion, closing, beds, and what a patient's record is worth."""

from typing import Any

import pytest

from dispatch.domain.assignment import Assignment, Milestone
from dispatch.domain.capability import HospitalCapability as Ward
from dispatch.domain.handover import HANDOVER_S, Pace
from dispatch.domain.ids import AssignmentId, CrewId, HospitalId, IncidentId
from dispatch.domain.incident import ClinicalFlag, Incident
from dispatch.domain.places import Hospital
from dispatch.domain.reception import Reception
from dispatch.domain.recommendation import Destination
from dispatch.domain.situation import Situation
from dispatch.policy.destination import SWITCH_S, Weighed, weigh_hospitals
from dispatch.policy.handover_queue import BAYS
from dispatch.policy.hospital_need import DOOR_TO_CARE_S, RISK_DETOUR_S, VASCULAR_DETOUR_S
from dispatch.policy.hospital_reasons import destination
from routing.types import Profile
from tests.builders import NOON, NOWHERE, TableTimes, a_hospital, a_situation, an_incident

STROKE = an_incident("x", hospital_need=frozenset({Ward.STROKE}))
GENERAL = an_incident("x", 3, hospital_need=frozenset({Ward.GENERAL}))


def weigh(situation: Situation, incident: Incident, minutes: dict[str, float]) -> Weighed:
    table = TableTimes({(incident.id, name): value * 60 for name, value in minutes.items()})
    times = table.matrix({incident.id: NOWHERE}, dict.fromkeys(situation.hospitals, NOWHERE), Profile.SIREN)
    return weigh_hospitals(situation, incident, times)


def choose(incident: Incident, hospitals: list[Hospital], minutes: dict[str, float], **more: Any) -> Destination:
    return destination(weigh(a_situation(incidents=[incident], hospitals=hospitals, **more), incident, minutes))


def said(**more: Any) -> Reception:
    return Reception(**{"observed_at": NOON, "by": "integration", **more})


def words(reasons: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    return [(reason.code, *reason.params.values()) for reason in reasons]


def standing_at(hospital: str, count: int, milestone: Milestone = Milestone.AT_DESTINATION) -> dict[str, Any]:
    """Return crews with patients at a hospital, or bound for it and there in five minutes."""
    found = {}
    for number in range(count):
        name = AssignmentId(f"{hospital}-{number}-1")
        found[name] = Assignment(
            id=name,
            incident=IncidentId(f"{hospital}-{number}"),
            crew=CrewId(f"{hospital}-{number}"),
            milestone=milestone,
            times={Milestone.LEFT_SCENE: NOON, Milestone.AT_DESTINATION: NOON},
            eta_s=None,
            destination=Destination(
                hospital=HospitalId(hospital), eta_s=300.0, reasons=(), runners_up=(), weights_version=""
            ),
        )
    return {
        "assignments": found,
        "incidents": {
            job.incident: an_incident(job.incident, hospital_need=frozenset({Ward.STROKE})) for job in found.values()
        },
    }


NEAR_AND_FAR = [a_hospital("near", Ward.GENERAL, Ward.STROKE), a_hospital("far", Ward.GENERAL, Ward.STROKE)]


def test_a_full_door_sends_the_patient_to_the_next_hospital_and_says_how_long_the_queue_is() -> None:
    crowd = standing_at("near", BAYS + 3)
    crowd.pop("incidents")
    chosen = choose(STROKE, NEAR_AND_FAR, {"near": 5, "far": 15}, **crowd)
    wait_s = 4 * HANDOVER_S / BAYS - 300
    assert chosen.hospital == "far"
    assert chosen.care_s == 900 + DOOR_TO_CARE_S[Ward.STROKE]
    near = chosen.runners_up[0]
    assert near.wait_s == pytest.approx(wait_s)
    assert ("hospital-queue", round(wait_s / 60, 1)) in words(near.reasons)
    assert words(chosen.reasons)[0] == ("hospital-soonest-care", 15.0)


def test_crews_that_arrive_later_are_not_waited_for() -> None:
    coming = standing_at("near", BAYS + 3, Milestone.LEFT_SCENE)
    coming.pop("incidents")
    assert choose(STROKE, NEAR_AND_FAR, {"near": 4, "far": 15}, **coming).wait_s == 0
    assert choose(STROKE, NEAR_AND_FAR, {"near": 6, "far": 60}, **coming).wait_s > 0


def test_bays_that_a_hospital_has_named_take_the_place_of_the_assumed_ones() -> None:
    crowd = standing_at("near", 2)
    crowd.pop("incidents")
    one_bay = {HospitalId("near"): said(bays=1)}
    assert choose(STROKE, NEAR_AND_FAR, {"near": 5, "far": 15}, **crowd).hospital == "near"
    assert choose(STROKE, NEAR_AND_FAR, {"near": 5, "far": 15}, **crowd, receptions=one_bay).hospital == "far"


def test_a_hospital_that_hands_over_slowly_loses_where_nothing_but_the_handover_is_waited_for() -> None:
    slow = {HospitalId("near"): Pace(handover_s=HANDOVER_S + 900, seen=300)}
    assert choose(GENERAL, NEAR_AND_FAR, {"near": 5, "far": 15}, handovers=slow).hospital == "far"
    assert choose(STROKE, NEAR_AND_FAR, {"near": 5, "far": 15}, handovers=slow).hospital == "near"


def test_a_measured_door_to_needle_time_weighs_for_a_stroke() -> None:
    fast = {HospitalId("far"): said(door_to_care_s={Ward.STROKE: 1_800.0})}
    assert choose(STROKE, NEAR_AND_FAR, {"near": 5, "far": 15}, receptions=fast).hospital == "far"


@pytest.mark.parametrize(
    ("word", "why", "change"),
    [
        ({"open": False}, ("hospital-closed",), ("if-open", "больница near")),
        (
            {"diverted": frozenset({Ward.STROKE})},
            ("hospital-diverts", "stroke"),
            ("if-ward-open", "больница near", "stroke"),
        ),
        ({"beds": {Ward.STROKE: 0}}, ("hospital-full", "stroke"), ("if-ward-open", "больница near", "stroke")),
    ],
)
def test_a_hospital_that_does_not_take_the_patient_loses_and_it_is_said_what_would_change_that(
    word: dict[str, Any], why: tuple[str, ...], change: tuple[str, ...]
) -> None:
    chosen = choose(STROKE, NEAR_AND_FAR, {"near": 5, "far": 15}, receptions={HospitalId("near"): said(**word)})
    assert chosen.hospital == "far"
    assert words(chosen.runners_up[0].reasons)[0] == why
    assert words(chosen.would_change) == [change]


def test_a_word_that_has_lapsed_counts_no_more() -> None:
    lapsed = {HospitalId("near"): said(open=False, valid_until=NOON)}
    assert choose(STROKE, NEAR_AND_FAR, {"near": 5, "far": 15}, receptions=lapsed).hospital == "near"


def test_diversion_of_another_ward_changes_nothing() -> None:
    burns = {HospitalId("near"): said(diverted=frozenset({Ward.BURNS}))}
    assert choose(STROKE, NEAR_AND_FAR, {"near": 5, "far": 15}, receptions=burns).hospital == "near"


def test_the_last_bed_is_not_given_to_two_patients() -> None:
    one_bed = {HospitalId("near"): said(beds={Ward.STROKE: 1})}
    coming = standing_at("near", 1, Milestone.LEFT_SCENE)
    situation = a_situation(hospitals=NEAR_AND_FAR, receptions=one_bed, **{**coming, "incidents": ()})
    situation.incidents.update(coming["incidents"])
    assert weigh(situation, STROKE, {"near": 5, "far": 15}).best == "far"


def test_when_everything_is_closed_the_nearest_is_still_named_and_its_door_is_said_to_be_shut() -> None:
    closed = {HospitalId(name): said(open=False) for name in ("near", "far")}
    chosen = choose(STROKE, NEAR_AND_FAR, {"near": 5, "far": 15}, receptions=closed)
    assert chosen.hospital == "near"
    assert ("hospital-closed",) in words(chosen.reasons)


def test_a_choice_is_kept_until_another_is_clearly_sooner() -> None:
    situation = a_situation(hospitals=NEAR_AND_FAR)
    assert weigh(situation, STROKE, {"near": 5, "far": 5 + SWITCH_S / 60 - 1}).keeps(HospitalId("far"))
    assert not weigh(situation, STROKE, {"near": 5, "far": 5 + SWITCH_S / 60}).keeps(HospitalId("far"))
    closed = a_situation(hospitals=NEAR_AND_FAR, receptions={HospitalId("far"): said(open=False)})
    assert not weigh(closed, STROKE, {"near": 5, "far": 5}).keeps(HospitalId("far"))


def test_the_runner_up_says_by_how_much_it_lost() -> None:
    chosen = choose(STROKE, NEAR_AND_FAR, {"near": 5, "far": 15})
    assert words(chosen.would_change) == [("if-care-sooner", "больница far", 10.0)]


CARDIO = an_incident("x", 1, hospital_need=frozenset({Ward.GENERAL}), flags=frozenset({ClinicalFlag.CARDIOVASCULAR}))
VASCULAR = [a_hospital("crb"), a_hospital("vascular", Ward.GENERAL, Ward.STROKE, Ward.PCI)]


def test_an_emergency_of_a_heart_patient_is_worth_a_detour_to_a_vascular_centre_but_not_a_long_one() -> None:
    reach = VASCULAR_DETOUR_S / 60
    chosen = choose(CARDIO, VASCULAR, {"crb": 5, "vascular": 5 + reach - 1})
    assert chosen.hospital == "vascular"
    assert {("hospital-preferred", "pci"), ("hospital-preferred", "stroke")} <= set(words(chosen.reasons))
    assert choose(CARDIO, VASCULAR, {"crb": 5, "vascular": 5 + reach + 1}).hospital == "crb"


MATERNITY = [
    a_hospital("maternity", Ward.GENERAL, Ward.MATERNITY),
    a_hospital("perinatal", Ward.MATERNITY, Ward.PERINATAL),
]


@pytest.mark.parametrize(
    ("flags", "urgency", "minutes", "expected"),
    [
        ({ClinicalFlag.PREGNANT}, 3, 1, "maternity"),
        ({ClinicalFlag.PREGNANT, ClinicalFlag.HIGH_RISK_PREGNANCY}, 3, RISK_DETOUR_S / 60 - 1, "perinatal"),
        ({ClinicalFlag.PREGNANT, ClinicalFlag.HIGH_RISK_PREGNANCY}, 3, RISK_DETOUR_S / 60 + 1, "maternity"),
    ],
)
def test_a_pregnancy_goes_to_the_level_of_its_risk(
    flags: set[ClinicalFlag], urgency: int, minutes: float, expected: str
) -> None:
    incident = an_incident("x", urgency, hospital_need=frozenset({Ward.GENERAL}), flags=frozenset(flags))
    assert choose(incident, MATERNITY, {"maternity": 5, "perinatal": 5 + minutes}).hospital == expected


@pytest.mark.parametrize(("urgency", "expected"), [(3, "oncology"), (2, "crb")])
def test_a_cancer_patient_goes_to_the_own_centre_unless_it_is_an_emergency(urgency: int, expected: str) -> None:
    incident = an_incident(
        "x", urgency, hospital_need=frozenset({Ward.GENERAL}), flags=frozenset({ClinicalFlag.ONCOLOGY})
    )
    hospitals = [a_hospital("crb"), a_hospital("oncology", Ward.ONCOLOGY)]
    assert choose(incident, hospitals, {"crb": 5, "oncology": 25}).hospital == expected


def test_a_road_longer_than_the_patient_has_is_said_with_the_hospital_to_hold_out_in() -> None:
    hospitals = [a_hospital("crb"), a_hospital("far", Ward.STROKE)]
    chosen = choose(STROKE, hospitals, {"crb": 5, "far": 90})
    assert ("beyond-reach", 40.0) in words(chosen.reasons)
    assert ("hold-out-at", "больница crb", 5.0) in words(chosen.reasons)


def test_crews_that_have_stood_long_prove_that_the_door_is_slower_than_it_used_to_be() -> None:
    crowd = standing_at("near", BAYS)
    crowd.pop("incidents")
    usual = choose(STROKE, NEAR_AND_FAR, {"near": 1, "far": 90}, **crowd)
    jam = choose(STROKE, NEAR_AND_FAR, {"near": 1, "far": 90}, **crowd, now=NOON + 2 * HANDOVER_S)
    assert usual.wait_s == pytest.approx(HANDOVER_S / BAYS - 60)
    assert jam.wait_s == pytest.approx(2 * HANDOVER_S / BAYS - 60)
