"""What a matched track is: chains of streets with times, what was dropped, and where and why the chain broke."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from routing.network.model import Floats, Ints, Longs


class Why(StrEnum):
    """Why a fix was not used."""

    NOT_A_NUMBER = "not-a-number"
    NOT_A_TIME = "not-posix-seconds"
    """most often milliseconds"""
    NOT_ON_EARTH = "not-on-earth"
    EXCHANGED = "latitude-and-longitude-exchanged"
    OUTSIDE_MAP = "outside-map"
    INACCURATE = "inaccurate"
    DUPLICATE = "duplicate-instant"
    LATE = "later-than-a-newer-fix"
    """only on-line: a whole track is put in order"""
    STANDING = "standing"
    """within the error of the fix before: nothing is wrong, and nothing is new"""
    OFF_ROAD = "no-road-within-reach"
    OUTLIER = "outlier"
    """the fixes around it fit together, and it does not"""


class Break(StrEnum):
    """Why a chain ends and another begins."""

    CLOCK = "clock-set-back"
    GAP = "gap"
    TELEPORT = "faster-than-a-vehicle"
    NO_WAY = "no-way-between"
    """the map has no way short enough from street to street: a road, a restriction or a place is wrong"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A fix that was not used, by its place in the track as it came."""

    fix: int
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """Where the chain broke: behind this fix of the track."""

    after_fix: int
    why: Break


@dataclass(frozen=True, kw_only=True)
class Legs:
    """The way from each used fix to the next; edges of leg `i` start at ``first[i]``."""

    first: Longs
    edge: Ints
    enter: Floats
    """by edge driven, the share of it at which the leg comes in"""
    leave: Floats
    base_s: Floats
    """by edge driven, what the weights say of the part driven and of the turn out of it"""
    spent_s: Floats
    """by leg"""
    turned: NDArray[np.bool_]
    """by leg, whether the vehicle turned round in the street"""

    def __len__(self) -> int:
        return len(self.spent_s)


@dataclass(frozen=True, kw_only=True)
class Passages:
    """Streets driven, in order: when entered and left, between which shares, and how far that is to be believed."""

    edge: Ints
    entered_at: Floats
    left_at: Floats
    enter: Floats
    leave: Floats
    stood_s: Floats
    """how long the vehicle stood in between, longer than lights take"""
    confidence: Floats

    def __len__(self) -> int:
        return len(self.edge)


@dataclass(frozen=True, kw_only=True)
class Chain:
    """An unbroken drive: used fixes with their places, and the way between them."""

    fix: Longs
    edge: Ints
    along_m: Floats
    distance_m: Floats
    at: Floats
    until: Floats
    """later than `at` where the vehicle stood"""
    confidence: Floats
    """probability of the street under the model, given the whole chain"""
    legs: Legs
    passages: Passages


@dataclass(frozen=True, kw_only=True)
class MatchedTrack:
    """All that is known of a track. A track without a usable fix has no chains; nothing is guessed."""

    chains: tuple[Chain, ...]
    dropped: tuple[Dropped, ...]
    broken: tuple[Broken, ...]
    sigma_m: float
    """the error of a fix along one axis that was reckoned with, the median one"""
    fixes: int

    @property
    def confidence(self) -> float:
        """The mean over the used fixes, 0 when there are none."""
        used = [chain.confidence for chain in self.chains]
        return float(np.concatenate(used).mean()) if used else 0.0

    def edges(self) -> Iterator[int]:
        """The edges driven, in order, chain by chain."""
        for chain in self.chains:
            yield from chain.passages.edge.tolist()
