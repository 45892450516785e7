"""What goes wrong in the world, on time: a policy that fails, records that do not answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from dispatch.domain.recommendation import Plan
from dispatch.domain.situation import Situation
from dispatch.domain.standby import StandbyMove
from dispatch.policy.reach import Reach
from dispatch.policy.requirement import ALONE, RequirementParameters
from dispatch.policy.types import Policy, Question
from routing.types import LatLon, TravelTimeMatrix
from simulations.scenario.model import Failing, Scenario
from simulations.timeline import holds, time_of_start_s


class SolverDown(Exception):
    """The scenario says that the solver does not work now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outages:
    """When what of a scenario is out."""

    scenario: Scenario
    time_of_start_s: float

    def out(self, what: Failing, now: float) -> bool:
        """Whether it is out at `now`, POSIX seconds."""
        since = now - self.scenario.start_at
        return any(o.of is what and holds(o.window, since, self.time_of_start_s) for o in self.scenario.outages)


def outages_of(scenario: Scenario) -> Outages:
    """Return the outages of a scenario on its own clock."""
    return Outages(scenario=scenario, time_of_start_s=time_of_start_s(scenario))


@dataclass(frozen=True, slots=True, kw_only=True)
class FailingPolicy:
    """A policy that raises `SolverDown` during the outages; the dispatcher then does what it would do live."""

    policy: Policy
    outages: Outages

    @property
    def name(self) -> str:
        """The name of the policy that fails."""
        return self.policy.name

    @property
    def follows(self) -> bool:
        """As the policy that fails."""
        return self.policy.follows

    def asks(self, situation: Situation) -> Question | None:
        """Ask what the policy asks."""
        return self.policy.asks(situation)

    def on_road(self, situation: Situation, reach: Reach) -> Mapping[str, LatLon] | None:
        """Say who is rolling, as the policy does."""
        return self.policy.on_road(situation, reach)

    def moves(self, situation: Situation, reach: Reach, from_road: TravelTimeMatrix) -> tuple[StandbyMove, ...]:
        """Move nobody while it fails."""
        failing = self.outages.out(Failing.SOLVER, situation.now)
        return () if failing else self.policy.moves(situation, reach, from_road)

    def __call__(
        self,
        situation: Situation,
        times: TravelTimeMatrix,
        reach: Reach | None = None,
        requirement: RequirementParameters = ALONE,
    ) -> Plan:
        """Decide, or fail."""
        if self.outages.out(Failing.SOLVER, situation.now):
            raise SolverDown(f"по сценарию решатель «{self.name}» сейчас не работает")
        return self.policy(situation, times, reach, requirement)
