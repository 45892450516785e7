"""The hypercube: how busy each crew is when each district has its order of preference.

Larson 1974, doi:10.1016/0305-0548(74)90076-8, exact for a few crews; Larson 1975, doi:10.1287/opre.23.5.845, nearly for
many. Calls are Poisson, services exponential. A state is a set of busy crews, written as bits.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.linalg import spsolve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_CREWS = 14
"""16,384 states: solved in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Districts:
    """Calls per second by district, the order in which each asks for crews, and each crew's services per second.

    `preference` has the shape (districts, crews): crew numbers, most wanted first. When all are busy calls wait for the
    first crew to be free (`queue`), or are lost. Raises `ValueError`.
    """

    calls_per_s: Floats
    preference: Ints
    services_per_s: Floats
    queue: bool

    def __post_init__(self) -> None:
        crews = len(self.services_per_s)
        if self.preference.shape != (len(self.calls_per_s), crews):
            raise ValueError(f"preference has the shape {self.preference.shape}: a row a district, a column a crew")
        if (np.sort(self.preference, axis=1) != np.arange(crews)).any():
            raise ValueError("preference: each row names each crew once, from 0 up")
        if self.queue and self.calls_per_s.sum() >= self.services_per_s.sum():
            raise ValueError("calls_per_s: more than the crews can serve, so that the queue would grow for ever")

    @property
    def crews(self) -> int:
        """How many crews there are."""
        return len(self.services_per_s)

    @property
    def saturated(self) -> float:
        """Calls per second over all services per second."""
        return float(self.calls_per_s.sum() / self.services_per_s.sum())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Busy:
    """Busy share by crew, the share of all calls that crew j answers in district i at once, and that of the `delayed`.

    `sent` has the shape (districts, crews); with `delayed`, the calls that meet all crews busy, it adds up to 1.
    """

    by_crew: Floats
    sent: Floats
    delayed: float


def exact(districts: Districts) -> Busy:
    """Solve for all states. Raises `ValueError` for more than `MOST_CREWS` crews."""
    if districts.crews > MOST_CREWS:
        raise ValueError(f"{districts.crews} crews: {MOST_CREWS} are the most that are solved exactly")
    chosen = _chosen(districts)
    stationary = _stationary(districts, chosen)
    busy = (np.arange(1 << districts.crews)[:, None] >> np.arange(districts.crews)) & 1
    shares = districts.calls_per_s / districts.calls_per_s.sum()
    sent = np.zeros(districts.preference.shape)
    for district, row in enumerate(chosen):
        np.add.at(sent[district], row[:-1], shares[district] * stationary[:-1])
    return Busy(by_crew=stationary @ busy, sent=sent, delayed=float(stationary[-1]))


def _chosen(districts: Districts) -> Ints:
    """Return the crew that is sent, by district and state: the first free one of the preference."""
    free = ((np.arange(1 << districts.crews)[:, None] >> np.arange(districts.crews)) & 1) == 0
    first = free[:, districts.preference].argmax(axis=2)  # (states, districts)
    return np.take_along_axis(districts.preference, first.T, axis=1)


def _stationary(districts: Districts, chosen: Ints) -> Floats:
    """Solve the balance of flows. A queue only lengthens the stay in the last state, where all are busy."""
    states = np.arange(1 << districts.crews)
    flows = [_sent(states, chosen, districts), _freed(states, districts)]
    rate, begin, end = (np.concatenate(part) for part in zip(*flows, strict=True))
    size = len(states)
    inflow, outflow = (coo_array((rate, (to, begin)), shape=(size, size)) for to in (end, begin))
    balance = (inflow - outflow).tolil()
    balance[0] = 1.0  # one balance follows from the others: that the probabilities add up to 1 stands in its place
    found: Floats = np.asarray(spsolve(balance.tocsc(), np.eye(1, size)[0]))
    if districts.queue:
        found[-1] /= 1 - districts.saturated
    return np.asarray(found / found.sum())


def _sent(states: Ints, chosen: Ints, districts: Districts) -> tuple[Floats, Ints, Ints]:
    begin = np.tile(states[:-1], len(chosen))
    rate = np.repeat(districts.calls_per_s, len(states) - 1)
    return rate, begin, begin | (1 << chosen[:, :-1].ravel())


def _freed(states: Ints, districts: Districts) -> tuple[Floats, Ints, Ints]:
    crew, begin = np.nonzero((states >> np.arange(districts.crews)[:, None]) & 1)
    return districts.services_per_s[crew], begin, begin & ~(1 << crew)
