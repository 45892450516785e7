"""Closest idle crew, in queue order: what most services do, and what every other policy is measured against."""

from dataclasses import dataclass, field

from dispatch.domain.ids import CrewId
from dispatch.domain.recommendation import Plan, Recommendation
from dispatch.domain.situation import Situation
from dispatch.domain.standby import StandbyMove
from dispatch.policy.asking import asked_of
from dispatch.policy.eligibility import EligibilityParameters
from dispatch.policy.explaining import recommend
from dispatch.policy.offers import muster, offers
from dispatch.policy.queue import QueueOrder, queue
from dispatch.policy.reach import Reach
from dispatch.policy.requirement import ALONE, RequirementParameters
from dispatch.policy.types import Question
from routing.types import TravelTimeMatrix


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """Serve the queue in its order; each incident takes the best crew that is left."""

    parameters: EligibilityParameters = field(default_factory=EligibilityParameters)
    order: QueueOrder = QueueOrder.URGENCY
    name: str = "nearest"

    @property
    def follows(self) -> bool:
        """A crew on its way is left alone, so that its place does not matter."""
        return False

    def asks(self, situation: Situation) -> Question | None:
        """Ask for the roads of the free crews to the waiting incidents."""
        return asked_of(situation, [])

    def __call__(
        self,
        situation: Situation,
        times: TravelTimeMatrix,
        reach: Reach | None = None,
        requirement: RequirementParameters = ALONE,
    ) -> Plan:
        """Offer crews one incident after the other."""
        del reach, requirement
        mustered = muster(situation, times)
        taken: dict[CrewId, str] = {}
        made: list[Recommendation] = []
        for incident in queue(situation, self.order):
            ranked = offers(mustered, incident, self.parameters)
            chosen = ranked.first_but(taken)
            made.append(recommend(self.name, ranked, chosen, taken))
            if chosen is not None:
                taken[chosen.crew.id] = incident.id
        return Plan(recommendations=tuple(made))

    def on_road(self, situation: Situation, reach: Reach) -> None:
        """Leave the crews where they are."""
        del situation, reach

    def moves(self, situation: Situation, reach: Reach, from_road: TravelTimeMatrix) -> tuple[StandbyMove, ...]:
        """Leave the crews where they are."""
        del situation, reach, from_road
        return ()
