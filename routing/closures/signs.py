"""Signs of the map that shut or open edges at a full hour under way: drawbridges, as OSM tells them."""

import numpy as np

from routing.closures.outlook import HORIZON_S, Turning
from routing.network import timetable
from routing.network.model import DRIVES, Longs, Network
from routing.types import HOURS_OF_WEEK, Profile, WeightsSpec

HOUR_S = 3_600
EPOCH_HOUR_OF_WEEK = 72
"""1 January 1970 was a Thursday, and the week begins on Monday."""


def turning_signs(network: Network, profile: Profile, spec: WeightsSpec, departs_at: float) -> list[Turning]:
    """List what signs shut and open again within the horizon, for a departure in the hour of the weights in force.

    Under weights of another hour, or of none, what their signs say is taken to stay.
    """
    local_s = departs_at + spec.utc_offset_s
    if spec.hour_of_week is None or int(local_s // HOUR_S + EPOCH_HOUR_OF_WEEK) % HOURS_OF_WEEK != spec.hour_of_week:
        return []
    timed, hours = network.timed, range(int(HORIZON_S // HOUR_S) + 1)
    masks = timed.masks.reshape(-1, timetable.SIZE)
    at = [timetable.at(spec.season, (spec.hour_of_week + hour) % HOURS_OF_WEEK) for hour in hours]
    felt = (timed.edge_who & DRIVES[profile] > 0) & (timed.edge_mask >= 0)
    shut = masks[:, at] == 1
    turns = shut.any(axis=1) & ~shut.all(axis=1)
    return [
        Turning(
            name=("sign", mask),
            edges=_edges(timed.edge[felt & (timed.edge_mask == mask)]),
            left=0.0,
            windows=tuple(_windows(shut[mask].tolist(), departs_at, local_s % HOUR_S)),
        )
        for mask in np.flatnonzero(turns).tolist()
        if (felt & (timed.edge_mask == mask)).any()
    ]


def _edges(edges: np.ndarray) -> Longs:
    return np.unique(edges).astype(np.int64)


def _windows(shut: list[bool], departs_at: float, into_hour_s: float) -> list[tuple[float, float]]:
    """Join hours in which edges are shut; the first one has begun `into_hour_s` ago."""
    found: list[tuple[float, float]] = []
    for hour, is_shut in enumerate(shut):
        begin, end = (max(0.0, each * HOUR_S - into_hour_s) + departs_at for each in (hour, hour + 1))
        if is_shut and found and found[-1][1] == begin:
            found[-1] = found[-1][0], end
        elif is_shut:
            found.append((begin, end))
    return found
