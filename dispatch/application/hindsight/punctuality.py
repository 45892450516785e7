"""How crews keep what is promised: the arrival as a multiple of the promise, by hour of the day."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.application.hindsight.story import Record, hour_of

ENOUGH = 20
"""Trips from which the spread of an hour, or of the whole day, is read: two beyond each tenth. Assumed."""

SHORTEST_S = 60.0
"""A promise below a minute counts as one: the crew stands there, and its turnout is all that it needs."""

TENTHS = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Punctuality:
    """Arrival over promise: the 10th, 50th and 90th percentile, by hour where enough is known, and of all hours."""

    by_hour: Mapping[int, NDArray[np.float64]]
    all_hours: NDArray[np.float64] | None

    def arrivals_s(self, promised_s: float, hour: int) -> NDArray[np.float64] | None:
        """Return when a crew would have arrived that was promised so: 10th, 50th and 90th percentile; None: unknown."""
        ratios = self.by_hour.get(hour, self.all_hours)
        return None if ratios is None else ratios * max(promised_s, SHORTEST_S)


def punctuality(record: Record) -> Punctuality:
    """Read the ratios out of all trips that arrived, whoever had decided them."""
    ratios: dict[int, list[float]] = defaultdict(list)
    for trip in record.trips:
        if trip.took_s is not None and trip.promised_s is not None:
            hour = hour_of(trip.sent_at, record.utc_offset_s)
            ratios[hour].append(trip.took_s / max(trip.promised_s, SHORTEST_S))
    every = [ratio for found in ratios.values() for ratio in found]
    return Punctuality(
        by_hour={hour: _tenths(found) for hour, found in ratios.items() if len(found) >= ENOUGH},
        all_hours=_tenths(every) if len(every) >= ENOUGH else None,
    )


def _tenths(ratios: list[float]) -> NDArray[np.float64]:
    return np.asarray(np.quantile(np.array(ratios), TENTHS))
