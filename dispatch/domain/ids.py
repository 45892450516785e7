"""Ids carry types, so that a crew is never taken for an incident."""

import re
from functools import lru_cache
from typing import NewType

CallId = NewType("CallId", str)
IncidentId = NewType("IncidentId", str)
CrewId = NewType("CrewId", str)
StationId = NewType("StationId", str)
HospitalId = NewType("HospitalId", str)
AssignmentId = NewType("AssignmentId", str)
CommandId = NewType("CommandId", str)
TransportId = NewType("TransportId", str)

NUMBER = re.compile(r"([0-9]+)")


@lru_cache(maxsize=4_096)
def natural(name: str) -> tuple[tuple[str | int, ...], str]:
    """Return what to sort ids by, so that their numbers compare as numbers: crew 2 comes before crew 10.

    Remembered, because the same few hundred crews and open incidents are sorted at every decision.
    """
    pieces = NUMBER.split(name)
    return tuple(int(piece) if place % 2 else piece for place, piece in enumerate(pieces)), name
