"""What one replication has led to: a row for each call, a row for each crew, and how the day was decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.recommendation import Reason

Floats = NDArray[np.float64]
Codes = NDArray[np.int16]
Flags = NDArray[np.bool_]

MOMENTS = (
    "received_at",
    "reported_at",
    "notified_at",
    "en_route_at",
    "at_scene_at",
    "at_patient_at",
    "left_scene_at",
    "at_destination_at",
    "care_transferred_at",
    "available_at",
)
"""Columns of `CallRows` that are moments, POSIX seconds, in the order in which they happen; NaN: it has not."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CallRows:
    """One row a call, in order of `received_at`, warm-up calls left in (`counted` is False for them).

    `district`, `complaint`, `crew` and `hospital` index the tuples beside them; -1 in `crew` and `hospital` is nobody
    and nowhere, as in a pandas categorical. `eta_s` was promised at the assignment (NaN: none). `gave_up` calls were
    cancelled before a crew was sent. `attempts` counts the crews that were sent (more than one after a diversion).
    """

    ids: tuple[str, ...]
    counted: Flags
    districts: tuple[str, ...]
    district: Codes
    complaints: tuple[str, ...]
    complaint: Codes
    urgency: Codes
    true_urgency: Codes
    crews: tuple[str, ...]
    crew: Codes
    hospitals: tuple[str, ...]
    hospital: Codes
    lat: Floats
    lon: Floats
    received_at: Floats
    reported_at: Floats
    notified_at: Floats
    en_route_at: Floats
    at_scene_at: Floats
    at_patient_at: Floats
    left_scene_at: Floats
    at_destination_at: Floats
    care_transferred_at: Floats
    available_at: Floats
    eta_s: Floats
    queue_at_hospital_s: Floats
    gave_up: Flags
    attempts: Codes
    reasons: tuple[tuple[Reason, ...], ...]
    """Why this crew, as recommended; `()` for a call that nobody was sent to. No rows when not asked for."""

    @property
    def doezd_s(self) -> Floats:
        """Seconds from the call to the crew at the scene; NaN when no crew came."""
        return self.at_scene_at - self.received_at


def _no_rows() -> NDArray[np.int64]:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CrewRows:
    """One row a crew, over the counted time. Seconds; `moves` are standby moves.

    Meals and pauses have no rows where the scenario plans none: `meals_due` are those of whole parts of shifts,
    `meals_on_time` were begun by their latest moment, `pauses_broken` were broken off by a call.
    """

    ids: tuple[str, ...]
    kinds: tuple[str, ...]
    stations: tuple[str, ...]
    on_shift_s: Floats
    busy_s: Floats
    overtime_s: Floats
    driving_s: Floats
    calls: NDArray[np.int64]
    moves: NDArray[np.int64]
    meals_due: NDArray[np.int64] = field(default_factory=_no_rows)
    meals_taken: NDArray[np.int64] = field(default_factory=_no_rows)
    meals_on_time: NDArray[np.int64] = field(default_factory=_no_rows)
    pauses_broken: NDArray[np.int64] = field(default_factory=_no_rows)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Results:
    """One replication. `commands` and `events` count what crossed the dispatcher's door, `refused` what it refused.

    `counted_s` is the time that counts: the horizon without the warm-up. `fallbacks` counts degradings by policy name.
    `open_calls` had been reported and not closed when the world ended. `transport` counts what became of planned
    transport; nothing where the scenario has none. `posts` counts, of all posts at all looks, the crews that they were
    to have (`asked`) and those of them that stood there (`kept`); nothing where no post has hours.
    `air` sums up the air ambulance (nothing where nobody flies), and `flown_s` is by call how long after the crew came
    to the landing site its patient was in hospital.
    """

    scenario: str
    replication: int
    policy: str
    seed: int
    counted_s: float
    calls: CallRows
    crews: CrewRows
    commands: int
    events: int
    refused: int
    open_calls: int
    fallbacks: Mapping[str, int]
    transport: Mapping[str, int] = field(default_factory=dict)
    posts: Mapping[str, int] = field(default_factory=dict)
    air: Mapping[str, float] = field(default_factory=dict)
    flown_s: Mapping[str, float] = field(default_factory=dict)
