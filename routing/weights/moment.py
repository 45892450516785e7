"""What the roads are like at an hour of the week in a season, before any specification of the day."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.network import timetable
from routing.network.model import DRIVES, Bytes, Floats, Ints, Longs, Network, Words
from routing.types import Profile, Season
from routing.weights.conditions import ferries_run, queueing, weather
from routing.weights.speeds import lawful_kmh, limits_kmh
from routing.weights.table import speed_table
from routing.weights.turning import turn_seconds
from routing.weights.weighed import CLOSED, seconds_to_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Speed by way, who is shut out by edge, and what turns take."""

    kmh: Floats
    shut: NDArray[np.bool_]
    due_ms: Words


class Calendar:
    """Says what the roads are like at any moment. What no moment changes is worked out once."""

    def __init__(self, network: Network, profile: Profile) -> None:
        self._network, self._profile = network, profile
        self._limits_kmh = limits_kmh(network)
        self._kmh = lawful_kmh(network, profile, self._limits_kmh)
        self._shut = (network.edges.drives & DRIVES[profile]) == 0
        self._due_ms = seconds_to_ms(turn_seconds(network, profile)).astype(np.uint32)
        self._due_ms[(network.turns.drives & DRIVES[profile]) == 0] = CLOSED

    def moment(self, hour_of_week: int | None, season: Season | None) -> Moment:
        """Say what the roads are like then."""
        ferries = ferries_run(hour_of_week, season)
        masks = self._network.timed.masks.reshape(-1, timetable.SIZE)
        in_force = np.append(masks[:, timetable.at(season, hour_of_week)] == 1, not ferries)  # -1 is `USUAL_FERRY`
        return Moment(
            kmh=self._speed(in_force, hour_of_week, season), shut=self._closed(in_force), due_ms=self._dues(in_force)
        )

    def _speed(self, in_force: NDArray[np.bool_], hour_of_week: int | None, season: Season | None) -> Floats:
        timed, kmh = self._network.timed, self._kmh
        held = in_force[timed.way_mask]
        if held.any():
            limits_kmh = self._limits_kmh.copy()
            limits_kmh[timed.way[held]] = timed.way_kmh[held]
            kmh = lawful_kmh(self._network, self._profile, limits_kmh)
        share = np.ones(len(kmh))
        if hour_of_week is not None:
            share *= queueing(self._network, self._profile, hour_of_week)
        if season is not None:
            share *= weather(self._network, season)
        return np.where(self._network.way_is_ferry, kmh, kmh * share)

    def _closed(self, in_force: NDArray[np.bool_]) -> NDArray[np.bool_]:
        timed = self._network.timed
        shut = np.array(self._shut, bool)
        shut[self._concerned(timed.edge, timed.edge_mask, timed.edge_who, in_force)] = True
        return shut

    def _dues(self, in_force: NDArray[np.bool_]) -> Words:
        """Due by turn: the very same array whenever no sign is in force, so that who knows it need not look again."""
        timed = self._network.timed
        forbidden = self._concerned(timed.turn, timed.turn_mask, timed.turn_who, in_force)
        if not len(forbidden):
            return self._due_ms
        due_ms = self._due_ms.copy()
        if self._profile is Profile.ORDINARY:
            due_ms[forbidden] = CLOSED
            return due_ms
        cost_ms = round(1000 * speed_table()["turn_s"][self._profile]["forbidden"])
        open_ = forbidden[(due_ms[forbidden] < CLOSED) & (self._network.turns.forbidden[forbidden] == 0)]
        due_ms[open_] += np.uint32(cost_ms)
        return due_ms

    def _concerned(self, what: Ints, mask: Ints, who: Bytes, in_force: NDArray[np.bool_]) -> Longs:
        return np.unique(what[in_force[mask] & (who & DRIVES[self._profile] > 0)]).astype(np.int64)
