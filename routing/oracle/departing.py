"""What a trip that leaves at a moment has to do with: weights that stay, or gates that turn under way."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from routing.closures.outlook import Outlook, outlook
from routing.closures.signs import turning_signs
from routing.closures.standing import Standing, differing, hindrance
from routing.network.model import Longs
from routing.oracle.state import ProfileState, State, Weighing
from routing.types import Profile
from routing.weights import CLOSED, Hindrance, Weights

if TYPE_CHECKING:
    from routing.closures.gates import Gates
    from routing.closures.schedule import Free
    from routing.closures.trips import Trips
    from routing.engine.metric import Metric

KEPT = 8
"""Weights of other moments that are kept in mind, some ten megabytes each."""
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """The weights that stay all through a trip; the trips over gates, where some turn; and where one may begin."""

    metric: "Metric"
    trips: "Trips | None"
    usable: NDArray[np.bool_]
    """by piece of road"""
    weights: Weights
    """those of the departure"""


class Departures:
    """Makes departures. Safe to ask from many threads, one of which weighs at a time."""

    def __init__(self, weighing: Weighing, lock: Lock) -> None:
        self._weighing, self._weighs, self._keeping = weighing, lock, Lock()
        self._kept: OrderedDict[tuple[object, ...], object] = OrderedDict()

    def of(self, state: State, profile: Profile, departs_at: float | None) -> Departure:
        """Look ahead from a departure; without one, and where nothing has hours, nothing turns."""
        felt = [each for each in state.known if profile in each.closure.profiles]
        network = state.profiles[profile].metric.network
        signs = turning_signs(network, profile, state.spec, departs_at) if departs_at is not None else []
        if departs_at is None or not (signs or any(each.closure.has_times for each in felt)):
            return _staying(state.profiles[profile])
        ahead = outlook(felt, departs_at, state.spec.utc_offset_s)
        if signs or ahead.turning:
            return self._turning(state, profile, replace(ahead, turning=(*ahead.turning, *signs)))
        return _staying(self._at(state, profile, ahead.steady))

    def _at(self, state: State, profile: Profile, standing: Sequence[Standing]) -> ProfileState:
        edges = differing([each for each in state.standing if profile in each.closure.profiles], standing)
        if not len(edges):
            return state.profiles[profile]
        key = (state.version, profile, "at", _names(standing))
        return self._once(key, lambda: self._weighing.beside(state, profile, hindrance(standing, profile), edges))

    def _turning(self, state: State, profile: Profile, ahead: Outlook) -> Departure:
        from routing.closures.schedule import schedule  # noqa: PLC0415 who asks for no departure need not wait for it
        from routing.closures.trips import Trips  # noqa: PLC0415

        now = ahead.at_departure()
        weights, usable = self._once(
            (state.version, profile, "begins", _names(now)), lambda: self._beginning(state, profile, now)
        )
        gates, free = self._once(
            (state.version, profile, "gates", *ahead.key()), lambda: self._gates(state, profile, ahead)
        )
        hours = schedule(free, ahead.turning, ahead.departs_at)
        return Departure(metric=gates.steady, trips=Trips(gates=gates, schedule=hours), usable=usable, weights=weights)

    def _beginning(
        self, state: State, profile: Profile, standing: Sequence[Standing]
    ) -> tuple[Weights, NDArray[np.bool_]]:
        edges = differing(state.standing, standing)
        return self._weighing.weights_beside(state, profile, hindrance(standing, profile), edges)

    def _gates(self, state: State, profile: Profile, ahead: Outlook) -> "tuple[Gates, Free]":
        from routing.closures.gates import Gates  # noqa: PLC0415
        from routing.closures.schedule import Free  # noqa: PLC0415

        steady, network = hindrance(ahead.steady, profile), state.profiles[profile].metric.network
        turning = np.unique(np.concatenate([each.edges for each in ahead.turning]))
        free_ms = self._free_ms(state, profile, ahead, turning)
        is_gate = (free_ms < CLOSED) & ~np.isin(turning, steady.shut)
        gates = turning[is_gate]
        shut = replace(steady, shut=np.union1d(steady.shut, gates))
        edges = np.union1d(differing(state.standing, ahead.steady), gates)
        metric = self._weighing.beside(state, profile, shut, edges).metric
        left = np.ones(len(gates))
        jammed = np.isin(gates, steady.slowed)
        left[jammed] = steady.left[np.searchsorted(steady.slowed, gates[jammed])]
        free = Free(network=network, edges=gates, ms=free_ms[is_gate], left=left)
        return Gates(steady=metric, edges=gates), free

    def _free_ms(self, state: State, profile: Profile, ahead: Outlook, turning: Longs) -> Longs:
        """Weigh what turns without any closure, and signs apart that turn too."""
        weights, _ = self._weighing.weights_beside(state, profile, Hindrance(), turning)
        signed = np.isin(turning, _joined([each.edges for each in ahead.turning if each.standing is None]))
        return np.where(signed, self._weighing.unsigned_ms(state, profile, turning), weights.edge_ms[turning])

    def _once(self, key: tuple[object, ...], made: Callable[[], Kept]) -> Kept:
        """Return what was made for a key; queries that find it do not wait for weights that are being made."""
        with self._keeping:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found  # type: ignore[return-value] # what a key was made for it is asked for
        with self._weighs:
            made_now = made()
        with self._keeping:
            self._kept[key] = made_now
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made_now


def _staying(static: ProfileState) -> Departure:
    return Departure(metric=static.metric, trips=None, usable=static.usable, weights=static.metric.weights)


def _names(standing: Sequence[Standing]) -> tuple[object, ...]:
    return tuple(each.closure for each in standing)


def _joined(edges: Sequence[Longs]) -> Longs:
    return np.concatenate([np.empty(0, np.int64), *edges])
