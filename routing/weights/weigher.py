"""Weighs a network for one profile."""

import numpy as np
from numpy.typing import NDArray

from routing.network.model import DRIVES, Floats, Longs, Network
from routing.types import Profile, Season, WeightsSpec
from routing.weights.factored import SpeedFactors, divided_ms, with_factors
from routing.weights.moment import Calendar, Moment
from routing.weights.table import speed_table, used_texts
from routing.weights.turning import edge_delay_s
from routing.weights.weighed import CLOSED, Weights, seconds_to_ms

SLOWEST_KMH = 3.0
"""Nobody is slower than on foot; it also keeps every sum far from `CLOSED`."""
MOMENTS = 4
"""How many moments are kept in mind: about a megabyte each."""


class Weigher:
    """Weighs a network for one profile. What no specification changes is worked out once. One thread at a time."""

    def __init__(self, network: Network, profile: Profile, factors: SpeedFactors | None = None) -> None:
        self.network = network
        self._factors = factors
        self._profile = profile
        self._calendar = Calendar(network, profile)
        self._moments: dict[tuple[int | None, Season | None], Moment] = {}
        self._waiting_s = edge_delay_s(network, profile)
        self._against = network.edges.contraflow == 1
        self._against_kmh = float(speed_table()["contraflow"]["kmh"])
        self._classes = dict(zip(*used_texts(network, network.ways.highway), strict=True))

    def weigh(self, spec: WeightsSpec) -> Weights:
        """Weigh every edge."""
        now = self._moment(spec)
        kmh = self._edge_kmh(self._way_kmh(now, spec, slice(None))[self.network.edge_way], self._against)
        edge_ms = _edge_ms(self.network.edge_length_m, kmh, self._waiting_s)
        edge_ms[now.shut] = CLOSED
        edge_ms[self.network.edges_of(spec.closed_ways)] = CLOSED
        weights = Weights(network=self.network, edge_ms=edge_ms, due_ms=now.due_ms)
        return (
            weights if self._factors is None else with_factors(weights, self._factors(self._profile, spec.hour_of_week))
        )

    def reweigh(self, latest: Weights, spec: WeightsSpec, edges: Longs) -> Weights:
        """Weigh only `edges` anew, all that the specification changes."""
        edge_ms, now = latest.edge_ms.copy(), self._moment(spec)
        shut = now.shut[edges] | self._closed(spec, edges)
        edge_ms[edges] = np.where(shut, CLOSED, self._driven_ms(now, spec, edges))
        return Weights(network=self.network, edge_ms=edge_ms, due_ms=now.due_ms)

    def unsigned_ms(self, spec: WeightsSpec, edges: Longs) -> Longs:
        """Weigh edges as if no sign shut them at this hour."""
        kept_out = (self.network.edges.drives[edges] & DRIVES[self._profile]) == 0
        shut = kept_out | self._closed(spec, edges)
        return np.where(shut, CLOSED, self._driven_ms(self._moment(spec), spec, edges))

    def _driven_ms(self, now: Moment, spec: WeightsSpec, edges: Longs) -> Longs:
        kmh = self._edge_kmh(self._way_kmh(now, spec, self.network.ways_of(edges)), self._against[edges])
        some_ms = _edge_ms(self.network.edge_length_m[edges], kmh, self._waiting_s[edges])
        if self._factors is None:
            return some_ms
        return divided_ms(some_ms, self._factors(self._profile, spec.hour_of_week)[edges])

    def _closed(self, spec: WeightsSpec, edges: Longs) -> NDArray[np.bool_]:
        """Tell which of some edges are on closed ways."""
        closed = self.network.edges_of(spec.closed_ways)
        return np.asarray(np.append(closed, -1)[np.searchsorted(closed, edges)] == edges)

    def _moment(self, spec: WeightsSpec) -> Moment:
        at = spec.hour_of_week, spec.season
        if at not in self._moments:
            if len(self._moments) >= MOMENTS:
                self._moments.pop(next(iter(self._moments)))
            self._moments[at] = self._calendar.moment(*at)
        return self._moments[at]

    def _way_kmh(self, now: Moment, spec: WeightsSpec, ways: NDArray[np.integer] | slice) -> Floats:
        speed, highway_of = now.kmh[ways], self.network.ways.highway[ways]
        for highway, factor in spec.class_factor.items():
            if highway in self._classes:
                speed = np.where(highway_of == self._classes[highway], speed * factor, speed)
        faster = speed * spec.speed_factor.get(self._profile, 1.0)
        return np.maximum(np.where(self.network.way_is_ferry[ways], speed, faster), SLOWEST_KMH)

    def _edge_kmh(self, kmh: Floats, against: NDArray[np.bool_]) -> Floats:
        return np.where(against, np.minimum(kmh, self._against_kmh), kmh)


def _edge_ms(length_m: Floats, kmh: Floats, waiting_s: Floats) -> Longs:
    """Driving time, what stands on the way included; no edge is free: paths stay unambiguous."""
    return seconds_to_ms(np.maximum(length_m * 3.6 / kmh + waiting_s, 0.001))
