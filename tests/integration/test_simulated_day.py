"""A test that lives for ever: a simulated day, replayed through the live loop on a real record, gives equal events."""

from typing import cast

import numpy as np
import pytest
from sqlalchemy import Engine

from dispatch.adapters.clock import SystemClock
from dispatch.adapters.memory import MemoryRecord
from dispatch.adapters.sql import lease as leases
from dispatch.adapters.sql.inbox import SqlInbox
from dispatch.adapters.sql.record import EventLog, SqlRecord
from dispatch.application.degrading import DegradingTimes
from dispatch.bootstrap.dispatching import build_dispatcher
from dispatch.bootstrap.worker import WorkerParts
from dispatch.domain.messages import Command, Event
from dispatch.runtime.worker import Worker
from routing.oracle import RoadOracle
from simulations.calls import Calls
from simulations.scenario.model import PolicyChoice
from simulations.travel.great_circle import GreatCircleTravel
from simulations.world import run
from tests.builders import a_hospital
from tests.integration.conftest import Valkey
from tests.unit.simulations.world.town import MINUTE_A_DEGREE, at, busy_calls, crew, scenario

CREWS, CALLS = 6, 60


def a_busy_day(seed: int) -> Calls:
    """Return more calls than the crews can answer at once, so that the queue and the way back both matter."""
    return busy_calls(np.random.default_rng(seed), CALLS, 400, "c")


def simulated(policy: str, seed: int) -> MemoryRecord:
    """Return the commands and events of a simulated day."""
    record = MemoryRecord()
    asked = scenario(
        [crew(f"{n}", 12.0 * (n - CREWS / 2)) for n in range(CREWS)],
        [a_hospital("west", at=at(-15)), a_hospital("east", at=at(20))],
        policy=PolicyChoice(name=policy),
    )
    run(asked, a_busy_day(seed), GreatCircleTravel(MINUTE_A_DEGREE), record=record)
    return record


@pytest.fixture
def live(engine: Engine, valkey: Valkey) -> Worker:
    """The decision worker of the service on a real record and a real queue, over the town's travel times."""
    clock = SystemClock()
    lease = leases.acquire(engine, area="town", holder="test", now=clock.now(), ttl_s=600.0)
    assert lease is not None
    record = SqlRecord(engine, lease)
    times = DegradingTimes([GreatCircleTravel(MINUTE_A_DEGREE)])
    return Worker(
        WorkerParts(
            clock=clock,
            bus=valkey.bus(),
            record=record,
            inbox=SqlInbox(engine),
            dispatcher=build_dispatcher(record, times),
            oracle=cast("RoadOracle", None),  # the roads of this town never change
            times=times,
            policy="nearest",
            decider="",
            opening=(),
            wait=lambda _: None,
            engine=engine,
            lease=lease,
            ttl_s=600.0,
        )
    )


def replayed(live: Worker, engine: Engine, commands: list[Command]) -> list[Event]:
    """Handle the commands of the simulation in the live loop, and read the events back from the database."""
    for command in commands:
        live.handle(command)
    return [stored.event() for stored in EventLog(engine).after(0)]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("policy", ["nearest", "matching"])
def test_a_simulated_day_replayed_through_the_live_loop_gives_equal_events(
    live: Worker, engine: Engine, policy: str, seed: int
) -> None:
    day = simulated(policy, seed)
    assert len(day.events) > 6 * CALLS
    assert replayed(live, engine, day.commands) == day.events


def test_the_same_day_simulated_twice_is_the_same_to_the_last_event() -> None:
    assert simulated("matching", 7).events == simulated("matching", 7).events


def test_another_seed_is_another_day() -> None:
    assert simulated("nearest", 7).events != simulated("nearest", 8).events
