"""Planned transport in the simulated town, beside the calls."""

from pathlib import Path

import numpy as np
import pytest

from dispatch.adapters.memory import MemoryRecord
from dispatch.domain.ids import CrewId
from dispatch.domain.messages import Event
from dispatch.domain.transport import TransportStep
from dispatch.domain.transport_messages import (
    CrewLent,
    TransportCancelled,
    TransportPlanned,
    TransportReopened,
    TransportRequested,
    TransportStepReached,
)
from simulations.metrics import table
from simulations.results import Results
from simulations.scenario.model import CarryingCrews
from tests.builders import a_hospital
from tests.unit.simulations.world.town import at, busy_calls, calls, crew, day, scenario

HEAD = "id,kind,from,from_lat,from_lon,to,pickup_from,pickup_until,mobility,may_share,return_of"
WAY = "t1,transfer,west,,,east,08:00,09:00,stretcher,no,"


@pytest.fixture
def table_of(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Write a table of requests and return its path."""

    def write(*rows: str) -> Path:
        path = tmp_path / "transport.csv"
        path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
        return path

    return write


def lived(asked: CarryingCrews, came=None, **more) -> tuple[Results, list[Event]]:  # type: ignore[no-untyped-def]
    """Run a day with a crew in the middle and one ten minutes east; hospitals ten minutes west and east."""
    record = MemoryRecord()
    town = scenario(
        [crew("carrier", 0), crew("other", 10)],
        [a_hospital("west", at=at(-10)), a_hospital("east", at=at(10))],
        transport=asked,
        **more,
    )
    return day(town, came if came is not None else calls(), record=record), record.events


def steps(events: list[Event]) -> list[tuple[str, TransportStep, float]]:
    """Return who reached what and when, in minutes after midnight."""
    found = [event for event in events if isinstance(event, TransportStepReached)]
    start = min((event.at for event in events), default=0.0)
    return [(event.transport, event.step, round((event.reached_at - start) / 60, 2)) for event in found]


def test_a_crew_set_aside_comes_in_the_window_and_brings_the_patient(table_of) -> None:  # type: ignore[no-untyped-def]
    results, events = lived(CarryingCrews(requests=table_of(WAY), set_aside=(CrewId("carrier"),)))
    reached = steps(events)
    assert [step for _, step, _ in reached] == [
        TransportStep.BEGUN,
        TransportStep.AT_PICKUP,
        TransportStep.ON_BOARD,
        TransportStep.DELIVERED,
    ]
    moments = {step: minute for _, step, minute in reached}
    assert 480 <= moments[TransportStep.AT_PICKUP] <= 540
    assert moments[TransportStep.ON_BOARD] == moments[TransportStep.AT_PICKUP] + 10
    assert moments[TransportStep.DELIVERED] == moments[TransportStep.ON_BOARD] + 20 + 10
    figures = table(results)
    assert (figures["transport.delivered_share"], figures["transport.in_window_share"]) == (1.0, 1.0)


def test_a_day_without_planned_transport_has_no_figures_of_it() -> None:
    results = day(scenario([crew("a")]), calls({"minute": 5, "east": 3}))
    assert not [name for name in table(results) if name.startswith("transport.")]


def test_a_call_takes_a_crew_on_its_way_to_a_patient_and_the_request_is_served_all_the_same(table_of) -> None:  # type: ignore[no-untyped-def]
    asked = CarryingCrews(requests=table_of(WAY), between_calls=(CrewId("carrier"), CrewId("other")))
    _, quiet = lived(asked)
    ((_, _, begun), *_) = steps(quiet)
    who = next(event.crew for event in quiet if isinstance(event, TransportStepReached))
    east = 0 if who == "carrier" else 9
    _, events = lived(asked, calls({"minute": begun + 1, "east": east, "complaint": "dying", "scene": 30}))
    lost = [event for event in events if isinstance(event, TransportReopened)]
    assert [(event.transport, event.crew, event.taken_for) for event in lost] == [("t1", who, "0")]
    assert steps(events)[-1][1] is TransportStep.DELIVERED


def test_a_crew_set_aside_answers_a_threat_to_life_when_nobody_else_can(table_of) -> None:  # type: ignore[no-untyped-def]
    came = calls(
        {"minute": 60, "east": 1, "scene": 120},
        {"id": "dying", "minute": 70, "east": 1, "complaint": "dying"},
        {"id": "ill", "minute": 71, "east": 1},
    )
    asked = CarryingCrews(requests=table_of(WAY), set_aside=(CrewId("carrier"),))
    results, events = lived(asked, came)
    assert [(event.crew, event.lent_to) for event in events if isinstance(event, CrewLent)] == [("carrier", "dying")]
    assert results.calls.crews[results.calls.crew[2]] == "other"
    kept, events = lived(CarryingCrews(requests=asked.requests, set_aside=asked.set_aside, lend_to_p1=False), came)
    assert not [event for event in events if isinstance(event, CrewLent)]
    assert kept.calls.crews[kept.calls.crew[1]] == "other"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_the_calls_take_no_request_is_lost(table_of, seed: int) -> None:  # type: ignore[no-untyped-def]
    rows = [f"t{n},dialysis,west,,,east,{8 + n:02}:00,{9 + n:02}:30,seated,yes," for n in range(6)]
    rows += [f"b{n},dialysis,east,,,west,{12 + n:02}:00,{14 + n:02}:00,seated,yes,t{n}" for n in range(6)]
    crews = {"between_calls": (CrewId("other"),), "set_aside": (CrewId("carrier"),)}
    asked = CarryingCrews(requests=table_of(*rows), insertions=500, **crews)
    results, events = lived(asked, busy_calls(np.random.default_rng(seed), 30, 900, "c"))
    booked = {event.transport for event in events if isinstance(event, TransportRequested)}
    over = {e.transport for e in events if isinstance(e, TransportStepReached) and e.step is TransportStep.DELIVERED}
    said = {
        planned.transport: planned.reasons
        for event in events
        if isinstance(event, TransportPlanned)
        for planned in event.transports
    }
    assert len(booked) == 12
    assert not [event for event in events if isinstance(event, TransportCancelled)]
    assert all(said[name] for name in booked - over)
    assert len(over) >= 9
    assert results.transport["requests"] == 12


def test_the_same_day_twice_is_the_same_to_the_last_event(table_of) -> None:  # type: ignore[no-untyped-def]
    asked = CarryingCrews(requests=table_of(WAY), between_calls=(CrewId("carrier"), CrewId("other")))
    came = busy_calls(np.random.default_rng(5), 20, 900, "c")
    assert lived(asked, came)[1] == lived(asked, came)[1]
