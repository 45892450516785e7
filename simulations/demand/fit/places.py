"""From where people call, and about what: counts drawn to what is known where they are few."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from dispatch.domain.region import Region
from routing.types import EARTH_RADIUS_M
from simulations.demand.fit.past import PastCalls
from simulations.demand.intensity import TRANSFER_GROUP
from simulations.demand.profile import Profile
from simulations.demand.settlements import Home

Floats = NDArray[np.float64]

NEAREST = 8
"""Settlements among which a call is shared out."""
BANDWIDTH_M = 1_500.0
"""Of the Gaussian kernel beyond a settlement's own disc; as exact as an address' fix is about a village. Assumed."""
PRIOR_PER_HOME = 5.0
"""Weight, in calls, of what residents let expect of a settlement."""
PRIOR_CALLS = 300.0
"""Weight, in calls, of the region's own shares of complaints."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Places:
    """Settlements with the calls of a year from each, and how far calls lie from the nearest one (90 % within, m)."""

    homes: tuple[Home, ...]
    p90_away_m: float


def fit_places(calls: PastCalls, region: Region, profile: Profile, homes: Sequence[Home]) -> Places:
    """Share each call out among the nearest settlements by a kernel, and draw the sums to the residents' expectation.

    Transfers between hospitals say nothing about where people live, and are left out.
    """
    moved = np.array([row.group == TRANSFER_GROUP for row in region.call_shares])[calls.complaint]
    counts, away_m = _shared_out(_sphere(calls.lat[~moved], calls.lon[~moved]), homes, profile)
    expected = _expected(homes, profile)
    prior = PRIOR_PER_HOME * len(homes)
    share = (counts + prior * expected) / (counts.sum() + prior)
    year = 365 * (profile.calls_per_day or 0.0)
    return Places(
        homes=tuple(replace(home, calls=float(year * part)) for home, part in zip(homes, share, strict=True)),
        p90_away_m=float(np.quantile(away_m, 0.9)) if len(away_m) else 0.0,
    )


def fit_complaints(calls: PastCalls, region: Region) -> dict[str, float]:
    """Return the share of each complaint, drawn to the region's own."""
    counts = np.bincount(calls.complaint, minlength=len(region.call_shares))
    known = np.array([row.share for row in region.call_shares])
    shares = (counts + PRIOR_CALLS * known) / (counts.sum() + PRIOR_CALLS * known.sum())
    return {row.complaint: float(share) for row, share in zip(region.call_shares, shares, strict=True)}


def _shared_out(calls: Floats, homes: Sequence[Home], profile: Profile) -> tuple[Floats, Floats]:
    nearest = min(NEAREST, len(homes))
    at = _sphere(np.array([home.at.lat for home in homes]), np.array([home.at.lon for home in homes]))
    found = cKDTree(at).query(calls, k=list(range(1, nearest + 1)))
    away_m, rows = np.asarray(found[0], dtype=np.float64), np.asarray(found[1], dtype=np.intp)
    radius_m = 1_000 * np.sqrt(np.array([home.residents for home in homes]) / profile.residents_per_km2 / np.pi)
    beyond = np.maximum(away_m - radius_m[rows], 0.0)
    beyond -= beyond.min(axis=1, keepdims=True)  # a call from nowhere near belongs to the nearest
    weights = np.exp(-0.5 * (beyond / BANDWIDTH_M) ** 2) * _expected(homes, profile)[rows]
    weights /= weights.sum(axis=1, keepdims=True)
    counts: Floats = np.bincount(rows.ravel(), weights.ravel(), minlength=len(homes)).astype(np.float64)
    return counts, away_m[:, 0]


def _expected(homes: Sequence[Home], profile: Profile) -> Floats:
    rates = [profile.town_rate if home.population >= profile.town_from else profile.village_rate for home in homes]
    weights = np.array([max(home.residents, 1.0) for home in homes]) * np.array(rates)
    found: Floats = weights / weights.sum()
    return found


def _sphere(lat: Floats, lon: Floats) -> Floats:
    """Return points of space; over a region the straight line is as long as the great circle."""
    phi, lam = np.radians(lat), np.radians(lon)
    return EARTH_RADIUS_M * np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=1)
