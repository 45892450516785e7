"""Crews that change, come and go during the day."""

from typing import get_args

import pytest

from dispatch.domain.capability import CrewCapability, CrewKind
from dispatch.domain.crew import Shift
from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.staffing import CrewAdded, CrewChange, CrewChanged, CrewRemoved, EquipmentNoted, StaffingEvent
from tests.builders import NOON, a_crew, a_region, a_situation, adopted, an_incident, fold

CREW = CrewId("2143")
WHO = {"by": "ivanova", "reason": "усилена"}


def test_every_event_of_staffing_is_folded_in_this_file() -> None:
    assert set(get_args(StaffingEvent)) == {CrewAdded, CrewChanged, CrewRemoved, EquipmentNoted}


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        (CrewChange(kind=CrewKind.INTENSIVE), "kind", CrewKind.INTENSIVE),
        (CrewChange(vehicle_class="C"), "vehicle_class", "C"),
        (CrewChange(equipment=frozenset({"incubator"})), "equipment", frozenset({"incubator"})),
        (CrewChange(shift=Shift(start_s=0, end_s=3_600)), "shift", Shift(start_s=0, end_s=3_600)),
    ],
)
def test_a_crew_is_another_one_from_now_on(change: CrewChange, field: str, value: object) -> None:
    situation = a_situation(crews=[a_crew("2143"), a_crew("2150")])
    after = fold([CrewChanged(at=NOON, crew=CREW, change=change, **WHO)], situation)
    assert getattr(after.crews[CREW], field) == value
    assert after.crews[CrewId("2150")] == situation.crews[CrewId("2150")]
    assert after.roster.columns is not situation.roster.columns


def test_a_feldsher_crew_that_a_doctor_joins_can_do_what_a_doctor_can() -> None:
    change = CrewChange(strengthened_by=frozenset({CrewCapability.DOCTOR}))
    after = fold([CrewChanged(at=NOON, crew=CREW, change=change, **WHO)], a_situation(crews=[a_crew("2143")]))
    assert after.crews[CREW].capabilities == {CrewCapability.BASIC, CrewCapability.DOCTOR}


def test_a_temporary_crew_outlives_a_new_roster_and_leaves_nothing_behind() -> None:
    added = CrewAdded(at=NOON, added=a_crew("reserve", temporary=True), **WHO)
    with_it = fold([added, adopted(a_region(crews=[a_crew("2143")], digest="2"))], a_situation(crews=[a_crew("2143")]))
    assert list(with_it.crews) == ["2143", "reserve"]
    gone = fold([CrewRemoved(at=NOON, crew=CrewId("reserve"), **WHO)], with_it)
    assert list(gone.crews) == ["2143"]


def test_an_incident_says_what_its_vehicle_must_carry() -> None:
    noted = EquipmentNoted(at=NOON, incident=IncidentId("call"), equipment=frozenset({"winch"}), by="ivanova")
    after = fold([noted], a_situation(incidents=[an_incident("call")]))
    assert after.incidents[IncidentId("call")].equipment_need == {"winch"}
