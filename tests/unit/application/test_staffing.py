"""Crews changed, added and taken off through the dispatcher's door."""

import pytest

from dispatch.domain.capability import CrewCapability, CrewKind
from dispatch.domain.errors import NotAssignable, StaleChoice, UnknownCrew, UnknownIncident
from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.messages import Mode, SetMode
from dispatch.domain.staffing import AddCrew, ChangeCrew, CrewChange, NoteEquipment, RemoveCrew
from tests.builders import Desk, a_crew, an_incident

A = CrewId("A")
WINCH = frozenset({"winch"})


def desk() -> Desk:
    return Desk(crews=[a_crew("A"), a_crew("B", equipment=WINCH)], seconds={("A", "call"): 60.0, ("B", "call"): 120.0})


def sent(at: Desk) -> Desk:
    at.do(SetMode(mode=Mode.AUTOMATIC))
    at.call(an_incident("call"))
    return at


def change(crew: CrewId = A, **fields: object) -> ChangeCrew:
    return ChangeCrew(crew=crew, change=CrewChange(**fields), reason="сменили")  # type: ignore[arg-type]  # some fields


def test_a_change_is_made_once() -> None:
    at = desk()
    assert len(at.do(change(kind=CrewKind.DOCTOR))) == 1
    assert at.do(change(kind=CrewKind.DOCTOR)) == ()
    assert at.do(change()) == ()


def test_a_stronger_crew_is_recommended_at_once() -> None:
    at = desk()
    at.call(an_incident("call", crew_need=frozenset({CrewCapability.DOCTOR})))
    assert at.situation.recommendations[IncidentId("call")].crew == "A"
    at.do(change(CrewId("B"), strengthened_by=frozenset({CrewCapability.DOCTOR})))
    assert at.situation.recommendations[IncidentId("call")].crew == "B"


def test_a_crew_on_a_call_can_be_strengthened_and_not_exchanged() -> None:
    at = sent(desk())
    with pytest.raises(NotAssignable, match="только усилить"):
        at.do(change(vehicle_class="C"))
    assert len(at.do(change(strengthened_by=frozenset({CrewCapability.DOCTOR})))) == 1


def test_a_crew_comes_for_the_day_and_goes() -> None:
    at = desk()
    at.do(AddCrew(crew=a_crew("C"), reason="праздник"))
    assert at.situation.crews[CrewId("C")].temporary
    with pytest.raises(StaleChoice, match="такая уже есть"):
        at.do(AddCrew(crew=a_crew("C"), reason="праздник"))
    at.do(RemoveCrew(crew=CrewId("C"), reason="праздник кончился"))
    with pytest.raises(UnknownCrew, match="такой нет"):
        at.do(RemoveCrew(crew=CrewId("C"), reason="ещё раз"))


def test_a_crew_does_not_leave_its_patient() -> None:
    with pytest.raises(NotAssignable, match="когда освободится"):
        sent(desk()).do(RemoveCrew(crew=A, reason="конец"))


def test_needed_equipment_changes_the_recommendation() -> None:
    at = desk()
    at.call(an_incident("call"))
    assert at.situation.recommendations[IncidentId("call")].crew == "A"
    at.do(NoteEquipment(incident=IncidentId("call"), equipment=WINCH))
    assert at.situation.recommendations[IncidentId("call")].crew == "B"
    assert at.do(NoteEquipment(incident=IncidentId("call"), equipment=WINCH)) == ()
    with pytest.raises(UnknownIncident, match="среди открытых такого нет"):
        at.do(NoteEquipment(incident=IncidentId("nowhere"), equipment=WINCH))
