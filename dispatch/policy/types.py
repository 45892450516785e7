"""What a dispatch policy is: callables without clock, chance, I/O or memory."""

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct, field

from dispatch.domain.recommendation import Plan
from dispatch.domain.situation import Situation
from dispatch.domain.standby import StandbyMove
from dispatch.policy.reach import Reach
from dispatch.policy.requirement import ALONE, RequirementParameters
from routing.types import LatLon, TravelTimeMatrix


class Question(Struct, frozen=True):
    """The roads a policy wants to know: from these crews, where they are, to these incidents.

    `soon` are crews that cannot be sent yet, and where they will be when they can.
    """

    crews: Mapping[str, LatLon]
    incidents: Mapping[str, LatLon]
    soon: Mapping[str, LatLon] = field(default_factory=dict)

    @property
    def origins(self) -> Mapping[str, LatLon]:
        """Where all the roads begin."""
        return {**self.crews, **self.soon} if self.soon else self.crews


class Policy(Protocol):
    """Offer a crew for each waiting incident, and standby moves for those who wait for one."""

    @property
    def name(self) -> str:
        """The name by which the record and the screens know the policy."""
        ...

    @property
    def follows(self) -> bool:
        """Whether it wants to know where the crews are that drive to a call, and how the ground is reached."""
        ...

    def asks(self, situation: Situation) -> Question | None:
        """Say which roads it wants to know; None when there is nothing to decide."""
        ...

    def __call__(
        self,
        situation: Situation,
        times: TravelTimeMatrix,
        reach: Reach | None = None,
        requirement: RequirementParameters = ALONE,
    ) -> Plan:
        """Decide. `times` has crews as origins and incidents as destinations, in seconds.

        `reach` None: nothing is known of the ground, and nothing is to be covered. `requirement` says whether
        specialists follow a crew that lacks what is needed.
        """
        ...

    def on_road(self, situation: Situation, reach: Reach) -> Mapping[str, LatLon] | None:
        """Return where the free crews are that are not at their base; None when nobody is to be moved now."""
        ...

    def moves(self, situation: Situation, reach: Reach, from_road: TravelTimeMatrix) -> tuple[StandbyMove, ...]:
        """Return the standby moves that are worth their way; mostly none.

        `from_road` has the free crews that are not at their base as origins, the bases as destinations, seconds of
        ordinary driving.
        """
        ...
