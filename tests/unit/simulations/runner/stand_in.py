"""A real world with calls of its own: for tests of how replications are run, not of what is asked of them."""

import os
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np

from simulations.calls import Calls
from simulations.results import Results
from simulations.runner.task import Task
from simulations.scenario.model import Scenario
from simulations.travel import RoadTables
from simulations.travel.great_circle import GreatCircleTravel
from simulations.world import run
from tests.builders import a_hospital
from tests.unit.simulations.world.town import MINUTE_A_DEGREE, at, busy_calls, crew, scenario

CALLS = 40


def a_town(name: str = "day", crews: int = 4, **more: Any) -> Scenario:
    """Return a town of some crews and a hospital; its random calls come from the seed."""
    return scenario(
        [crew(f"{n}", 12.0 * (n - crews / 2)) for n in range(crews)],
        [a_hospital("west", at=at(-15))],
        name=name,
        **more,
    )


def some_calls(seed: int, replication: int) -> Calls:
    """Draw a busy half day."""
    return busy_calls(np.random.default_rng([seed, replication]), CALLS, 700, f"{replication}-")


class Town:
    """Opens a task of the town."""

    def __init__(self, task: Task, tables: RoadTables | None) -> None:
        assert tables is None
        self.task = task

    def results(self, replication: int, *, reasons: bool) -> Results:
        """Run the town's day."""
        asked = self.task.scenario
        came = some_calls(asked.seed, replication)
        travel = GreatCircleTravel(MINUTE_A_DEGREE)
        return run(asked, came, travel, replication=replication, policy=self.task.policy, reasons=reasons)


class Mortal(Town):
    """Kills its own process in replication 3, as often as the file beside the scenario says."""

    def results(self, replication: int, *, reasons: bool) -> Results:
        """Run the day, or die."""
        lives: Path = self.task.scenario.path
        left = int(lives.read_text()) if replication == 3 and lives.is_file() else 0
        if left:
            lives.write_text(str(left - 1))
            os.kill(os.getpid(), signal.SIGKILL)
        return super().results(replication, reasons=reasons)


class Broken(Town):
    """Raises in replication 3."""

    def results(self, replication: int, *, reasons: bool) -> Results:
        """Run the day, or raise."""
        if replication == 3:
            raise ValueError("no such day")
        return super().results(replication, reasons=reasons)


class Endless(Broken):
    """Raises in replication 3, and never ends replication 2."""

    def results(self, replication: int, *, reasons: bool) -> Results:
        """Run the day, raise, or sleep."""
        if replication == 2:
            time.sleep(1_000)
        return super().results(replication, reasons=reasons)
