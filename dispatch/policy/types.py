"""What a dispatch policy is: a callable without clock, chance, I/O or memory."""

from typing import Protocol

from dispatch.domain.recommendation import Plan
from dispatch.domain.situation import Situation
from routing.types import TravelTimeMatrix


class Policy(Protocol):
    """Offer a crew for each waiting incident."""

    @property
    def name(self) -> str:
        """The name by which the record and the screens know the policy."""
        ...

    def __call__(self, situation: Situation, times: TravelTimeMatrix) -> Plan:
        """Decide. `times` has crews as origins and the waiting incidents as destinations, in seconds."""
        ...
