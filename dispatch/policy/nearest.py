"""Closest idle crew, in queue order: what most services do, and what every other policy is measured against."""

from dataclasses import dataclass, field

from dispatch.domain.ids import CrewId
from dispatch.domain.recommendation import Plan, Recommendation
from dispatch.domain.situation import Situation
from dispatch.policy.eligibility import EligibilityParameters
from dispatch.policy.explaining import recommend
from dispatch.policy.offers import muster, offers
from dispatch.policy.queue import QueueOrder, queue
from routing.types import TravelTimeMatrix


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """Serve the queue in its order; each incident takes the best crew that is left."""

    parameters: EligibilityParameters = field(default_factory=EligibilityParameters)
    order: QueueOrder = QueueOrder.URGENCY
    name: str = "nearest"

    def __call__(self, situation: Situation, times: TravelTimeMatrix) -> Plan:
        """Offer crews one incident after the other."""
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
