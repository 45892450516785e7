"""What the figures are measured against: promises, weights and prices, each of which a planner may set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from dispatch.domain.incident import Urgency
from dispatch.policy.objective import ObjectiveParameters
from simulations.metrics.care import Cure, cures
from simulations.scenario.model import GeneratedDemand, Scenario

NORM_S = 1_200.0
"""Order 388н: a crew is at an emergency within 20 minutes of the call."""

AT_ONCE_S = 60.0
"""Assumed: a crew sent within a minute of the card has not been waited for."""

ARREST = frozenset({"cardiac-arrest"})
"""Complaints (codes of the region) that De Maio's survival curve was fitted for."""


def _targets() -> Mapping[Urgency, float]:
    return MappingProxyType(dict.fromkeys(Urgency, NORM_S))


def _weights() -> Mapping[Urgency, float]:
    return MappingProxyType({urgency: float(of) for urgency, of in ObjectiveParameters().urgency_weight.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """Promises in seconds from the call, what a second of waiting is worth, and what a crew's hour costs.

    `ends_at` is when the world stopped at the earliest (POSIX seconds; None: at the last moment that the results
    know). The weights are those of the matching policy, so that what is optimised and what is measured are one.
    `cost_per_crew_hour` None: cost is not counted. `cures` are of the region's time-critical complaints.
    """

    ends_at: float | None = None
    utc_offset_s: float = 0.0
    norm_s: float = NORM_S
    at_once_s: float = AT_ONCE_S
    targets_s: Mapping[Urgency, float] = field(default_factory=_targets)
    urgency_weight: Mapping[Urgency, float] = field(default_factory=_weights)
    arrest: frozenset[str] = ARREST
    cost_per_crew_hour: float | None = None
    cures: Mapping[str, Cure] = field(default_factory=dict)

    @classmethod
    def of(cls, scenario: Scenario) -> "Yardstick":
        """The promises and prices of a scenario. Given calls end when they end, whatever its horizon."""
        return cls(
            ends_at=scenario.ends_at if isinstance(scenario.demand, GeneratedDemand) else None,
            utc_offset_s=scenario.region.utc_offset_s,
            norm_s=scenario.region.norms.emergency_arrival_s,
            targets_s={**_targets(), **scenario.targets_s},
            cost_per_crew_hour=scenario.cost_per_crew_hour,
            cures=cures(scenario.region),
        )
