"""Closest idle crew, in queue order: what most services do, and what every other policy is measured against."""

from dataclasses import dataclass, field

from dispatch.domain.ids import CrewId
from dispatch.domain.recommendation import Plan, Recommendation
from dispatch.domain.situation import Situation
from dispatch.policy.eligibility import EligibilityParameters
from dispatch.policy.offers import offers, recommend
from routing.types import TravelTimeMatrix


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """Serve the queue by urgency, then age; each incident takes the best crew that is left."""

    parameters: EligibilityParameters = field(default_factory=EligibilityParameters)
    name: str = "nearest"

    def __call__(self, situation: Situation, times: TravelTimeMatrix) -> Plan:
        """Offer crews one incident after the other."""
        taken: dict[CrewId, str] = {}
        made: list[Recommendation] = []
        for incident in situation.waiting():
            ranked = offers(situation, incident, times, self.parameters)
            chosen = next((o for o in ranked if o.crew.id not in taken), None)
            made.append(recommend(self.name, incident, ranked, chosen, times, taken))
            if chosen is not None:
                taken[chosen.crew.id] = incident.id
        return Plan(recommendations=tuple(made))
