"""Whether a crew and its vehicle can carry a patient at all."""

from collections.abc import Mapping

from msgspec import Struct

from dispatch.domain.crew import Crew
from dispatch.domain.situation import Situation
from dispatch.domain.transport import Mobility, Room, TransportRequest

ALONE = 1_000
"""Places of the imagined dimension «company»: who travels alone takes them all, everybody else one."""


class Load(Struct, frozen=True, kw_only=True):
    """What one patient takes up, an escort one seat each."""

    seats: int
    wheelchairs: int
    stretchers: int
    company: int

    def amounts(self) -> tuple[int, int, int, int]:
        """Return the four amounts, in the order of `room_amounts`."""
        return self.seats, self.wheelchairs, self.stretchers, self.company


def load_of(request: TransportRequest) -> Load:
    """Return what the request takes up while the patient is on board."""
    return Load(
        seats=request.escorts + (request.mobility is Mobility.SEATED),
        wheelchairs=int(request.mobility is Mobility.WHEELCHAIR),
        stretchers=int(request.mobility is Mobility.STRETCHER),
        company=1 if request.may_share else ALONE,
    )


def room_amounts(room: Room) -> tuple[int, int, int, int]:
    """Return what a vehicle has of seats, wheelchair places, stretchers, company."""
    return room.seats, room.wheelchairs, room.stretchers, ALONE


def lacking(crew: Crew, room: Room, request: TransportRequest) -> tuple[str, ...]:
    """Name what the crew or its vehicle lacks for the request; nothing when it can carry it."""
    load = load_of(request)
    short: Mapping[str, bool] = {
        "seats": load.seats > room.seats,
        "wheelchair": load.wheelchairs > room.wheelchairs,
        "stretcher": load.stretchers > room.stretchers,
        "oxygen": request.oxygen and not room.oxygen,
    }
    people = sorted(request.crew_need - crew.capabilities)
    return (*(name for name, is_short in short.items() if is_short), *people)


def lacking_of(situation: Situation, crew: Crew, request: TransportRequest) -> tuple[str, ...]:
    """Name what the crew lacks, with the room that the situation knows of."""
    return lacking(crew, situation.transport.room(crew.id, crew.vehicle_class), request)
