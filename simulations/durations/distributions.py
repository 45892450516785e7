"""Distributions of seconds, drawn by inversion: one uniform number a duration.

So a call keeps its rank under any distribution: whoever took long before a change takes long after it (common random
numbers), and a longer distribution makes nobody faster.
"""

from dataclasses import dataclass
from math import exp, gamma, inf, isfinite
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc, gammaincinv, ndtr, ndtri

Floats = NDArray[np.float64]

STEPS = 4_096
"""Midpoints over which the mean of a truncated duration is taken: right to a thousandth for the tails met here."""


class Duration(Protocol):
    """A distribution of seconds, never negative."""

    def draw(self, rng: np.random.Generator, count: int) -> Floats:
        """Draw `count` independent durations, seconds; takes exactly `count` uniform numbers."""
        return self.quantile(rng.random(count))

    def quantile(self, share: Floats) -> Floats:
        """Return the seconds within which `share` (from 0, below 1) of the durations end."""
        ...

    def share_within(self, seconds: Floats) -> Floats:
        """Return the share of durations that end within `seconds`."""
        ...

    @property
    def mean_s(self) -> float:
        """The expectation, seconds."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant(Duration):
    """Always as long."""

    seconds: float

    def __post_init__(self) -> None:
        _from_zero("seconds", self.seconds)

    def quantile(self, share: Floats) -> Floats:
        """Return the same for every share."""
        return np.full(np.shape(share), self.seconds)

    def share_within(self, seconds: Floats) -> Floats:
        """Nothing before the moment, everything from it on."""
        return np.asarray(seconds >= self.seconds, dtype=np.float64)

    @property
    def mean_s(self) -> float:
        """The duration itself."""
        return self.seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Exponential(Duration):
    """Without memory."""

    expected_s: float

    def __post_init__(self) -> None:
        _from_zero("expected_s", self.expected_s)

    def quantile(self, share: Floats) -> Floats:
        """Invert the exponential distribution."""
        return -self.expected_s * np.log1p(-share)

    def share_within(self, seconds: Floats) -> Floats:
        """Return the exponential distribution's share."""
        return -np.expm1(-_scaled(seconds, self.expected_s))

    @property
    def mean_s(self) -> float:
        """The expectation, seconds."""
        return self.expected_s


@dataclass(frozen=True, slots=True, kw_only=True)
class LogNormal(Duration):
    """Half of the durations end within `median_s`; `sigma` is the deviation of the logarithm."""

    median_s: float
    sigma: float

    def __post_init__(self) -> None:
        _above_zero("median_s", self.median_s)
        _from_zero("sigma", self.sigma)

    def quantile(self, share: Floats) -> Floats:
        """Invert the log-normal distribution."""
        if not self.sigma:
            return np.full(np.shape(share), self.median_s)
        return np.asarray(self.median_s * np.exp(self.sigma * ndtri(share)), dtype=np.float64)

    def share_within(self, seconds: Floats) -> Floats:
        """Return the log-normal distribution's share."""
        if not self.sigma:
            return Constant(seconds=self.median_s).share_within(seconds)
        with np.errstate(divide="ignore"):
            logs = np.log(np.maximum(seconds, 0.0) / self.median_s)
        return np.asarray(ndtr(logs / self.sigma), dtype=np.float64)

    @property
    def mean_s(self) -> float:
        """The expectation, seconds."""
        return self.median_s * exp(self.sigma**2 / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gamma(Duration):
    """`shape` 1 is exponential; the higher, the more even."""

    shape: float
    scale_s: float

    def __post_init__(self) -> None:
        _above_zero("shape", self.shape)
        _above_zero("scale_s", self.scale_s)

    def quantile(self, share: Floats) -> Floats:
        """Invert the gamma distribution."""
        return np.asarray(self.scale_s * gammaincinv(self.shape, share), dtype=np.float64)

    def share_within(self, seconds: Floats) -> Floats:
        """Return the gamma distribution's share."""
        return np.asarray(gammainc(self.shape, np.maximum(seconds, 0.0) / self.scale_s), dtype=np.float64)

    @property
    def mean_s(self) -> float:
        """The expectation, seconds."""
        return self.shape * self.scale_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Weibull(Duration):
    """`shape` below 1: the longer it has taken, the longer it will; above 1: the sooner it ends."""

    shape: float
    scale_s: float

    def __post_init__(self) -> None:
        _above_zero("shape", self.shape)
        _above_zero("scale_s", self.scale_s)

    def quantile(self, share: Floats) -> Floats:
        """Invert the Weibull distribution."""
        return np.asarray(self.scale_s * (-np.log1p(-share)) ** (1 / self.shape), dtype=np.float64)

    def share_within(self, seconds: Floats) -> Floats:
        """Return the Weibull distribution's share."""
        return -np.expm1(-((np.maximum(seconds, 0.0) / self.scale_s) ** self.shape))

    @property
    def mean_s(self) -> float:
        """The expectation, seconds."""
        return self.scale_s * gamma(1 + 1 / self.shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truncated(Duration):
    """A duration of which only what lies from `low_s` to `high_s` happens. Raises `ValueError` when nothing does."""

    of: Duration
    low_s: float = 0.0
    high_s: float = inf

    def __post_init__(self) -> None:
        low, high = self._edges()
        if not (0 <= self.low_s < self.high_s and high > low):
            raise ValueError(f"low_s={self.low_s}, high_s={self.high_s}: nothing of the distribution lies between them")

    def quantile(self, share: Floats) -> Floats:
        """Invert the part between the edges."""
        low, high = self._edges()
        inside = np.minimum(low + share * (high - low), np.nextafter(1.0, 0.0))
        return np.clip(self.of.quantile(inside), self.low_s, self.high_s)

    def share_within(self, seconds: Floats) -> Floats:
        """Return the share of the part between the edges."""
        low, high = self._edges()
        return np.clip((self.of.share_within(seconds) - low) / (high - low), 0.0, 1.0)

    @property
    def mean_s(self) -> float:
        """The expectation, seconds; by quadrature."""
        return float(self.quantile((np.arange(STEPS) + 0.5) / STEPS).mean())

    def _edges(self) -> tuple[float, float]:
        low, high = self.of.share_within(np.array([self.low_s, self.high_s]))
        return (0.0 if self.low_s <= 0 else float(low)), float(high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Empirical(Duration):
    """What was observed, with straight lines between. Raises `ValueError` for no observation or a negative one."""

    observed_s: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.observed_s:
            raise ValueError("observed_s: нужно хотя бы одно наблюдение")
        for seconds in self.observed_s:
            _from_zero("observed_s", seconds)

    def quantile(self, share: Floats) -> Floats:
        """Interpolate between the observations."""
        return np.asarray(np.quantile(np.array(self.observed_s), share), dtype=np.float64)

    def share_within(self, seconds: Floats) -> Floats:
        """Return the share of observations that are no longer."""
        ordered = np.sort(np.array(self.observed_s))
        return np.searchsorted(ordered, seconds, side="right") / len(ordered)

    @property
    def mean_s(self) -> float:
        """The expectation of the interpolated distribution, seconds."""
        ordered = np.sort(np.array(self.observed_s))
        return float(ordered.mean() if len(ordered) == 1 else ((ordered[1:] + ordered[:-1]) / 2).mean())


def _scaled(seconds: Floats, by_s: float) -> Floats:
    return np.where(seconds < 0, 0.0, seconds / by_s) if by_s else np.where(seconds < 0, 0.0, inf)


def _from_zero(field: str, value: float) -> None:
    if not (isfinite(value) and value >= 0):
        raise ValueError(f"{field}={value}: нужно число от 0")


def _above_zero(field: str, value: float) -> None:
    if not (isfinite(value) and value > 0):
        raise ValueError(f"{field}={value}: нужно число больше 0")
