"""Moments of a non-homogeneous Poisson process that more demand only adds to.

Thinning (Lewis and Shedler 1979, doi 10.1002/nav.3800260304), turned on its side: an even process on time × rate, in
layers of equal thickness, each with its own streams. A call happens where its point lies under the rate of its moment.
Raising the rate adds calls and moves none; a longer horizon adds calls at its end.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from simulations.demand.streams import Streams

Floats = NDArray[np.float64]

LAYER_PER_S = 48 / 86_400
"""Thickness of a layer, calls a second. Any constant gives the same law; this one wastes little."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidates:
    """Points of one layer in order of time: `after_s` seconds after the beginning, `rate` calls a second high."""

    process: str
    layer: int
    after_s: Floats
    rate: Floats


def candidates(streams: Streams, process: str, highest_per_s: float, horizon_s: float) -> Iterator[Candidates]:
    """Yield the layers up to the highest rate, over the horizon."""
    for layer in range(ceil(highest_per_s / LAYER_PER_S)):
        after_s = arrivals(streams.stream(process, layer, "arrivals"), LAYER_PER_S, horizon_s)
        height = streams.stream(process, layer, "heights").random(len(after_s))
        yield Candidates(process=process, layer=layer, after_s=after_s, rate=(layer + height) * LAYER_PER_S)


def arrivals(rng: np.random.Generator, rate_per_s: float, horizon_s: float) -> Floats:
    """Return the moments of an even Poisson process; those of a shorter horizon are the first of a longer one's."""
    expected = rate_per_s * horizon_s
    moments = np.cumsum(rng.exponential(1 / rate_per_s, int(expected + 6 * expected**0.5) + 8))
    while moments[-1] < horizon_s:
        moments = np.append(moments, moments[-1] + rng.exponential(1 / rate_per_s))
    return moments[: np.searchsorted(moments, horizon_s)]
