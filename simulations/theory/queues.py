"""Queues whose waits are known: M/M/c exactly, M/G/c nearly, M/G/∞ exactly.

Rates are per second, durations seconds. Kleinrock, Queueing Systems I (1975), ch. 3; Little, doi:10.1287/opre.9.3.383.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import exp, inf, lgamma, log

from simulations.theory.erlang import erlang_c


@dataclass(frozen=True, slots=True, kw_only=True)
class Crewed:
    """Calls at `calls_per_s` that take a crew for `service_s` in the mean, and `crews` who answer them in turn.

    `service_cv` is the standard deviation of the service time over its mean: 1 for M/M/c, where all is exact; with
    another the waits are approximate (Allen and Cunneen; Allen, Probability, Statistics, and Queueing Theory, 1990).
    Raises `ValueError`.
    """

    calls_per_s: float
    service_s: float
    crews: int
    service_cv: float = 1.0

    def __post_init__(self) -> None:
        if not (self.calls_per_s >= 0 and self.service_s > 0 and self.crews > 0 and self.service_cv >= 0):
            raise ValueError(f"{self}: service_s and crews are above 0, calls_per_s and service_cv from 0 up")

    @property
    def load(self) -> float:
        """Offered load, erlangs: the mean number of busy crews while they keep up."""
        return self.calls_per_s * self.service_s

    @property
    def utilisation(self) -> float:
        """Busy share of a crew; 1 when they cannot keep up."""
        return min(1.0, self.load / self.crews)

    @property
    def wait_probability(self) -> float:
        """Share of calls that find all crews busy."""
        return erlang_c(self.crews, self.load)

    @property
    def wait_mean_s(self) -> float:
        """Mean wait of all calls for a crew; `inf` when the crews cannot keep up."""
        spare = self.crews - self.load
        if spare <= 0:
            return inf
        return (1 + self.service_cv**2) / 2 * self.wait_probability * self.service_s / spare

    @property
    def queue_mean(self) -> float:
        """Mean number of calls that wait, by Little's law."""
        return self.calls_per_s * self.wait_mean_s

    def wait_beyond(self, seconds: float) -> float:
        """Share of calls that wait longer than so many seconds (first come, first served)."""
        mean_s = self.wait_mean_s
        if mean_s == inf:
            return 1.0
        return self.wait_probability * exp(-seconds * self.wait_probability / mean_s) if mean_s else 0.0


def busy_probability(load: float, busy: int) -> float:
    """Return how often just so many are at work when there is always one more (M/G/∞): Poisson of the load."""
    return exp(busy * log(load) - load - lgamma(busy + 1)) if load else float(busy == 0)


def waits_by_urgency(calls_per_s: Sequence[float], service_s: float, crews: int) -> tuple[float, ...]:
    """Return the mean wait of each class, the most urgent first, when nobody is called back from a less urgent call.

    Exact for exponential services that are alike in all classes: Cobham, doi:10.1287/opre.2.1.70. Seconds; `inf` for
    the classes that the crews cannot keep up with.
    """
    load = sum(calls_per_s) * service_s
    whole_s = erlang_c(crews, load) * service_s / crews
    taken = [0.0, *accumulate(rate * service_s / crews for rate in calls_per_s)]
    return tuple(whole_s / ((1 - more) * (1 - less)) if less < 1 else inf for more, less in pairwise(taken))
