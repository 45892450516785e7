"""Whether a crew may be changed, added or taken off the roster, and what an incident's vehicle must carry. Pure."""

from collections.abc import Collection, Sequence
from typing import assert_never

from dispatch.application.known import known_crew, known_incident
from dispatch.domain.crew import CREW_STATUS_RU, CrewStatus
from dispatch.domain.errors import NotAssignable, StaleChoice
from dispatch.domain.situation import Situation
from dispatch.domain.staffing import (
    AddCrew,
    ChangeCrew,
    CrewAdded,
    CrewChanged,
    CrewRemoved,
    EquipmentNoted,
    NoteEquipment,
    RemoveCrew,
    StaffingCommand,
    StaffingEvent,
)

IDLE: Collection[CrewStatus] = frozenset({CrewStatus.AVAILABLE, CrewStatus.OUT_OF_SERVICE, CrewStatus.ON_BREAK})


def accept_staffing(situation: Situation, body: StaffingCommand, actor: str) -> Sequence[StaffingEvent]:
    """Turn a command about crews and their vehicles into its events, or raise `Refused` with the way out."""
    match body:
        case ChangeCrew():
            return _change(situation, body, actor)
        case AddCrew():
            return _add(situation, body, actor)
        case RemoveCrew():
            return _remove(situation, body, actor)
        case NoteEquipment():
            return _note(situation, body, actor)
        case _:
            assert_never(body)


def _change(situation: Situation, body: ChangeCrew, actor: str) -> Sequence[StaffingEvent]:
    crew = known_crew(situation, body.crew)
    if body.change.of(crew) == crew:
        return ()
    only_strengthened = body.change.of(crew) == crew.changed(strengthened_by=body.change.strengthened_by)
    if crew.status not in IDLE and not only_strengthened:
        raise NotAssignable(
            f"бригада {crew.id}: {CREW_STATUS_RU[crew.status]}; на вызове её можно только усилить, "
            "остальное меняют у свободной"
        )
    return (CrewChanged(at=situation.now, crew=crew.id, change=body.change, by=actor, reason=body.reason),)


def _add(situation: Situation, body: AddCrew, actor: str) -> Sequence[StaffingEvent]:
    known = situation.crews.get(body.crew.id)
    if known is not None:
        raise StaleChoice(
            f"бригада {body.crew.id}: такая уже есть ({CREW_STATUS_RU[known.status]}); дайте другой номер"
        )
    fresh = body.crew.changed(temporary=True, status=CrewStatus.AVAILABLE, status_at=situation.now, assignment=None)
    return (CrewAdded(at=situation.now, added=fresh, by=actor, reason=body.reason),)


def _remove(situation: Situation, body: RemoveCrew, actor: str) -> Sequence[StaffingEvent]:
    crew = known_crew(situation, body.crew)
    if crew.status not in IDLE:
        raise NotAssignable(f"бригада {crew.id}: {CREW_STATUS_RU[crew.status]}; снимите её, когда освободится")
    return (CrewRemoved(at=situation.now, crew=crew.id, by=actor, reason=body.reason),)


def _note(situation: Situation, body: NoteEquipment, actor: str) -> Sequence[StaffingEvent]:
    known = known_incident(situation, body.incident)
    if known.equipment_need == body.equipment:
        return ()
    return (EquipmentNoted(at=situation.now, incident=known.id, equipment=body.equipment, by=actor),)
