"""Changes of crews during the day: other people, another vehicle, more equipment, a crew more or fewer."""

from typing import assert_never

from msgspec import Struct

from dispatch.domain.capability import CrewCapability
from dispatch.domain.crew import Crew, Shift
from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.roster import Roster


class CrewChange(Struct, frozen=True, kw_only=True):
    """What is other about a crew from now on; None: as it was.

    `strengthened_by` are capabilities beyond those of the kind: a doctor who joins a feldsher crew.
    """

    kind: str | None = None
    vehicle_class: str | None = None
    equipment: frozenset[str] | None = None
    strengthened_by: frozenset[CrewCapability] | None = None
    shift: Shift | None = None

    def of(self, crew: Crew) -> Crew:
        """Return the crew with the changes."""
        given = {name: getattr(self, name) for name in self.__struct_fields__}
        return crew.changed(**{name: value for name, value in given.items() if value is not None})


# --- commands ---


class ChangeCrew(Struct, frozen=True, kw_only=True):
    """A crew gets other people, another vehicle or other equipment, or works other hours."""

    crew: CrewId
    change: CrewChange
    reason: str


class AddCrew(Struct, frozen=True, kw_only=True):
    """A crew that the roster does not have comes on the line for the time being."""

    crew: Crew
    reason: str


class RemoveCrew(Struct, frozen=True, kw_only=True):
    """A crew leaves the roster until the region's files bring it back."""

    crew: CrewId
    reason: str


class NoteEquipment(Struct, frozen=True, kw_only=True):
    """An incident needs equipment that not every vehicle has. Replaces what was noted before."""

    incident: IncidentId
    equipment: frozenset[str]


StaffingCommand = ChangeCrew | AddCrew | RemoveCrew | NoteEquipment

# --- events ---


class CrewChanged(Struct, frozen=True, kw_only=True):
    """A crew is another one from now on."""

    at: float
    crew: CrewId
    change: CrewChange
    by: str
    reason: str


class CrewAdded(Struct, frozen=True, kw_only=True):
    """A crew has come on the line that the region's files do not know."""

    at: float
    added: Crew
    by: str
    reason: str

    @property
    def crew(self) -> CrewId:
        """The crew that the event concerns."""
        return self.added.id


class CrewRemoved(Struct, frozen=True, kw_only=True):
    """A crew has left the roster."""

    at: float
    crew: CrewId
    by: str
    reason: str


class EquipmentNoted(Struct, frozen=True, kw_only=True):
    """What equipment an incident needs."""

    at: float
    incident: IncidentId
    equipment: frozenset[str]
    by: str


RosterEvent = CrewChanged | CrewAdded | CrewRemoved
StaffingEvent = RosterEvent | EquipmentNoted


def staffed(roster: Roster, event: RosterEvent) -> Roster:
    """Fold a change of crews into the roster."""
    match event:
        case CrewChanged(crew=crew, change=change):
            return Roster({**roster, crew: change.of(roster[crew])})
        case CrewAdded(added=crew):
            return Roster({**roster, crew.id: crew})
        case CrewRemoved(crew=gone):
            return Roster({known: crew for known, crew in roster.items() if known != gone})
        case _:
            assert_never(event)
