"""One replication, put together: calls as the scenario draws or gives them, roads as it has them, and the world."""

from functools import cached_property

from dispatch.domain.ground import Ground
from simulations.calls import Calls
from simulations.demand import demand_source, draw_calls, drawn_ground, given_ground
from simulations.demand.source import Source
from simulations.results import Results
from simulations.runner.task import Task
from simulations.scenario import given_days
from simulations.scenario.model import GivenCalls, PolicyChoice, Scenario
from simulations.travel import RoadTables, open_travel
from simulations.world import run


class RealWorld:
    """The replications of one task, opened once in each process: what they share is read once.

    `tables` are needed by a scenario on a road map alone.
    """

    def __init__(self, task: Task, tables: RoadTables | None) -> None:
        self._task = task
        self._tables = tables

    def results(self, replication: int, *, reasons: bool) -> Results:
        """Run one. The travel model is opened anew, so that no replication sees what another one has remembered."""
        scenario = self._task.scenario
        return run(
            scenario,
            self.calls(replication),
            open_travel(scenario, self._tables),
            replication=replication,
            policy=self._task.policy,
            ground=self._ground,
            reasons=reasons,
        )

    def calls(self, replication: int) -> Calls:
        """The calls of one replication: drawn, or a day of the file."""
        if isinstance(self._task.scenario.demand, GivenCalls):
            return self._days[replication]
        return draw_calls(self._task.scenario, replication, self._source)

    @cached_property
    def _ground(self) -> Ground:
        if isinstance(self._task.scenario.demand, GivenCalls):
            return given_ground(self._task.scenario.region, self._days)
        return drawn_ground(self._source)

    @cached_property
    def _source(self) -> Source:
        return demand_source(self._task.scenario)

    @cached_property
    def _days(self) -> tuple[Calls, ...]:
        return given_days(self._task.scenario)


def replicate(
    scenario: Scenario,
    policy: PolicyChoice | None = None,
    replication: int = 0,
    *,
    tables: RoadTables | None = None,
    reasons: bool = False,
) -> Results:
    """Run a single replication in this process. `policy` None: the scenario's own."""
    return RealWorld(Task.of(scenario, policy), tables).results(replication, reasons=reasons)
