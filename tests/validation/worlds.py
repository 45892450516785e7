"""Worlds whose truth is known: crews that need no time to drive, and calls that keep them for a drawn time."""

from collections.abc import Sequence
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.crew import Crew
from routing.types import Profile
from simulations.calls import Calls
from simulations.results import Results
from simulations.scenario.model import GreatCircle, Scenario
from simulations.travel.great_circle import GreatCircleTravel
from simulations.world import run
from tests.unit.simulations.world.town import START, crew, scenario

Floats = NDArray[np.float64]

AT_ONCE = GreatCircle(speed_mps=dict.fromkeys(Profile, 1e12))
"""Everybody is everywhere within a tenth of a millisecond, yet the nearest is still the nearest."""

EXACT_S = 1e-5
"""POSIX seconds are whole multiples of a quarter of a microsecond; a day of them is added up."""


def poisson(rng: np.random.Generator, calls_per_s: float, count: int) -> Floats:
    """Return the moments of a Poisson process, seconds."""
    return np.cumsum(rng.exponential(1 / calls_per_s, count))


def asked(
    received_s: Floats,
    scene_s: Floats,
    *,
    urgency: Sequence[int] | NDArray[np.integer[Any]] = (),
    north: Floats | None = None,
    east: Floats | None = None,
    patience_s: float = inf,
) -> Calls:
    """Return calls that take a crew for `scene_s` and nothing else."""
    count = len(received_s)
    zero, codes = np.zeros(count), np.zeros(count, dtype=np.int16)
    graded = np.array(urgency if len(urgency) else [2] * count, dtype=np.int16)
    return Calls(
        ids=tuple(str(number) for number in range(count)),
        received_at=START + received_s,
        lat=zero if north is None else north,
        lon=zero if east is None else east,
        districts=("Городок",),
        district=codes,
        complaints=("ill", "dying", "unwell"),
        complaint=np.array([0, 1, 0, 2, 2], dtype=np.int16)[graded],
        urgency=graded,
        true_urgency=graded,
        child=codes.astype(np.bool_),
        handling_s=zero,
        turnout_s=zero,
        walking_s=zero,
        scene_s=scene_s,
        transported=codes.astype(np.bool_),
        handover_s=zero,
        cleaning_s=zero,
        patience_s=np.full(count, patience_s),
        record_s=np.full(count, inf),
        hospital=(None,) * count,
        flags=(frozenset(),) * count,
    )


def crews(*east: float) -> list[Crew]:
    """Return crews at so many degrees east."""
    return [crew(str(number), degrees) for number, degrees in enumerate(east)]


def world(staff: Sequence[Crew], came: Calls, **more: Any) -> tuple[Scenario, Results]:
    """Run until all calls are answered."""
    last_s = float(came.received_at[-1]) - START
    day = scenario(staff, roads=AT_ONCE, horizon_s=last_s + 1.0, **more)
    return day, run(day, came, GreatCircleTravel(AT_ONCE))


def waited_s(results: Results) -> Floats:
    """Return how long each call waited for its crew."""
    return results.calls.notified_at - results.calls.received_at
